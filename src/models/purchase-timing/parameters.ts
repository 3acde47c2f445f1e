/**
 * The model of when people order, by its parameters. Somebody who still is a customer orders at a pace of their own; how evenly, is one of a few classes of
 * regularity; after each repeat order they may leave for good. Paces are spread over people as a gamma distribution, leaving as a beta distribution.
 *
 * With the class {k: 1} alone and `oneTime` 0 it is BG/NBD (Fader, Hardie, Lee 2005, Marketing Science 24:2); with {k} alone BG/CNBD-k (Reutterer, Platzer,
 * Schroeder 2021, IJRM 38:1). A mixture of classes lets each person's own rhythm say which is theirs, as Pareto/GGG does (Platzer, Reutterer 2016), in closed form.
 */
export interface PurchaseTimingParameters {
  /** Orders a day of somebody who is a customer: Gamma(shape, rate), rate in days. */
  readonly pace: { readonly shape: number; readonly rate: number };
  /** The probability of leaving after a repeat order: Beta(a, b). */
  readonly leaving: { readonly a: number; readonly b: number };
  /** The share of people who leave after their first order: 0 to 1. */
  readonly oneTime: number;
  /** Times between orders are Erlang-k: 1 = as chance has it, the greater the more even. Ascending, shares add up to 1. */
  readonly regularity: readonly RegularityClass[];
  /** What an order is worth (Gamma-Gamma; Fader, Hardie 2013): the mean of a person is Gamma(p x) of their orders around a mean that is spread by (q, scale). */
  readonly spending: SpendingParameters;
}

export interface RegularityClass {
  readonly k: number;
  readonly share: number;
}

/** Fader and Hardie's p, q and gamma. */
export interface SpendingParameters {
  readonly p: number;
  readonly q: number;
  readonly scale: number;
}

/** Whole numbers: the most stages of an interval. */
export const MOST_REGULAR = 24;
export const MOST_CLASSES = 12;
/** Wider than any fit goes (training keeps logarithms within 20). */
const LEAST = 1e-9;
const MOST = 1e9;
const SHARES_EXACT = 1e-6;

/** What is wrong with them; undefined: nothing. */
export function parametersProblem({
  pace,
  leaving,
  oneTime,
  regularity,
  spending,
}: PurchaseTimingParameters): string | undefined {
  for (const positive of [pace, leaving, spending])
    for (const [name, value] of Object.entries(positive) as [string, number][])
      if (!(value >= LEAST && value <= MOST)) return `${name} is ${value}, not between ${LEAST} and ${MOST}`;
  if (!(oneTime >= 0 && oneTime < 1)) return `oneTime is ${oneTime}, no share below 1`;
  if (regularity.length === 0 || regularity.length > MOST_CLASSES)
    return `there are ${regularity.length} classes of regularity, not 1 to ${MOST_CLASSES}`;
  let sum = 0;
  let before = 0;
  for (const { k, share } of regularity) {
    if (!Number.isInteger(k) || k <= before || k > MOST_REGULAR)
      return `the class k = ${k} is no whole number above ${before} up to ${MOST_REGULAR}`;
    if (!(share >= 0 && share <= 1)) return `the share of k = ${k} is ${share}`;
    before = k;
    sum += share;
  }
  return Math.abs(sum - 1) <= SHARES_EXACT ? undefined : `the shares of regularity add up to ${sum}`;
}
