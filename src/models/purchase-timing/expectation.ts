import type { Belief } from "./beliefs.js";

/** Purchases that are looked at one by one; who makes more within the horizon is no person. */
const MOST_PURCHASES = 2_000;
const NEGLIGIBLE = 1e-7;

/**
 * Further purchases of a customer within so many days. Stages that pass are a Poisson process at a pace of Gamma(shape, rate), so their number N is negative
 * binomial; the j-th purchase comes when N reaches j k - done, if they stayed after each before it. The sum over j of the one times the other is exact; for k = 1
 * it equals Fader and Hardie's expression with the Gaussian hypergeometric function.
 * @param a  Beta(a, b) of leaving, after what is known
 */
export function expectedPurchases({ k, done, shape, rate }: Belief, days: number, a: number, b: number): number {
  const z = days / (rate + days);
  const logZ = Math.log(z);
  let logMass = shape * Math.log1p(-z);
  let below = 0;
  let stage = 0;
  let stays = 1;
  let expected = 0;
  for (let j = 1; j <= MOST_PURCHASES; j++) {
    for (const needed = j * k - done; stage < needed; stage++) {
      below += Math.exp(logMass);
      logMass += logZ + Math.log((shape + stage) / (stage + 1));
    }
    const reached = 1 - below;
    if (reached < NEGLIGIBLE) break;
    expected += stays * reached;
    stays *= (b + j - 1) / (a + b + j - 1);
  }
  return expected;
}

/** The probability that a customer's next purchase comes later than in so many days. */
export function laterThan({ k, done, shape, rate }: Belief, days: number): number {
  const z = days / (rate + days);
  let mass = Math.exp(shape * Math.log1p(-z));
  let sum = 0;
  for (let stage = 0; stage < k - done; stage++) {
    sum += mass;
    mass *= (z * (shape + stage)) / (stage + 1);
  }
  return Math.min(1, sum);
}
