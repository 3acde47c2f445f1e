import { seededRandom } from "../../training/seeded-random.js";
import { COLUMN_COUNT, MEASURE_NAMES, type Measure, measured } from "./measures.js";

export interface Measured {
  readonly value: number;
  /** 95 %, bootstrap over people. */
  readonly interval: readonly [low: number, high: number];
}
export type Measurements = Readonly<Record<Measure, Measured>>;

const RESAMPLES = 1_000;
const OUTSIDE = 0.025;

/**
 * Percentile bootstrap (Efron 1979) over people, Poisson weights for drawing with replacement (Hanley and MacGibbon 2006). All policies are resampled by the
 * same draws: they met the same people, so differences between them are paired.
 */
export class PairedBootstrap<P extends string> {
  /** By policy: the sums of all columns, then of each resample. */
  readonly #sums: ReadonlyMap<P, readonly Float64Array[]>;

  /** Each policy's columns (columnsOf), of the same people in the same order. */
  constructor(columns: ReadonlyMap<P, Float64Array>, seed: number) {
    const [first] = columns.values();
    const people = (first?.length ?? 0) / COLUMN_COUNT;
    const random = seededRandom(seed);
    const once = new Uint8Array(people).fill(1);
    const weights = [once, ...Array.from({ length: RESAMPLES }, () => once.map(() => poisson(random())))];
    this.#sums = new Map([...columns].map(([policy, rows]) => [policy, weights.map((each) => weighted(rows, each))]));
  }

  of(policy: P): Measurements {
    return this.#each((measure, at) => measured(measure, this.#at(policy, at)));
  }

  /** What one has more than the other. */
  difference(policy: P, other: P): Measurements {
    return this.#each(
      (measure, at) => measured(measure, this.#at(policy, at)) - measured(measure, this.#at(other, at)),
    );
  }

  #at(policy: P, at: number): Float64Array {
    return this.#sums.get(policy)?.[at] ?? new Float64Array(COLUMN_COUNT);
  }

  #each(value: (measure: Measure, at: number) => number): Measurements {
    return Object.fromEntries(
      MEASURE_NAMES.map((measure) => {
        const resampled = Float64Array.from({ length: RESAMPLES }, (_, at) => value(measure, at + 1)).sort();
        const at = (share: number): number => rounded(resampled[Math.round(share * (RESAMPLES - 1))] ?? 0);
        return [measure, { value: rounded(value(measure, 0)), interval: [at(OUTSIDE), at(1 - OUTSIDE)] }];
      }),
    ) as unknown as Measurements;
  }
}

function weighted(rows: Float64Array, weights: Uint8Array): Float64Array {
  const sums = new Float64Array(COLUMN_COUNT);
  for (const [person, weight] of weights.entries()) {
    if (weight === 0) continue;
    for (let column = 0; column < COLUMN_COUNT; column++) {
      sums[column] = (sums[column] as number) + weight * (rows[person * COLUMN_COUNT + column] as number);
    }
  }
  return sums;
}

/** Poisson of mean 1, by inversion. */
function poisson(uniform: number): number {
  let [count, p, left] = [0, Math.exp(-1), uniform];
  while (left >= p && count < 20) {
    left -= p;
    p /= ++count;
  }
  return count;
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
