import { solveRidge } from "../../engine/learn/ridge.js";
import type { LoggedChoices } from "./choices.js";
import { FeatureRows } from "./feature-rows.js";

/** How strongly coefficients are pulled to 0, in rows; the best of them on a part that the others were not fitted on. */
const STRENGTHS = [3, 30, 300, 3_000] as const;
/** Every so manieth row that may be learnt from is for choosing the strength. */
const VALIDATE_EVERY = 4;

/** What is to be expected of a choice. */
export interface RewardModel {
  /** Of the place `choice` in `arm`, at row `row`. */
  readonly expected: (row: number, choice: number) => number;
}

/**
 * A ridge regression of the reward on the moment, the arm and both together. It need not be right: the doubly robust estimator is unbiased with any model
 * that has not seen the row, and the better the model, the narrower the interval.
 */
export function fitRewards(choices: LoggedChoices, learnsFrom: (row: number) => boolean): RewardModel {
  const rows = new FeatureRows(choices, learnsFrom);
  const { reward, chosen, count } = choices;
  const [fit, validate] = [new NormalEquations(rows), new NormalEquations(rows)];
  let [sum, seen, low, high] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < count; row++) {
    if (!learnsFrom(row)) continue;
    const value = reward[row] as number;
    sum += value;
    low = Math.min(low, value);
    high = Math.max(high, value);
    (seen++ % VALIDATE_EVERY === 0 ? validate : fit).add(row, chosen[row] as number, value);
  }
  if (seen === 0) return { expected: () => 0 };
  const mean = sum / seen;
  const strength = STRENGTHS.map((one) => ({ one, error: validate.errorOf(fit.solve(mean, one), mean) })).reduce(
    (best, other) => (other.error < best.error ? other : best),
  ).one;
  fit.addAll(validate);
  const weights = fit.solve(mean, strength);
  return {
    expected: (row, choice) => Math.min(high, Math.max(low, mean + rows.times(row, choice, weights))),
  };
}

/** X^T X, X^T r and X^T 1: enough for every mean and strength. */
class NormalEquations {
  readonly #rows: FeatureRows;
  readonly #upper: Float64Array;
  readonly #products: Float64Array;
  readonly #sums: Float64Array;
  #squares = 0;
  #total = 0;
  #count = 0;

  constructor(rows: FeatureRows) {
    this.#rows = rows;
    this.#upper = new Float64Array((rows.width * (rows.width + 1)) / 2);
    this.#products = new Float64Array(rows.width);
    this.#sums = new Float64Array(rows.width);
  }

  add(row: number, choice: number, reward: number): void {
    const { width } = this.#rows;
    const { at, value, count } = this.#rows.read(row, choice);
    for (let i = 0; i < count; i++) {
      const [column, x] = [at[i] as number, value[i] as number];
      this.#products[column] = (this.#products[column] as number) + x * reward;
      this.#sums[column] = (this.#sums[column] as number) + x;
      for (let j = 0; j < count; j++) {
        const other = at[j] as number;
        if (other < column) continue;
        const place = column * width - (column * (column - 1)) / 2 + other - column;
        this.#upper[place] = (this.#upper[place] as number) + x * (value[j] as number);
      }
    }
    this.#squares += reward * reward;
    this.#total += reward;
    this.#count++;
  }

  addAll(other: NormalEquations): void {
    addTo(this.#upper, other.#upper);
    addTo(this.#products, other.#products);
    addTo(this.#sums, other.#sums);
    this.#squares += other.#squares;
    this.#total += other.#total;
    this.#count += other.#count;
  }

  /** The weights of what rewards are above `mean`. */
  solve(mean: number, strength: number): Float64Array {
    const b = Array.from(this.#products, (product, at) => product - mean * (this.#sums[at] as number));
    return Float64Array.from(solveRidge(this.#upper, b, strength, []));
  }

  /** The sum of squared errors of these weights: sum (r - mean - w x)^2. */
  errorOf(weights: Float64Array, mean: number): number {
    const { width } = this.#rows;
    let error = this.#squares - 2 * mean * this.#total + this.#count * mean * mean;
    for (let row = 0; row < width; row++) {
      const w = weights[row] as number;
      error -= 2 * w * ((this.#products[row] as number) - mean * (this.#sums[row] as number));
      const start = row * width - (row * (row - 1)) / 2 - row;
      for (let column = row; column < width; column++)
        error += (column === row ? 1 : 2) * w * (weights[column] as number) * (this.#upper[start + column] as number);
    }
    return error;
  }
}

function addTo(values: Float64Array, more: Float64Array): void {
  for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) + (more[at] as number);
}
