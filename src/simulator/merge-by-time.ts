export interface Timed<T> {
  readonly time: number;
  readonly value: T;
}

interface Source<T> {
  readonly index: number;
  readonly rest: Iterator<Timed<T>>;
  head: Timed<T>;
}

/** Merges iterators that are each in order of time into one that is; equal times come in the iterators' order. A binary heap: O(log n) a value. */
export function* mergeByTime<T>(iterators: readonly Iterator<Timed<T>>[]): Generator<Timed<T>> {
  const heap: Source<T>[] = [];
  for (const [index, rest] of iterators.entries()) {
    const first = rest.next();
    if (first.done !== true) heap.push({ index, rest, head: first.value });
  }
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) sink(heap, i);
  for (let top = heap[0]; top !== undefined; top = heap[0]) {
    yield top.head;
    const next = top.rest.next();
    if (next.done === true) {
      const last = heap.pop();
      if (last !== undefined && last !== top) heap[0] = last;
    } else {
      top.head = next.value;
    }
    sink(heap, 0);
  }
}

function before<T>(a: Source<T>, b: Source<T>): boolean {
  return a.head.time < b.head.time || (a.head.time === b.head.time && a.index < b.index);
}

function sink<T>(heap: Source<T>[], from: number): void {
  let i = from;
  for (;;) {
    let least = i;
    for (const child of [2 * i + 1, 2 * i + 2]) {
      const [a, b] = [heap[child], heap[least]];
      if (a !== undefined && b !== undefined && before(a, b)) least = child;
    }
    if (least === i) return;
    const [a, b] = [heap[i] as Source<T>, heap[least] as Source<T>];
    heap[i] = b;
    heap[least] = a;
    i = least;
  }
}
