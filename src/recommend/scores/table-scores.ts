import type { Signal } from "../../domain/recommendation.js";
import type { Evidence } from "../evidence.js";
import type { LearntRows } from "../serving/shared-model.js";
import {
  explainNeighbours,
  explainRules,
  explainSessions,
  type ScoreBoard,
  scoreNeighbours,
  scoreRules,
  scoreSessions,
} from "../signals/index.js";
import { BoardScores } from "./board-scores.js";
import type { RowScores } from "./row-scores.js";
import { boardFor } from "./scratch.js";

/** The signals that look items up in a model's tables. */
export type TableSignal = Extract<Signal, "next" | "session" | "also-viewed" | "also-bought" | "view-then-bought">;

/** A table's way to score, and to say how much of the targets' scores each piece of evidence gave. Numbers are the model's. */
interface Lookup {
  score(board: ScoreBoard): void;
  explain(targets: readonly number[], shares: Float32Array): void;
}

/** undefined: the model knows none of the items. */
export function tableScores(
  signal: TableSignal,
  learnt: LearntRows,
  evidence: Evidence,
  rows: number,
): RowScores | undefined {
  // What the model doesn't know keeps its place and adds nothing.
  const recent = evidence.rows.map((row) => learnt.itemOf[row] as number);
  if (recent.every((item) => item < 0)) return undefined;
  const lookup = lookupOf(signal, learnt, recent, evidence.weights);
  const board = boardFor(signal, learnt.model.items);
  lookup.score(board);
  return new BoardScores(signal, board, rows, learnt, {
    evidence,
    shares: (targets) => {
      const shares = new Float32Array(targets.length * recent.length);
      lookup.explain(
        targets.map((row) => learnt.itemOf[row] as number),
        shares,
      );
      return shares;
    },
  });
}

function lookupOf(
  signal: TableSignal,
  { model }: LearntRows,
  recent: readonly number[],
  weights: readonly number[],
): Lookup {
  if (signal === "next") {
    const how = { items: model.serving.ruleItems };
    return {
      score: (board) => scoreRules(model.rules, recent, how, board),
      explain: (targets, shares) => explainRules(model.rules, recent, how, targets, shares),
    };
  }
  if (signal === "session") {
    const how = { sample: model.serving.sessionSample, neighbours: model.serving.sessionNeighbours };
    return {
      score: (board) => scoreSessions(model.sessions, recent, how, board),
      explain: (targets, shares) => explainSessions(model.sessions, recent, how, targets, shares),
    };
  }
  const table = {
    "also-viewed": model.alsoViewed,
    "also-bought": model.alsoBought,
    "view-then-bought": model.viewThenBought,
  }[signal];
  return {
    score: (board) => scoreNeighbours(table, recent, weights, board),
    explain: (targets, shares) => explainNeighbours(table, recent, weights, targets, shares),
  };
}
