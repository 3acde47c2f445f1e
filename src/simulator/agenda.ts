/** Things that will happen, in order of time; of equal times in the order in which they were put down. A binary heap. */
export class Agenda<T> {
  readonly #heap: { readonly time: number; readonly order: number; readonly what: T }[] = [];
  #count = 0;

  /** The time of the next one; Infinity: there is none. */
  get next(): number {
    return this.#heap[0]?.time ?? Number.POSITIVE_INFINITY;
  }

  add(time: number, what: T): void {
    const heap = this.#heap;
    const entry = { time, order: this.#count++, what };
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || before(above, entry)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  take(): T | undefined {
    const heap = this.#heap;
    const [top] = heap;
    const last = heap.pop();
    if (top === undefined || last === undefined) return undefined;
    if (heap.length === 0) return top.what;
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const [a, b] = [heap[left], heap[right]];
      if (a === undefined) break;
      const isRight = b !== undefined && before(b, a);
      const child = isRight ? b : a;
      if (before(last, child)) break;
      heap[at] = child;
      at = isRight ? right : left;
    }
    heap[at] = last;
    return top.what;
  }
}

interface Entry {
  readonly time: number;
  readonly order: number;
}

function before(a: Entry, b: Entry): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
