import { effectiveInterval, widest } from "./effective-interval.js";
import type { Sums } from "./estimate.js";
import { type Estimate, type Estimator, ESTIMATORS, type Interval, type PolicyValue } from "./evaluation.js";
import { estimateOf, type Quotient } from "./quotient.js";
import type { Resamples } from "./resamples.js";

const QUOTIENTS: Readonly<Record<Estimator, (sums: Sums) => Quotient>> = {
  ips: ({ weighted, rows }) => ({ above: weighted, below: rows }),
  snips: ({ weighted, weights }) => ({ above: weighted, below: weights }),
  dr: ({ robust, rows }) => ({ above: robust, below: rows }),
};

export interface HowToValue {
  /** The one whose value is shown first. */
  readonly estimator: Estimator;
  /** All there are. */
  readonly rows: number;
  /** The least and the greatest reward. */
  readonly bounds: Interval;
  readonly resamples: Resamples;
}

/** Each interval is the wider of the bootstrap's and the effective sample size's. */
export function policyValue(sums: Sums, { estimator, rows, bounds, resamples }: HowToValue): PolicyValue {
  const logged: Quotient = { above: sums.rewards, below: sums.rows };
  const size = sums.effectiveSampleSize;
  const widened = ({ value, interval }: Estimate): Estimate => ({
    value,
    interval: widest(interval, effectiveInterval(value, size, bounds)),
  });
  const estimates = Object.fromEntries(
    ESTIMATORS.map((name) => [name, widened(estimateOf([QUOTIENTS[name](sums)], resamples))]),
  ) as Record<Estimator, Estimate>;
  return {
    ...estimates[estimator],
    effectiveSampleSize: size,
    effectiveRewards: sums.effectiveRewards,
    meanWeight: sums.supported === 0 ? 0 : sums.weights.reduce((sum, one) => sum + one, 0) / sums.supported,
    estimates,
    difference: differenceOf(estimateOf([QUOTIENTS[estimator](sums), logged], resamples), sums, bounds),
    supported: sums.supported / rows,
    clipped: sums.supported === 0 ? 0 : sums.clipped / sums.supported,
  };
}

/** What may be missing in a difference is of what the policy does more often than the logged one: the share of that, times what is not known of it. */
function differenceOf({ value, interval }: Estimate, { supported, more }: Sums, bounds: Interval): Estimate {
  if (more.weights === 0) return { value, interval };
  const [share, rate] = [more.weights / supported, more.weighted / more.weights];
  const [low, high] = effectiveInterval(rate, more.weights ** 2 / more.squares, bounds);
  return { value, interval: widest(interval, [value - share * (rate - low), value + share * (high - rate)]) };
}
