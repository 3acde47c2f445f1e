import type { Interactions } from "../interactions.js";
import { type Intervals, PeopleBootstrap } from "./bootstrap.js";
import { byHistory, byPopularity } from "./breakdown.js";
import type { DataFacts, RankingEvaluation, Rung } from "./evaluation.js";
import { type Metrics, metricsOf } from "./metrics.js";
import type { Scored } from "./replay-cases.js";
import { spreadOf } from "./spread.js";

export interface Scores {
  readonly scored: Scored;
  /** By case. */
  readonly people: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  /** Names of the contenders, from the first rung to what is served. */
  readonly ladder: readonly string[];
  readonly baselines: readonly string[];
  /** By item: how often it was met in what was trained on. */
  readonly counts: ArrayLike<number>;
  readonly seed: number;
}

type Summary = Pick<
  RankingEvaluation,
  | "cases"
  | "metrics"
  | "intervals"
  | "frozen"
  | "timesFrozen"
  | "ladder"
  | "baselines"
  | "baselineIntervals"
  | "againstBest"
  | "byHistory"
  | "byPopularity"
  | "spread"
  | "latency"
  | "repeated"
>;

/** Ranks to metrics, intervals, comparisons and parts. The last rung is the recommender as served. */
export function summarise({ scored, people, targets, ladder, baselines, counts, seed }: Scores): Summary {
  const { at, ranks, history } = scored;
  const ranksOf = (name: string): Float64Array => ranks.get(name) as Float64Array;
  const bootstrap = new PeopleBootstrap(people, seed);
  const served = ladder.at(-1) as string;
  const metrics = metricsOf(ranksOf(served));
  const frozen = metricsOf(ranksOf(ladder[0] as string));
  const ofBaselines = record(baselines, (name) => metricsOf(ranksOf(name)));
  const best = baselines.reduce(
    (a, b) => (value(ofBaselines[b]) > value(ofBaselines[a]) ? b : a),
    baselines[0] as string,
  );
  return {
    cases: at.length,
    metrics,
    intervals: bootstrap.intervals(ranksOf(served)),
    frozen,
    timesFrozen: metrics["hr@10"] / frozen["hr@10"],
    ladder: ladder.map((name, rung): Rung => {
      const own = ranksOf(name);
      const step = { name, metrics: metricsOf(own), intervals: bootstrap.intervals(own) };
      const below = ladder[rung - 1];
      return below === undefined ? step : { ...step, gain: bootstrap.differences(own, ranksOf(below)) };
    }),
    baselines: ofBaselines,
    baselineIntervals: record(baselines, (name): Intervals => bootstrap.intervals(ranksOf(name))),
    againstBest: { name: best, difference: bootstrap.differences(ranksOf(served), ranksOf(best)) },
    byHistory: byHistory(ranksOf(served), history),
    byPopularity: byPopularity(ranksOf(served), targets, counts),
    spread: record([served, ladder[0] as string, ...baselines], (name) =>
      spreadOf(scored.exposure.get(name) as Uint32Array),
    ),
    latency: latencyOf(scored.milliseconds.get(served) as Float64Array),
    repeated: scored.repeated,
  };
}

export function factsOf({ count, people, items, time, source }: Interactions): DataFacts {
  const iso = (at: number): string => new Date(time[at] ?? 0).toISOString();
  return {
    source,
    interactions: count,
    people: people.length,
    items: items.length,
    from: iso(0),
    until: iso(count - 1),
  };
}

/** By item: how often it was met in these interactions. */
export function countsOf({ item, items }: Interactions, chosen: Uint32Array): Uint32Array {
  const counts = new Uint32Array(items.length);
  for (const at of chosen) counts[item[at] as number] = (counts[item[at] as number] as number) + 1;
  return counts;
}

function value(metrics: Metrics | undefined): number {
  return metrics?.["ndcg@10"] ?? 0;
}

function latencyOf(milliseconds: Float64Array): { p50Ms: number; p99Ms: number } {
  const sorted = milliseconds.slice().sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

function record<T>(names: readonly string[], of: (name: string) => T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, of(name)]));
}
