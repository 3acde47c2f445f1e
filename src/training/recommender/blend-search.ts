import { listGainOf } from "../evaluate/metrics.js";

/** One moment that was foreseen. Arrays are read before the next one is given: they may be used again. */
export interface BlendCase {
  /** Every signal's z-scores over all items, in the order of the weights. */
  readonly signals: readonly Float32Array[];
  /** What happened; several where a longer while is foreseen. */
  readonly targets: readonly number[];
  /** 1: not a candidate. */
  readonly isOut: Uint8Array;
}

/** Goes through all cases; called once a round, with equal cases each time. */
export type BlendCases = (take: (one: BlendCase) => void) => Promise<void>;

export interface Blend {
  readonly weights: readonly number[];
  /** Mean NDCG@10 with these weights, and with those of the first start. */
  readonly value: number;
  readonly startValue: number;
  readonly rounds: number;
}

/** A smaller gain, as a share of the value, is noise of the cases. */
const LEAST_GAIN = 0.003;
const MOST_ROUNDS = 12;
/** Changes of one weight: times these; a weight of 0 may become one of the others, times the largest. */
const FACTORS = [0, 0.5, 0.75, 1.33, 2] as const;
const FROM_ZERO = [-0.05, 0.05, 0.15, 0.4] as const;

/** Weights to try: some, each with one of them changed. */
interface Trial {
  readonly weights: readonly number[];
  readonly changes: readonly Change[];
}

interface Change {
  readonly signal: number;
  readonly weight: number;
}

/**
 * Weights of z-scored signals by coordinate search: what a blend is worth is the mean NDCG@10 of what came next. It begins with the best of the starts and of
 * each signal nearly alone, and changes one weight a round, the one that gains most, until none gains. Scaling all weights changes no ranking: the largest
 * one of the result is 1.
 */
export async function searchBlend(
  cases: BlendCases,
  starts: readonly (readonly number[])[],
  onRound?: (round: number, value: number) => void,
): Promise<Blend> {
  const signals = starts[0]?.length ?? 0;
  const alone = Array.from({ length: signals }, (_, one) =>
    Array.from({ length: signals }, (__, at) => (at === one ? 1 : 0.1)),
  );
  let trials: Trial[] = [...starts, ...alone].map((weights) => ({ weights, changes: [asItIs(weights)] }));
  let startValue: number | undefined;
  let weights: readonly number[] = [];
  let value = Number.NEGATIVE_INFINITY;
  for (let round = 1; ; round++) {
    const values = await valuesOf(cases, trials);
    startValue ??= values[0] as number;
    const best = values.indexOf(Math.max(...values));
    const gain = (values[best] as number) - value;
    if (gain > 0) {
      weights = blendsOf(trials)[best] as readonly number[];
      value = values[best] as number;
    }
    onRound?.(round, value);
    if (gain < LEAST_GAIN * value || round === MOST_ROUNDS) {
      const kept = await withoutIdle(cases, weights, value);
      return { weights: scaled(kept), value, startValue, rounds: round };
    }
    trials = [{ weights, changes: changesOf(weights) }];
  }
}

/** Signals without which nothing is worse go. */
async function withoutIdle(cases: BlendCases, weights: readonly number[], value: number): Promise<readonly number[]> {
  const changes = weights.map((_, signal) => ({ signal, weight: 0 }));
  const without = await valuesOf(cases, [{ weights, changes }]);
  const kept = weights.map((weight, signal) => ((without[signal] as number) >= value ? 0 : weight));
  return kept.some((weight) => weight !== 0) ? kept : weights;
}

function asItIs(weights: readonly number[]): Change {
  return { signal: 0, weight: weights[0] as number };
}

function changesOf(weights: readonly number[]): Change[] {
  const most = Math.max(...weights.map(Math.abs));
  const isAlone = weights.filter((weight) => weight !== 0).length === 1;
  return weights.flatMap((own, signal) => {
    const others = own === 0 ? FROM_ZERO.map((share) => share * most) : FACTORS.map((factor) => factor * own);
    return others.filter((weight) => weight !== 0 || !isAlone).map((weight) => ({ signal, weight }));
  });
}

function blendsOf(trials: readonly Trial[]): number[][] {
  return trials.flatMap(({ weights, changes }) =>
    changes.map(({ signal, weight }) => weights.map((own, at) => (at === signal ? weight : own))),
  );
}

function scaled(weights: readonly number[]): number[] {
  const most = Math.max(...weights.map(Math.abs));
  return weights.map((weight) => Math.round((1000 * weight) / most) / 1000);
}

/** The mean NDCG@10 of each change of each trial, all in one pass over the cases. */
async function valuesOf(cases: BlendCases, trials: readonly Trial[]): Promise<number[]> {
  const sums = trials.flatMap(({ changes }) => changes.map(() => 0));
  let count = 0;
  let scores = new Float32Array(0);
  await cases(({ signals, targets: met, isOut }) => {
    if (scores.length !== isOut.length) scores = new Float32Array(isOut.length);
    count++;
    let at = 0;
    for (const { weights, changes } of trials) {
      blendInto(scores, signals, weights);
      for (const { signal, weight } of changes) {
        const step = weight - (weights[signal] as number);
        const ranks = met.map((target) => rankAfter(scores, signals[signal] as Float32Array, step, target, isOut));
        sums[at] = (sums[at] as number) + listGainOf(ranks);
        at++;
      }
    }
  });
  return sums.map((sum) => (count === 0 ? 0 : sum / count));
}

/** `into` becomes the weighted sum. */
export function blendInto(into: Float32Array, signals: readonly Float32Array[], weights: readonly number[]): void {
  into.fill(0);
  signals.forEach((signal, at) => {
    const weight = weights[at] as number;
    if (weight === 0) return;
    for (let item = 0; item < into.length; item++) {
      into[item] = (into[item] as number) + weight * (signal[item] as number);
    }
  });
}

/** The mid-rank of the target in scores + step x signal. */
function rankAfter(
  scores: Float32Array,
  signal: Float32Array,
  step: number,
  target: number,
  isOut: Uint8Array,
): number {
  const own = (scores[target] as number) + step * (signal[target] as number);
  let above = 0;
  let tied = 0;
  for (let item = 0; item < scores.length; item++) {
    const score = (scores[item] as number) + step * (signal[item] as number);
    if (score < own || isOut[item] === 1) continue;
    if (score > own) above++;
    else tied++;
  }
  return 1 + above + Math.max(0, tied - 1) / 2;
}
