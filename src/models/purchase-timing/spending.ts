import { logBeta } from "../../domain/beta-distribution.js";
import type { SpendingParameters } from "./parameters.js";

/**
 * What a person's next purchase will be worth, from the average of those there were (Fader, Hardie 2013, "The Gamma-Gamma model of monetary value", eq. 5): the
 * average of few is drawn towards everybody's.
 */
export function expectedSpending({ p, q, scale }: SpendingParameters, purchases: number, average: number): number {
  const weight = p * purchases + q - 1;
  // q of 1 or less has no mean: then only what they did counts.
  return weight <= 0 ? average : (p * (scale + average * purchases)) / weight;
}

/** Of an average of so many purchases, both above 0 (ibid., eq. 1a). */
export function logLikelihoodOfSpending(
  { p, q, scale }: SpendingParameters,
  purchases: number,
  average: number,
): number {
  const stages = p * purchases;
  return (
    q * Math.log(scale) +
    (stages - 1) * Math.log(average) +
    stages * Math.log(purchases) -
    (stages + q) * Math.log(scale + average * purchases) -
    logBeta(stages, q)
  );
}
