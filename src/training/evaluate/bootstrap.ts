import { seededRandom } from "../seeded-random.js";
import { METRIC_NAMES, METRICS, type MetricName } from "./metrics.js";

export type Interval = readonly [low: number, high: number];
export type Intervals = Readonly<Record<MetricName, Interval>>;

const RESAMPLES = 1000;

/**
 * Percentile bootstrap over people (Efron 1979): whole people are drawn with replacement, since one person's cases are not independent. All systems
 * are resampled by the same draws, so that differences between them are paired.
 */
export class PeopleBootstrap {
  readonly #people: Int32Array;
  readonly #counts: Float64Array;
  /** Resample by resample: how often each person was drawn. */
  readonly #draws: Uint8Array[];
  readonly #sizes: Float64Array;

  /** `personOf`: the person of each case, any numbers. */
  constructor(personOf: ArrayLike<number>, seed: number, resamples = RESAMPLES) {
    const numbers = new Map<number, number>();
    this.#people = new Int32Array(personOf.length);
    for (let at = 0; at < personOf.length; at++) {
      const person = personOf[at] as number;
      const number = numbers.get(person) ?? numbers.size;
      numbers.set(person, number);
      this.#people[at] = number;
    }
    this.#counts = new Float64Array(numbers.size);
    for (const person of this.#people) this.#counts[person] = (this.#counts[person] as number) + 1;
    const random = seededRandom(seed);
    this.#draws = Array.from({ length: resamples }, () => drawn(numbers.size, random));
    this.#sizes = Float64Array.from(this.#draws, (draw) => weighted(draw, this.#counts));
  }

  /** 95 % intervals of the mean metrics of these ranks. */
  intervals(ranks: ArrayLike<number>): Intervals {
    return this.#each((name) => (at) => METRICS[name](ranks[at] as number));
  }

  /** 95 % intervals of the difference of the means, `ranks` minus `others`, case by case. */
  differences(ranks: ArrayLike<number>, others: ArrayLike<number>): Intervals {
    return this.#each((name) => (at) => METRICS[name](ranks[at] as number) - METRICS[name](others[at] as number));
  }

  /** 95 % interval of the mean of a value of each case. */
  interval(valueOf: (at: number) => number): Interval {
    const sums = new Float64Array(this.#counts.length);
    for (let at = 0; at < this.#people.length; at++) {
      const person = this.#people[at] as number;
      sums[person] = (sums[person] as number) + valueOf(at);
    }
    return middle(Float64Array.from(this.#draws, (draw, at) => weighted(draw, sums) / (this.#sizes[at] as number)));
  }

  /** 95 % interval of a statistic that is no mean, such as a rank's: `of` is told how often each case counts. */
  intervalOf(of: (weight: (at: number) => number) => number): Interval {
    return middle(this.#resampled(of));
  }

  /** The mean of such a statistic over the resamples. */
  mean(of: (weight: (at: number) => number) => number): number {
    const values = this.#resampled(of);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  }

  #resampled(of: (weight: (at: number) => number) => number): Float64Array {
    const people = this.#people;
    const values = Float64Array.from(this.#draws, (draw) => of((at) => draw[people[at] as number] as number));
    return values.filter(Number.isFinite);
  }

  #each(valueOf: (name: MetricName) => (at: number) => number): Intervals {
    return Object.fromEntries(METRIC_NAMES.map((name) => [name, this.interval(valueOf(name))])) as Intervals;
  }
}

function middle(values: Float64Array): Interval {
  values.sort();
  const last = values.length - 1;
  return [values[Math.round(0.025 * last)] as number, values[Math.round(0.975 * last)] as number];
}

function drawn(people: number, random: () => number): Uint8Array {
  const draw = new Uint8Array(people);
  for (let i = 0; i < people; i++) {
    const person = Math.floor(random() * people);
    draw[person] = (draw[person] as number) + 1;
  }
  return draw;
}

function weighted(draw: Uint8Array, values: Float64Array): number {
  let sum = 0;
  for (let person = 0; person < draw.length; person++) sum += (draw[person] as number) * (values[person] as number);
  return sum;
}
