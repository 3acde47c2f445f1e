import type { SparseScores } from "./score-board.js";

/** The `most` best of sparse scores, best first, the lower number first among equals. Buffers are used again: what `take` gives is valid until the next one. */
export class TopItems {
  readonly items: Uint32Array;
  readonly scores: Float32Array;
  count = 0;

  constructor(most: number) {
    this.items = new Uint32Array(most);
    this.scores = new Float32Array(most);
  }

  /** Items with a score of 0 or less are no result; nor is one whose `skip` is not 0. */
  take({ items, scores, count }: SparseScores, skip?: Uint8Array): this {
    const most = this.items.length;
    this.count = 0;
    for (let at = 0; at < count; at++) {
      const item = items[at] as number;
      const score = scores[item] as number;
      if (!(score > 0) || (skip !== undefined && skip[item] !== 0)) continue;
      if (this.count < most) this.#rise(this.count++, item, score);
      else if (most > 0 && this.#worse(0, item, score)) this.#sink(most, item, score);
    }
    this.#order();
    return this;
  }

  /** Whether the entry at a place is worse than this one. */
  #worse(at: number, item: number, score: number): boolean {
    const there = this.scores[at] as number;
    return there < score || (there === score && (this.items[at] as number) > item);
  }

  #put(at: number, item: number, score: number): void {
    this.items[at] = item;
    this.scores[at] = score;
  }

  /** Into a heap, the worst first, from its end. */
  #rise(from: number, item: number, score: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#worseThan(item, score, parent)) break;
      this.#put(at, this.items[parent] as number, this.scores[parent] as number);
      at = parent;
    }
    this.#put(at, item, score);
  }

  /** In place of the first of a heap of `size`. */
  #sink(size: number, item: number, score: number): void {
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && this.#worse(child + 1, this.items[child] as number, this.scores[child] as number))
        child++;
      if (!this.#worse(child, item, score)) break;
      this.#put(at, this.items[child] as number, this.scores[child] as number);
      at = child;
    }
    this.#put(at, item, score);
  }

  #worseThan(item: number, score: number, at: number): boolean {
    const there = this.scores[at] as number;
    return score < there || (score === there && item > (this.items[at] as number));
  }

  /** The worst goes to the end of what is left of the heap, again and again. */
  #order(): void {
    for (let last = this.count - 1; last > 0; last--) {
      const item = this.items[last] as number;
      const score = this.scores[last] as number;
      this.#put(last, this.items[0] as number, this.scores[0] as number);
      this.#sink(last, item, score);
    }
  }
}
