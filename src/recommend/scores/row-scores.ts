import type { Signal } from "../../domain/recommendation.js";
import type { Evidence } from "../evidence.js";

/**
 * What one signal says of the catalogue's rows. It works in buffers that the next one of the same signal in this thread uses again: it is to be read before the
 * next recommendation is asked for.
 */
export interface RowScores {
  readonly signal: Signal;
  /** Over all rows; the deviation is 0 where the signal says the same of all. */
  readonly mean: number;
  readonly deviation: number;
  at(row: number): number;
  /** out[row] += scale x score, for every row. */
  addTo(out: Float32Array, scale: number): void;
  /** out[n] += scale x score of rows[n]. */
  addAt(out: Float32Array, rows: Uint32Array, scale: number): void;
  /** Calls for each row whose score isn't 0; undefined: nearly all have one. */
  readonly eachRow?: (visit: (row: number) => void) => void;
  /** What the scores rest on, and what each piece gave to the scores of some rows: shares[n * evidence + r]. Exact: they add up to the score. */
  readonly why?: { readonly evidence: Evidence; readonly shares: (rows: readonly number[]) => Float32Array };
}
