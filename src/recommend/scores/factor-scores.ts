import type { RowScores } from "./row-scores.js";

/** A signal made of factors: the rows that it likes best can be found without scoring all of them one by one. */
export interface FactorScores extends RowScores {
  readonly why: NonNullable<RowScores["why"]>;
  /** The k rows best liked, best first, of those that are not out. */
  best(k: number, isOut: (row: number) => boolean): Uint32Array;
}
