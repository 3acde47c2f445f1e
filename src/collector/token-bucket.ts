/**
 * Limits a rate: `perSecond` tokens flow in, up to `burst`. Taking is allowed while any token is there and may go below zero, so that
 * a batch larger than the burst gets through once and is paid off after.
 */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #now: () => number;
  #tokens: number;
  #at: number;

  /** `now` in ms since the epoch. */
  constructor(perSecond: number, burst: number, now: () => number) {
    this.#perMs = perSecond / 1_000;
    this.#burst = burst;
    this.#now = now;
    this.#tokens = burst;
    this.#at = now();
  }

  /** Takes `count`; 0 when it was allowed, else the ms after which to try again. */
  take(count: number): number {
    const now = this.#now();
    // A clock set back neither gives nor takes.
    this.#tokens = Math.min(this.#burst, this.#tokens + Math.max(0, now - this.#at) * this.#perMs);
    this.#at = now;
    if (this.#tokens <= 0) return Math.max(1, Math.ceil(-this.#tokens / this.#perMs));
    this.#tokens -= count;
    return 0;
  }
}
