/** Beyond this many half-lives after the landmark, weights are taken over to a new one: 2^500 is far from the largest number. */
const MOST_HALF_LIVES = 500;

/**
 * Counts with forward exponential decay (Cormode, Shkapenyuk, Srivastava & Xu, ICDE 2009): what happens at time t adds weight * 2^((t - landmark) / halfLife), which
 * never changes again; a count as of T is the sum divided by 2^((T - landmark) / halfLife). Adding is O(1), in any order of time.
 */
export class DecayedCounts {
  readonly halfLifeMs: number;
  /** As of the landmark: divide by the growth since (`weightOf`); their order is the order of weights at any time. */
  readonly sums: Float64Array;
  #landmark: number | undefined;

  constructor(items: number, halfLifeMs: number) {
    this.halfLifeMs = halfLifeMs;
    this.sums = new Float64Array(items);
  }

  add(item: number, weight: number, time: number): void {
    this.#landmark ??= time;
    if ((time - this.#landmark) / this.halfLifeMs > MOST_HALF_LIVES) this.#move(time);
    this.sums[item] = (this.sums[item] as number) + weight * 2 ** ((time - this.#landmark) / this.halfLifeMs);
  }

  weightOf(item: number, at: number): number {
    return (this.sums[item] as number) * 2 ** (((this.#landmark ?? at) - at) / this.halfLifeMs);
  }

  #move(landmark: number): void {
    for (let item = 0; item < this.sums.length; item++) this.sums[item] = this.weightOf(item, landmark);
    this.#landmark = landmark;
  }
}
