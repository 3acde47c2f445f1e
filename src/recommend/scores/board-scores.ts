import type { Signal } from "../../domain/recommendation.js";
import type { ScoreBoard } from "../signals/index.js";
import type { RowScores } from "./row-scores.js";

/** How a board's numbers and the catalogue's rows belong together; undefined: the board is by row. */
export interface Numbering {
  readonly rowOf: Int32Array;
  readonly itemOf: Int32Array;
}

/** A signal that speaks of a few items, on a board. */
export class BoardScores implements RowScores {
  readonly signal: Signal;
  readonly mean: number;
  readonly deviation: number;
  readonly why?: NonNullable<RowScores["why"]>;
  readonly #board: ScoreBoard;
  readonly #numbering: Numbering | undefined;

  /** `rows`: how many the catalogue has. */
  constructor(signal: Signal, board: ScoreBoard, rows: number, numbering?: Numbering, why?: RowScores["why"]) {
    this.signal = signal;
    this.#board = board;
    this.#numbering = numbering;
    if (why !== undefined) this.why = why;
    board.measure(Math.max(rows, board.count));
    this.mean = board.mean;
    this.deviation = board.deviation;
  }

  at(row: number): number {
    const item = this.#numbering === undefined ? row : (this.#numbering.itemOf[row] as number);
    return item < 0 ? 0 : (this.#board.scores[item] as number);
  }

  addTo(out: Float32Array, scale: number): void {
    const { items, scores, count } = this.#board;
    const rowOf = this.#numbering?.rowOf;
    for (let n = 0; n < count; n++) {
      const item = items[n] as number;
      const row = rowOf === undefined ? item : (rowOf[item] as number);
      if (row >= 0) out[row] = (out[row] as number) + scale * (scores[item] as number);
    }
  }

  addAt(out: Float32Array, rows: Uint32Array, scale: number): void {
    for (let n = 0; n < rows.length; n++) out[n] = (out[n] as number) + scale * this.at(rows[n] as number);
  }

  readonly eachRow = (visit: (row: number) => void): void => {
    const { items, count } = this.#board;
    const rowOf = this.#numbering?.rowOf;
    for (let n = 0; n < count; n++) {
      const row = rowOf === undefined ? (items[n] as number) : (rowOf[items[n] as number] as number);
      if (row >= 0) visit(row);
    }
  };
}
