import { DAY } from "../../domain/time.js";
import type { Interval, PeopleBootstrap } from "../evaluate/bootstrap.js";
import type { Contender, Foretold } from "./contenders.js";
import type { PurchaseCase } from "./orders.js";

/** How somebody foretold purchases, by person, over the whole of the test. */
export interface Accuracy {
  /** Mean absolute and root mean square error of the number of purchases. */
  readonly meanAbsoluteError: number;
  readonly rootMeanSquareError: number;
  /** All that were foretold, as a share of all that came, less 1. */
  readonly total: number;
  /** Mean of e - n ln e for n purchases of e foretold: lower is better. */
  readonly poissonLoss: number;
  readonly revenueMeanAbsoluteError: number;
  readonly revenueTotal: number;
  /** Of those who ordered twice before and again in the test: half of the dates are nearer than so many days. */
  readonly nextOrderMedianDays: number;
}

export type AccuracyIntervals = Readonly<
  Record<"meanAbsoluteError" | "rootMeanSquareError" | "total" | "poissonLoss", Interval>
>;

export interface Measured {
  readonly name: string;
  readonly accuracy: Accuracy;
  /** 95 %, bootstrap over people. */
  readonly intervals: AccuracyIntervals;
  readonly foretold: readonly Foretold[];
}

const LEAST_EXPECTED = 1e-4;

export function measure(
  contender: Contender,
  cases: readonly PurchaseCase[],
  time: number,
  days: number,
  bootstrap: PeopleBootstrap,
): Measured {
  const foretold = cases.map(({ history }) => contender.foretell(history, time, days));
  const purchases = cases.reduce((sum, each) => sum + each.purchases, 0) / cases.length;
  const each = (of: (one: Foretold, case_: PurchaseCase) => number) => (at: number) =>
    of(foretold[at] as Foretold, cases[at] as PurchaseCase);
  const mean = (of: (at: number) => number): number => cases.reduce((sum, _, at) => sum + of(at), 0) / cases.length;
  const absolute = each((one, { purchases: n }) => Math.abs(one.purchases - n));
  const squared = each((one, { purchases: n }) => (one.purchases - n) ** 2);
  const excess = each((one, { purchases: n }) => one.purchases - n);
  const loss = each(poissonLossOf);
  const [low, high] = bootstrap.interval(squared);
  const [under, over] = bootstrap.interval(excess);
  return {
    name: contender.name,
    accuracy: {
      meanAbsoluteError: mean(absolute),
      rootMeanSquareError: Math.sqrt(mean(squared)),
      total: mean(excess) / purchases,
      poissonLoss: mean(loss),
      revenueMeanAbsoluteError: mean(each((one, { revenue }) => Math.abs(one.revenue - revenue))),
      revenueTotal: mean(each((one) => one.revenue)) / mean(each((_, { revenue }) => revenue)) - 1,
      nextOrderMedianDays: nextOrderMedian(foretold, cases),
    },
    intervals: {
      meanAbsoluteError: bootstrap.interval(absolute),
      rootMeanSquareError: [Math.sqrt(low), Math.sqrt(high)],
      total: [under / purchases, over / purchases],
      poissonLoss: bootstrap.interval(loss),
    },
    foretold,
  };
}

export type Differences = Readonly<Record<"meanAbsoluteError" | "meanSquareError" | "poissonLoss", Interval>>;

/** 95 % of the first's mean error less the second's, paired. */
export function differenceOf(
  first: Measured,
  second: Measured,
  cases: readonly PurchaseCase[],
  bootstrap: PeopleBootstrap,
): Differences {
  const error = ({ foretold }: Measured, at: number): number =>
    (foretold[at] as Foretold).purchases - (cases[at] as PurchaseCase).purchases;
  const loss = ({ foretold }: Measured, at: number): number =>
    poissonLossOf(foretold[at] as Foretold, cases[at] as PurchaseCase);
  return {
    meanAbsoluteError: bootstrap.interval((at) => Math.abs(error(first, at)) - Math.abs(error(second, at))),
    meanSquareError: bootstrap.interval((at) => error(first, at) ** 2 - error(second, at) ** 2),
    poissonLoss: bootstrap.interval((at) => loss(first, at) - loss(second, at)),
  };
}

/** Least where what is foretold is the mean of what comes (the negative log-likelihood of a Poisson distribution, without what no forecast changes). */
export function poissonLossOf(one: Foretold, { purchases }: PurchaseCase): number {
  const expected = Math.max(LEAST_EXPECTED, one.purchases);
  return expected - purchases * Math.log(expected);
}

function nextOrderMedian(foretold: readonly Foretold[], cases: readonly PurchaseCase[]): number {
  const errors = cases.flatMap(({ history, next }, at) =>
    next === undefined || history.orders < 2 ? [] : [Math.abs((foretold[at] as Foretold).next - next) / DAY],
  );
  errors.sort((a, b) => a - b);
  return errors[errors.length >> 1] ?? Number.NaN;
}
