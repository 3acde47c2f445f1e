/** Timers by due time, earliest first, of equal ones by id: a binary heap over the timers as they stand; what was moved or cleared is skipped. */
export class DueQueue {
  readonly #timers = new Map<string, number>();
  readonly #heap: { readonly id: string; readonly due: number }[] = [];

  /** null clears it. */
  set(id: string, due: number | null): void {
    if (due === null) {
      this.#timers.delete(id);
      return;
    }
    if (this.#timers.get(id) === due) return;
    this.#timers.set(id, due);
    this.#heap.push({ id, due });
    this.#rise(this.#heap.length - 1);
  }

  /** Takes the earliest off where it is due by then. */
  take(until: number): { readonly id: string; readonly due: number } | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || first.due > until) return undefined;
      const last = this.#heap.pop();
      if (this.#heap.length > 0 && last !== undefined) {
        this.#heap[0] = last;
        this.#sink();
      }
      if (this.#timers.get(first.id) !== first.due) continue;
      this.#timers.delete(first.id);
      return first;
    }
  }

  get timers(): ReadonlyMap<string, number> {
    return this.#timers;
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return false;
    return one.due < other.due || (one.due === other.due && one.id < other.id);
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const above = (at - 1) >> 1;
      if (!this.#isBefore(at, above)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let first = at;
      if (this.#isBefore(left, first)) first = left;
      if (this.#isBefore(right, first)) first = right;
      if (first === at) return;
      this.#swap(at, first);
      at = first;
    }
  }
}
