/** At most so many a second, evenly: a token bucket that holds a fifth of a second's worth, one at least. Times are performance.now()'s, ms. */
export class Pace {
  readonly #perMs: number;
  readonly #most: number;
  #tokens: number;
  #at: number;

  /** @param perSecond 0 = as fast as it goes */
  constructor(perSecond: number, now: number) {
    this.#perMs = perSecond / 1_000;
    this.#most = perSecond === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(perSecond / 5));
    this.#tokens = this.#most;
    this.#at = now;
  }

  /** How many may go now. */
  room(now: number): number {
    if (this.#perMs > 0) {
      this.#tokens = Math.min(this.#most, this.#tokens + Math.max(0, now - this.#at) * this.#perMs);
      this.#at = now;
    }
    return this.#tokens === Number.POSITIVE_INFINITY ? this.#tokens : Math.floor(this.#tokens);
  }

  took(count: number): void {
    if (this.#perMs > 0) this.#tokens -= count;
  }
}
