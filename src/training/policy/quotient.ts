import type { Estimate, Interval } from "./evaluation.js";
import type { Resamples } from "./resamples.js";

/** Sums by block of people whose quotient is an estimate: sum(above) / sum(below). */
export interface Quotient {
  readonly above: Float64Array;
  readonly below: Float64Array;
}

/** Of quotients: the first, or the first minus the second. */
export type Statistic = readonly [Quotient] | readonly [Quotient, Quotient];

/**
 * A value and its 95 % bootstrap-t interval (Efron & Tibshirani 1993, 12.5), with the delta method's standard error: where few rewards with large weights
 * make the value, its distribution leans, and percentiles fall short on the side that the missing ones would have been on.
 */
export function estimateOf(statistic: Statistic, resamples: Resamples): Estimate {
  const columns = statistic.flatMap(({ above, below }) => [above, below]);
  const { value, error } = measure(columns.map(total), crossings(columns).map(total));
  if (error === 0) return { value, interval: [value, value] };
  const sums = columns.map((column) => resamples.sums(column));
  const products = crossings(columns).map((column) => resamples.sums(column));
  const spread = (sums[0] as Float64Array).map((_, draw) => {
    const again = measure(
      sums.map((of) => of[draw] as number),
      products.map((of) => of[draw] as number),
    );
    return (again.value - value) / Math.max(again.error, LEAST_ERROR * error);
  });
  return { value, interval: around(value, error, spread) };
}

/** A resample that happens to hold hardly any reward has hardly any error: it is no reason for an interval without end. */
const LEAST_ERROR = 0.2;

function around(value: number, error: number, spread: Float64Array): Interval {
  const sorted = spread.toSorted();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number;
  return [value - error * at(0.975), value - error * at(0.025)];
}

/** The statistic of these sums, and its standard error from the sums of products of the columns, two by two. */
function measure(sums: readonly number[], products: readonly number[]): { value: number; error: number } {
  // How the statistic moves with each sum: d(a / b) = da / b - (a / b) db / b.
  const slopes: number[] = [];
  let value = 0;
  for (let i = 0; i < sums.length; i += 2) {
    const [above, below] = [sums[i] as number, sums[i + 1] as number];
    const sign = i === 0 ? 1 : -1;
    const one = below === 0 ? 0 : above / below;
    value += sign * one;
    slopes.push(below === 0 ? 0 : sign / below, below === 0 ? 0 : (-sign * one) / below);
  }
  let variance = 0;
  let at = 0;
  for (let i = 0; i < slopes.length; i++)
    for (let j = i; j < slopes.length; j++)
      variance += (i === j ? 1 : 2) * (slopes[i] as number) * (slopes[j] as number) * (products[at++] as number);
  return { value, error: Math.sqrt(Math.max(0, variance)) };
}

/** Products of the columns, two by two, each pair once. */
function crossings(columns: readonly Float64Array[]): Float64Array[] {
  return columns.flatMap((one, i) =>
    columns.slice(i).map((other) => one.map((value, at) => value * (other[at] as number))),
  );
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
