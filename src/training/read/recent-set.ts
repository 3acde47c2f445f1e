/** Remembers what came lately, between `capacity` and twice as much: for repetitions that come soon. */
export class RecentSet {
  readonly #capacity: number;
  #now = new Set<number>();
  #before = new Set<number>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Whether it was not there; it is from now on. */
  add(value: number): boolean {
    if (this.#now.has(value) || this.#before.has(value)) return false;
    if (this.#now.size === this.#capacity) {
      this.#before = this.#now;
      this.#now = new Set();
    }
    this.#now.add(value);
    return true;
  }
}
