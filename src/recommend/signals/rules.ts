import type { SparseTable } from "../../models/recommender/model.js";
import { explainNeighbours, scoreNeighbours } from "./neighbours.js";
import type { ScoreBoard } from "./score-board.js";

/**
 * Sequential rules (Kamehkhosh, Jannach & Ludewig, TempRec at RecSys 2017): what comes after the newest items. Rank r, 0 = the newest, counts 1 / (r + 1): the
 * next item will be that far from it, and so it was weighted in training.
 */
export interface RuleScoring {
  /** How many of the newest items are looked at, at most MOST_RULE_ITEMS. */
  readonly items: number;
}

const MOST_RULE_ITEMS = 100;

const BY_RANK = Float64Array.from({ length: MOST_RULE_ITEMS }, (_, rank) => 1 / (rank + 1));

/** Adds to the board, which the caller clears. `recent`: newest first; unknown items are numbers outside the table. */
export function scoreRules(
  table: SparseTable,
  recent: ArrayLike<number>,
  { items }: RuleScoring,
  board: ScoreBoard,
): void {
  scoreNeighbours(table, recent, BY_RANK, board, Math.min(items, MOST_RULE_ITEMS));
}

/** As explainNeighbours: `shares[t * recent.length + r]`. */
export function explainRules(
  table: SparseTable,
  recent: ArrayLike<number>,
  { items }: RuleScoring,
  targets: ArrayLike<number>,
  shares: Float32Array,
): void {
  explainNeighbours(table, recent, BY_RANK, targets, shares, Math.min(items, MOST_RULE_ITEMS));
}
