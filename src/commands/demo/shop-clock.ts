/**
 * The demo's clock: the shop lives through days in seconds, so that "45 minutes of silence" must be counted in the shop's time. Shared
 * memory, so that the worker's threads see it; whoever feeds the shop's events moves it, to the time of the last event stored.
 */
export class ShopClock {
  readonly shared: SharedArrayBuffer;
  readonly #cell: BigInt64Array;

  constructor(startOrShared: number | SharedArrayBuffer) {
    this.shared = typeof startOrShared === "number" ? new SharedArrayBuffer(8) : startOrShared;
    this.#cell = new BigInt64Array(this.shared);
    if (typeof startOrShared === "number") Atomics.store(this.#cell, 0, BigInt(startOrShared));
  }

  /** ms since the epoch. */
  now(): number {
    return Number(Atomics.load(this.#cell, 0));
  }

  /** It never goes back. */
  advanceTo(time: number): void {
    if (time > this.now()) Atomics.store(this.#cell, 0, BigInt(Math.ceil(time)));
  }
}
