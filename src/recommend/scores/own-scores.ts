import type { RowScores } from "./row-scores.js";
import { BoardScores } from "./board-scores.js";
import { boardFor } from "./scratch.js";

/** A person's own list, with weights of the scenario's choosing; undefined: it is empty. */
export function ownScores(weights: ReadonlyMap<number, number>, rows: number): RowScores | undefined {
  if (weights.size === 0) return undefined;
  const board = boardFor("own", rows);
  for (const [row, weight] of weights) board.add(row, weight);
  return new BoardScores("own", board, rows);
}
