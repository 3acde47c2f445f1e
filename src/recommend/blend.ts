import type { Recommended } from "../domain/recommendation.js";
import type { RowScores } from "./scores/row-scores.js";
import { columnFor } from "./scores/scratch.js";

/** A weighted sum of signals. Every summand has its own part of a score, and the parts add up to it. */
export class Blend {
  readonly summands: readonly Summand[];

  constructor(summands: readonly (Summand | undefined)[]) {
    this.summands = summands.filter((one) => one !== undefined);
  }

  get isEmpty(): boolean {
    return this.summands.length === 0;
  }

  /** Of every row; valid until the next one. */
  scoreAll(rows: number): Float32Array {
    const out = columnFor("blend", rows).fill(this.#shift());
    for (const { scores, scale } of this.summands) scores.addTo(out, scale);
    return out;
  }

  /** By place in `rows`; valid until the next one. */
  scoreAt(rows: Uint32Array): Float32Array {
    const out = columnFor("blend", rows.length).fill(this.#shift());
    for (const { scores, scale } of this.summands) scores.addAt(out, rows, scale);
    return out;
  }

  partsOf(row: number): Recommended["parts"] {
    return this.summands.map(({ scores, scale, shift }) => ({
      signal: scores.signal,
      value: scale * scores.at(row) + shift,
    }));
  }

  #shift(): number {
    return this.summands.reduce((sum, { shift }) => sum + shift, 0);
  }
}

/** scale x score + shift. */
export interface Summand {
  readonly scores: RowScores;
  readonly scale: number;
  readonly shift: number;
}

/** weight x (score - mean) / deviation: signals on different scales become comparable. undefined: it says the same of all rows. */
export function zScored(scores: RowScores | undefined, weight = 1): Summand | undefined {
  if (scores === undefined || weight === 0 || !(scores.deviation > 0)) return undefined;
  const scale = weight / scores.deviation;
  return { scores, scale, shift: -scale * scores.mean };
}

/** weight x score, as it is. */
export function plain(scores: RowScores | undefined, weight = 1): Summand | undefined {
  return scores === undefined ? undefined : { scores, scale: weight, shift: 0 };
}
