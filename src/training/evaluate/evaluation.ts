import type { Interval, Intervals } from "./bootstrap.js";
import type { Part } from "./breakdown.js";
import type { ListMetrics } from "./list-metrics.js";
import type { Metrics } from "./metrics.js";
import type { Spread } from "./spread.js";

/** What an evaluation found: `attune evaluate recommender --json` prints it, the report shows it. */

export const PROTOCOLS = ["prequential", "leave-one-out", "sampled-99", "stratified", "sessions"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** One system's results over all cases. */
export interface Result<M = Metrics> {
  readonly name: string;
  readonly metrics: M;
  readonly intervals: M extends Metrics ? Intervals : Readonly<Record<keyof M, Interval>>;
}

/** A step of the ablation: what was added, and what it gained over the step before (95 % interval, paired by case). */
export interface Rung extends Result {
  readonly gain?: Intervals;
}

export interface DataFacts {
  readonly source: string;
  readonly interactions: number;
  readonly people: number;
  readonly items: number;
  /** ISO 8601 */
  readonly from: string;
  readonly until: string;
}

interface EvaluationBase {
  readonly protocol: Protocol;
  readonly data: DataFacts;
  /** In words: what was learnt from, what was chosen on, what was tested. */
  readonly split: string;
  readonly notes: readonly string[];
  readonly cases: number;
  readonly seed: number;
  /** Of the whole command, all threads. */
  readonly cpuSeconds: number;
  /** The recipe as it was used, blend weights included. */
  readonly recipe: unknown;
}

/** All protocols but the stratified one: one item is to be found, among all or among some. */
export interface RankingEvaluation extends EvaluationBase {
  readonly protocol: Exclude<Protocol, "stratified">;
  /** Of the recommender as served. */
  readonly metrics: Metrics;
  readonly intervals: Intervals;
  /** iALS as a batch job serves it: vectors as of the cut; popularity for people it doesn't know. */
  readonly frozen: Metrics;
  /** HR@10 by that of `frozen`. */
  readonly timesFrozen: number;
  readonly ladder: readonly Rung[];
  readonly baselines: Readonly<Record<string, Metrics>>;
  readonly baselineIntervals: Readonly<Record<string, Intervals>>;
  /** The strongest baseline by NDCG@10, and the paired difference to it. */
  readonly againstBest: { readonly name: string; readonly difference: Intervals };
  /** As they were chosen on validation. */
  readonly settings: Readonly<Record<string, number>>;
  readonly byHistory: readonly Part[];
  readonly byPopularity: readonly Part[];
  readonly spread: Readonly<Record<string, Spread>>;
  readonly blend: Readonly<Record<string, number>>;
  /** Scoring one case over the whole catalogue, wall clock. */
  readonly latency: { readonly p50Ms: number; readonly p99Ms: number };
  /** Interactions left out, as they repeat what the person had met; and whether they were. */
  readonly repeated: number;
  readonly repeats: boolean;
  /** The same with other seeds of training. */
  readonly seeds: readonly { readonly seed: number; readonly metrics: Metrics }[];
}

export interface StratifiedEvaluation extends EvaluationBase {
  readonly protocol: "stratified";
  readonly metrics: ListMetrics;
  readonly intervals: Readonly<Record<keyof ListMetrics, Interval>>;
  readonly baselines: Readonly<Record<string, ListMetrics>>;
  readonly seeds: readonly { readonly seed: number; readonly metrics: ListMetrics }[];
}

export type Evaluation = RankingEvaluation | StratifiedEvaluation;
