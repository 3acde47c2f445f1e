/** How good probabilities are. `p` and `y` (0 or 1) case by case; `weight` says how often each case counts (a bootstrap's draw). */

export interface Probabilities {
  readonly p: Float64Array;
  readonly y: Uint8Array;
}

type Weight = (at: number) => number;
const ONCE: Weight = () => 1;

/** Bins of equal size, by what was said. */
export const ECE_BINS = 10;
const EPSILON = 1e-6;

/** A case's log loss, in nats. */
export function logLossOf(p: number, y: number): number {
  const said = Math.min(1 - EPSILON, Math.max(EPSILON, p));
  return y === 1 ? -Math.log(said) : -Math.log1p(-said);
}

export function brierOf(p: number, y: number): number {
  return (p - y) ** 2;
}

/** Cases by what was said, lowest first: what `auc` and `ece` go through. */
export function byScore({ p }: Probabilities): Uint32Array {
  const order = Uint32Array.from(p, (_, at) => at);
  return order.sort((a, b) => (p[a] as number) - (p[b] as number));
}

/** The chance that a yes was given more than a no, ties half (Mann and Whitney 1947); NaN where all are of one kind. */
export function auc({ p, y }: Probabilities, order: Uint32Array, weight: Weight = ONCE): number {
  let [pairs, noes, yeses] = [0, 0, 0];
  for (let at = 0; at < order.length; ) {
    const said = p[order[at] as number];
    let [tiedNoes, tiedYeses] = [0, 0];
    for (; at < order.length && p[order[at] as number] === said; at++) {
      const one = order[at] as number;
      if (y[one] === 1) tiedYeses += weight(one);
      else tiedNoes += weight(one);
    }
    pairs += tiedYeses * (noes + tiedNoes / 2);
    noes += tiedNoes;
    yeses += tiedYeses;
  }
  return pairs / (noes * yeses);
}

/** A bin of a reliability diagram. */
export interface ReliabilityBin {
  readonly count: number;
  /** What was said on average, and what came. */
  readonly said: number;
  readonly came: number;
}

/**
 * Bins that hold as many cases each: with rare answers, bins of equal width would put nearly everything into the first. Cases of which the same was said
 * stay together: who says the same to everybody has one bin.
 */
export function reliability(
  { p, y }: Probabilities,
  order: Uint32Array,
  bins = ECE_BINS,
  weight: Weight = ONCE,
): ReliabilityBin[] {
  const found: ReliabilityBin[] = [];
  let at = 0;
  for (let bin = 1; bin <= bins; bin++) {
    const from = at;
    const to = Math.floor((order.length * bin) / bins);
    let [count, said, came] = [0, 0, 0];
    for (; at < to || (at > from && at < order.length && isTied(p, order, at)); at++) {
      const one = order[at] as number;
      const times = weight(one);
      count += times;
      said += times * (p[one] as number);
      came += times * (y[one] as number);
    }
    if (at > from) found.push({ count, said: count === 0 ? 0 : said / count, came: count === 0 ? 0 : came / count });
  }
  return found;
}

function isTied(p: Float64Array, order: Uint32Array, at: number): boolean {
  return p[order[at] as number] === p[order[at - 1] as number];
}

/** Expected calibration error over bins of equal size (Naeini et al. 2015; Nixon et al. 2019): the mean distance of said and came. */
export function ece(cases: Probabilities, order: Uint32Array, weight: Weight = ONCE): number {
  let [sum, all] = [0, 0];
  for (const { count, said, came } of reliability(cases, order, ECE_BINS, weight)) {
    sum += count * Math.abs(said - came);
    all += count;
  }
  return sum / all;
}

/**
 * What calibration error somebody would show who says exactly what comes: how far the shares of a bin move from one draw of people to another. Below this an
 * ECE says nothing.
 */
export function eceFloor(cases: Probabilities, order: Uint32Array, weight: Weight): number {
  const usual = reliability(cases, order);
  let [sum, all] = [0, 0];
  reliability(cases, order, ECE_BINS, weight).forEach(({ count, came }, bin) => {
    sum += count * Math.abs(came - (usual[bin] as ReliabilityBin).came);
    all += count;
  });
  return sum / all;
}

/** The mean of a measure of each case. */
export function meanOf({ p, y }: Probabilities, of: (p: number, y: number) => number): number {
  let sum = 0;
  for (let at = 0; at < p.length; at++) sum += of(p[at] as number, y[at] as number);
  return sum / p.length;
}
