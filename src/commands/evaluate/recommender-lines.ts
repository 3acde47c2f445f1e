import type { Evaluation, RankingEvaluation, StratifiedEvaluation } from "../../training/evaluate/index.js";
import { grouped } from "../report.js";

/** An evaluation as people read it in a terminal. */
export function evaluationLines(evaluation: Evaluation): string[] {
  const { protocol, data, split, cases, cpuSeconds } = evaluation;
  return [
    `${data.source}, ${protocol}: ${grouped(cases)} cases; ${cpuSeconds.toFixed(1)} CPU-seconds`,
    split,
    "",
    ...(evaluation.protocol === "stratified" ? stratifiedLines(evaluation) : rankingLines(evaluation)),
  ];
}

function rankingLines(evaluation: RankingEvaluation): string[] {
  const { ladder, baselines, timesFrozen, againstBest, latency, blend, spread, byHistory, byPopularity } = evaluation;
  const [low, high] = againstBest.difference["ndcg@10"];
  const served = Object.values(spread)[0];
  const parts = (of: RankingEvaluation["byHistory"]): string =>
    of.map(({ name, metrics }) => `${name} ${metrics["hr@10"].toFixed(3)}`).join(", ");
  return [
    ...table([
      ["", "HR@10", "NDCG@10", "MRR@20", "HR@20", "95 % of HR@10"],
      ...ladder.map(({ name, metrics, intervals }) => [name, ...numbers(metrics), range(intervals["hr@10"])]),
      ...Object.entries(baselines).map(([name, metrics]) => [
        name,
        ...numbers(metrics),
        range(evaluation.baselineIntervals[name]?.["hr@10"]),
      ]),
    ]),
    "",
    `HR@10 is ${timesFrozen.toFixed(2)} times the first line's; NDCG@10 beside ${againstBest.name}: ${signed(low)} to ${signed(high)} (95 %, paired)`,
    `blend: ${Object.entries(blend)
      .map(([signal, weight]) => `${signal} ${weight}`)
      .join(", ")}`,
    `HR@10 by interactions before: ${parts(byHistory)}`,
    `HR@10 by decile of popularity: ${parts(byPopularity)}`,
    `coverage ${percent(served?.coverage ?? 0)}, Gini ${(served?.gini ?? 0).toFixed(3)}; a case over the whole catalogue: p50 ${latency.p50Ms.toFixed(2)} ms, p99 ${latency.p99Ms.toFixed(2)} ms`,
    ...seedLines(
      evaluation.seeds.map(({ seed, metrics }) => ({ seed, value: metrics["hr@10"] })),
      "HR@10",
    ),
  ];
}

function stratifiedLines({ metrics, baselines, seeds }: StratifiedEvaluation): string[] {
  const names = ["ndcg@10", "precision@10", "recall@10", "map@10"] as const;
  const line = (name: string, of: typeof metrics): string[] => [name, ...names.map((one) => of[one].toFixed(4))];
  return [
    ...table([
      ["", "NDCG@10", "P@10", "R@10", "MAP@10"],
      line("as served", metrics),
      ...Object.entries(baselines).map(([name, of]) => line(name, of)),
    ]),
    ...seedLines(
      seeds.map(({ seed, metrics: of }) => ({ seed, value: of["ndcg@10"] })),
      "NDCG@10",
    ),
  ];
}

function seedLines(seeds: readonly { readonly seed: number; readonly value: number }[], metric: string): string[] {
  if (seeds.length < 2) return [];
  return [`${metric} by seed: ${seeds.map(({ seed, value }) => `${seed}: ${value.toFixed(4)}`).join(", ")}`];
}

function numbers(metrics: RankingEvaluation["metrics"]): string[] {
  return [metrics["hr@10"], metrics["ndcg@10"], metrics["mrr@20"], metrics["hr@20"]].map((value) => value.toFixed(4));
}

/** Columns of even width, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

function range(interval: readonly [number, number] | undefined): string {
  return interval === undefined ? "" : `${interval[0].toFixed(4)} to ${interval[1].toFixed(4)}`;
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(4)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
