import type { Catalogue } from "../catalogue/index.js";
import { BoardScores } from "./board-scores.js";
import type { RowScores } from "./row-scores.js";
import { boardFor } from "./scratch.js";

/** How new rows are: 1 when they come, falling to 0 when they stop counting as new. */
export function newScores({ columns, count }: Catalogue, time: number, newForMs: number): RowScores {
  const board = boardFor("new", count);
  const { publishedAt } = columns;
  for (let row = 0; row < count; row++) {
    const freshness = freshnessOf(publishedAt[row] as number, time, newForMs);
    if (freshness > 0) board.add(row, freshness);
  }
  return new BoardScores("new", board, count);
}

/** 0: not known when it came, not yet there, or no longer new. */
export function freshnessOf(publishedAt: number, time: number, newForMs: number): number {
  if (publishedAt <= 0 || publishedAt > time) return 0;
  return Math.max(0, 1 - (time - publishedAt) / newForMs);
}
