import type { Signal } from "../../domain/recommendation.js";
import type { RowScores } from "./row-scores.js";

/** A signal that says something of every row, as a column. */
export class ColumnScores implements RowScores {
  readonly signal: Signal;
  readonly mean: number;
  readonly deviation: number;
  readonly #column: Float32Array;

  constructor(signal: Signal, column: Float32Array, mean: number, deviation: number) {
    this.signal = signal;
    this.#column = column;
    this.mean = mean;
    this.deviation = deviation;
  }

  at(row: number): number {
    return this.#column[row] as number;
  }

  addTo(out: Float32Array, scale: number): void {
    const column = this.#column;
    for (let row = 0; row < out.length; row++) out[row] = (out[row] as number) + scale * (column[row] as number);
  }

  addAt(out: Float32Array, rows: Uint32Array, scale: number): void {
    for (let n = 0; n < rows.length; n++) out[n] = (out[n] as number) + scale * this.at(rows[n] as number);
  }
}
