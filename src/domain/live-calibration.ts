import { SCORE_UNIT } from "./intent.js";
import type { Statistics } from "./population.js";
import type { ScoringModel } from "./scoring.js";

/**
 * What models say, held against what comes, as additive statistics: a prediction is counted at once as if the answer were no; when the answer is yes, what
 * that changes is added. Whole numbers: equal sums in any order. Young predictions pull the rate down a little, equally for all versions.
 */
export interface Prediction {
  readonly version: string;
  readonly p: number;
}

/** Shared by all that have none. */
export const NO_PREDICTIONS: readonly Prediction[] = Object.freeze([]);

/** What of each model is answered: an order before the session ends, or within 24 hours; a positive response to a message. */
export const LIVE_HEADS = { intent: ["session", "day"], propensity: ["response"] } as const satisfies Partial<
  Record<ScoringModel, readonly string[]>
>;
export type LiveModel = keyof typeof LIVE_HEADS;
export type LiveHead = (typeof LIVE_HEADS)[LiveModel][number];

/** Where bins begin: most people buy nothing today, so that the low ones are narrow. */
const BIN_EDGES = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.4, 0.6, 0.8] as const;

/** Losses and their differences are counted in units of this many nats. */
const LOSS_UNIT = 1e-5;
/** No answer costs more than that of the lowest score: a single surprise must not outweigh everything. */
const LOWEST = 1 / SCORE_UNIT;

const HEAD = "calibration/";

export function isLiveCalibration(group: string): boolean {
  return group.startsWith(HEAD);
}

/** The statistics' group of a version. */
export function calibrationGroup(model: LiveModel, version: string): string {
  return `${HEAD}${model}/${version}`;
}

/** The group of what one version lost more than another on the same predictions. */
export function comparisonGroup(model: LiveModel, version: string, against: string): string {
  return `${HEAD}${model}/${version}/${against}`;
}

/** What a group is about. */
export function modelOf(group: string): string | undefined {
  return group.slice(HEAD.length).split("/")[0];
}

export function versionsOf(group: string): readonly string[] {
  return group.slice(HEAD.length).split("/").slice(1);
}

export function binOf(p: number): number {
  let bin = BIN_EDGES.length - 1;
  while (bin > 0 && p < (BIN_EDGES[bin] as number)) bin--;
  return bin;
}

/** What a prediction costs in log loss, whole units. */
export function lossOf(p: number, answer: boolean): number {
  const bounded = Math.min(1 - LOWEST, Math.max(LOWEST, p));
  return Math.round(-Math.log(answer ? bounded : 1 - bounded) / LOSS_UNIT);
}

export interface LiveBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Means of what was said, and of what came. */
  readonly said: number;
  readonly came: number;
}

/** How well one version's predictions of one head have held so far. */
export interface LiveCalibration {
  readonly count: number;
  readonly positives: number;
  readonly said: number;
  readonly came: number;
  /** Nats a prediction. */
  readonly logLoss: number;
  /** The expected calibration error over the bins that hold any. */
  readonly ece: number;
  readonly bins: readonly LiveBin[];
}

/** undefined: nothing was counted. */
export function liveCalibrationOf(
  statistics: Statistics,
  model: LiveModel,
  version: string,
  head: LiveHead,
): LiveCalibration | undefined {
  const numbers = statistics.get(calibrationGroup(model, version));
  if (numbers === undefined) return undefined;
  const sum = (name: string, bin: number): number => numbers.get(`${head}/${bin}.${name}`) ?? 0;
  const bins: LiveBin[] = [];
  let count = 0;
  let positives = 0;
  let said = 0;
  let loss = 0;
  let apart = 0;
  BIN_EDGES.forEach((from, bin) => {
    const n = sum("n", bin);
    if (n <= 0) return;
    const p = sum("p", bin) / SCORE_UNIT;
    const yes = sum("positive", bin);
    bins.push({ from, to: BIN_EDGES[bin + 1] ?? 1, count: n, said: p / n, came: yes / n });
    count += n;
    positives += yes;
    said += p;
    loss += sum("loss", bin) * LOSS_UNIT;
    apart += Math.abs(p - yes);
  });
  if (count === 0) return undefined;
  return {
    count,
    positives,
    said: said / count,
    came: positives / count,
    logLoss: loss / count,
    ece: apart / count,
    bins,
  };
}

/** What `version` lost more than `against` on the same predictions, in nats a prediction: below 0 it is the better one. */
export interface LiveComparison {
  readonly count: number;
  readonly difference: number;
  /** 95 %, by the normal approximation. */
  readonly interval: readonly [low: number, high: number];
}

/** undefined: the two have not scored the same twice. */
export function liveComparisonOf(
  statistics: Statistics,
  model: LiveModel,
  version: string,
  against: string,
  head: LiveHead,
): LiveComparison | undefined {
  const numbers = statistics.get(comparisonGroup(model, version, against));
  const count = numbers?.get(`${head}.n`) ?? 0;
  if (numbers === undefined || count < 2) return undefined;
  const difference = ((numbers.get(`${head}.d`) ?? 0) * LOSS_UNIT) / count;
  const squares = ((numbers.get(`${head}.d2`) ?? 0) * LOSS_UNIT ** 2) / count;
  const error = Math.sqrt(Math.max(0, squares - difference ** 2) / (count - 1));
  return { count, difference, interval: [difference - 1.96 * error, difference + 1.96 * error] };
}
