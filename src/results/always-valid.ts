import { type Count, type Interval, rateOf, varianceOf } from "./proportion.js";

/**
 * Sequential inference that stays true however often one looks, and whenever one stops: the normal mixture sequential probability
 * ratio test (Robbins 1970; Johari, Pekelis & Walsh 2017, "Peeking at A/B tests"), whose confidence sequence is the asymptotic one
 * of Waudby-Smith et al. (arXiv:2103.06476, theorem 2.2; Howard et al. 2021). With t = n_a n_b / (n_a + n_b), the people that the
 * difference rests on, z its statistic and r = rho^2 t:
 *   likelihood ratio  = exp(z^2 r / (2 (1 + r))) / sqrt(1 + r),     p = 1 / the ratio
 *   confidence bounds = difference +- sqrt(variance 2 (1 + r) / r ln(sqrt(1 + r) / alpha))
 * Valid for every t; narrowest about TUNED_FOR.
 */
export interface Sequential {
  /** Variant's rate - control's. */
  readonly difference: number;
  readonly interval: Interval;
  /** Below alpha at any look: there is a difference. */
  readonly p: number;
}

/** n_a n_b / (n_a + n_b) of an experiment with 5,000 people in each of two variants. */
const TUNED_FOR = 2_500;
/** The bounds rest on the central limit theorem: nothing is claimed while either variant could expect fewer conversions than this. */
const LEAST_EXPECTED = 10;

export function compareAlways(control: Count, variant: Count, alpha: number): Sequential {
  const difference = rateOf(variant) - rateOf(control);
  const people = control.people + variant.people;
  const pooled = (control.converted + variant.converted) / people;
  if (!(Math.min(control.people, variant.people) * pooled >= LEAST_EXPECTED)) {
    return { difference, interval: { low: -1, high: 1 }, p: 1 };
  }
  const t = (control.people * variant.people) / people;
  // A small variant by chance without conversions looks more certain than it is: no less than the variance that both would have in common.
  const variance = Math.max(varianceOf(control) + varianceOf(variant), (pooled * (1 - pooled)) / t);
  const r = rhoSquared(alpha) * t;
  const z2 = difference ** 2 / variance;
  const half = Math.sqrt(((variance * 2 * (1 + r)) / r) * Math.log(Math.sqrt(1 + r) / alpha));
  return {
    difference,
    interval: { low: Math.max(-1, difference - half), high: Math.min(1, difference + half) },
    p: Math.min(1, Math.sqrt(1 + r) * Math.exp((-z2 * r) / (2 * (1 + r)))),
  };
}

/** What makes the bounds narrowest at TUNED_FOR (Waudby-Smith et al., appendix: a closed form near the optimum). */
function rhoSquared(alpha: number): number {
  const log = -2 * Math.log(alpha);
  return (log + Math.log(log) + 1) / TUNED_FOR;
}
