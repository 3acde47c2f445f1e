/** What is to come, by its time: a binary heap. */
export class Agenda<T> {
  readonly #entries: { readonly due: number; readonly what: T }[] = [];

  put(due: number, what: T): void {
    const entries = this.#entries;
    entries.push({ due, what });
    for (let at = entries.length - 1; at > 0; ) {
      const above = (at - 1) >> 1;
      if (this.#due(above) <= this.#due(at)) break;
      this.#swap(at, above);
      at = above;
    }
  }

  /** The first, if it is due by then. */
  take(by: number): T | undefined {
    const entries = this.#entries;
    const first = entries[0];
    if (first === undefined || first.due > by) return undefined;
    this.#swap(0, entries.length - 1);
    entries.pop();
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const least = this.#due(left + 1) < this.#due(left) ? left + 1 : left;
      if (this.#due(least) >= this.#due(at)) break;
      this.#swap(at, least);
      at = least;
    }
    return first.what;
  }

  #due(at: number): number {
    return this.#entries[at]?.due ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const entries = this.#entries;
    [entries[a], entries[b]] = [entries[b] as never, entries[a] as never];
  }
}
