import { probabilityBelow } from "../../domain/beta-distribution.js";
import type { Interval } from "./evaluation.js";

const HALVINGS = 50;

/**
 * A 95 % interval that counts what was never seen: Clopper and Pearson's for a proportion, on the effective sample size (Korn & Graubard 1998, Survey
 * Methodology 24). Where a policy would often do what was seldom done, the few rows that tell of it may hold no reward at all; the bootstrap then knows only
 * the others, and is sure of itself. Rewards between `bounds` spread at most as those two do.
 */
export function effectiveInterval(value: number, size: number, [low, high]: Interval): Interval {
  const range = high - low;
  if (range <= 0) return [value, value];
  const hits = size * Math.min(1, Math.max(0, (value - low) / range));
  const [misses, at] = [size - hits, (share: number): number => low + share * range];
  return [
    hits <= 0 ? low : at(quantile(hits, misses + 1, 0.025)),
    misses <= 0 ? high : at(quantile(hits + 1, misses, 0.975)),
  ];
}

export function widest([a, b]: Interval, [c, d]: Interval): Interval {
  return [Math.min(a, c), Math.max(b, d)];
}

/** Of the beta distribution, by halving. */
function quantile(a: number, b: number, probability: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (probabilityBelow({ a, b }, middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
