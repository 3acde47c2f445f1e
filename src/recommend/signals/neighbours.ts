import type { SparseTable } from "../../models/recommender/model.js";
import type { ScoreBoard } from "./score-board.js";

/**
 * Item neighbours (also viewed, also bought, bought after a view, item-kNN): score(j) = sum over the recent items i of weight_i * table[i][j], over the first `most`
 * of them. Adds to the board, which the caller clears. An item that the model doesn't know is any number outside the table, such as -1: it keeps its place and adds
 * nothing.
 */
export function scoreNeighbours(
  table: SparseTable,
  recent: ArrayLike<number>,
  weights: ArrayLike<number>,
  board: ScoreBoard,
  most: number = recent.length,
): void {
  const rows = table.offsets.length - 1;
  const looked = Math.min(most, recent.length);
  for (let rank = 0; rank < looked; rank++) {
    const item = recent[rank] as number;
    if (item >= 0 && item < rows) board.addRow(table, item, weights[rank] as number);
  }
}

/**
 * What each recent item gave to the scores of some targets: `shares[t * recent.length + r]` is what recent item r adds to target t. A target's shares add up to
 * its score.
 */
export function explainNeighbours(
  table: SparseTable,
  recent: ArrayLike<number>,
  weights: ArrayLike<number>,
  targets: ArrayLike<number>,
  shares: Float32Array,
  most: number = recent.length,
): void {
  const rows = table.offsets.length - 1;
  const looked = Math.min(most, recent.length);
  shares.fill(0, 0, targets.length * recent.length);
  for (let rank = 0; rank < looked; rank++) {
    const item = recent[rank] as number;
    if (item < 0 || item >= rows) continue;
    for (let t = 0; t < targets.length; t++) {
      shares[t * recent.length + rank] = (weights[rank] as number) * weightOf(table, item, targets[t] as number);
    }
  }
}

/** table[row][target]; a row is ordered by weight, so it is searched from its heaviest. */
function weightOf({ offsets, targets, weights }: SparseTable, row: number, target: number): number {
  const end = offsets[row + 1] as number;
  for (let at = offsets[row] as number; at < end; at++) if (targets[at] === target) return weights[at] as number;
  return 0;
}
