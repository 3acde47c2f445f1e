import type { SparseTable } from "../../models/recommender/model.js";

/** Scores of the items that a signal reached; all others have 0. */
export interface SparseScores {
  /** The items reached: the first `count`, in no order. */
  readonly items: Uint32Array;
  readonly count: number;
  /** Dense, by item number. */
  readonly scores: Float32Array;
}

/**
 * Where a sparse signal adds up its scores: dense by item number, with the list of the items touched, so that adding is one store and clearing costs what was
 * touched, not the catalogue. Made once a thread and used again: 9 bytes an item, nothing is allocated afterwards. Item numbers beyond `size` are passed over.
 */
export class ScoreBoard implements SparseScores {
  readonly size: number;
  readonly scores: Float32Array;
  readonly items: Uint32Array;
  count = 0;
  /** Set by `measure`. */
  mean = 0;
  deviation = 0;
  readonly #touched: Uint8Array;

  constructor(size: number) {
    this.size = size;
    this.scores = new Float32Array(size);
    this.items = new Uint32Array(size);
    this.#touched = new Uint8Array(size);
  }

  add(item: number, score: number): void {
    if (item >= this.size) return;
    if (this.#touched[item] === 0) {
      this.#touched[item] = 1;
      this.items[this.count++] = item;
    }
    this.scores[item] = (this.scores[item] as number) + score;
  }

  /** Adds `factor` times one row of a table. */
  addRow({ offsets, targets, weights }: SparseTable, row: number, factor: number): void {
    const { scores, items, size } = this;
    const touched = this.#touched;
    let { count } = this;
    const end = offsets[row + 1] as number;
    for (let at = offsets[row] as number; at < end; at++) {
      const item = targets[at] as number;
      if (item >= size) continue;
      if (touched[item] === 0) {
        touched[item] = 1;
        items[count++] = item;
      }
      scores[item] = (scores[item] as number) + factor * (weights[at] as number);
    }
    this.count = count;
  }

  /** Adds `factor` times its own weight to each of `list[from .. end)`. */
  addItems(list: Uint32Array, from: number, end: number, factor: number, weights: Float32Array): void {
    const { scores, items, size } = this;
    const touched = this.#touched;
    let { count } = this;
    for (let at = from; at < end; at++) {
      const item = list[at] as number;
      if (item >= size) continue;
      if (touched[item] === 0) {
        touched[item] = 1;
        items[count++] = item;
      }
      scores[item] = (scores[item] as number) + factor * (weights[item] as number);
    }
    this.count = count;
  }

  clear(): void {
    const { scores, items, count } = this;
    for (let at = 0; at < count; at++) {
      const item = items[at] as number;
      scores[item] = 0;
      this.#touched[item] = 0;
    }
    this.count = 0;
  }

  /**
   * Mean and (population) standard deviation over `among` items, most of which have 0: from the touched ones alone. With `servable` (1 = counts), `among` is
   * how many of the items are.
   */
  measure(among: number = this.size, servable?: Uint8Array): void {
    const { scores, items, count } = this;
    let reached = 0;
    let sum = 0;
    for (let at = 0; at < count; at++) {
      const item = items[at] as number;
      if (servable !== undefined && servable[item] !== 1) continue;
      reached++;
      sum += scores[item] as number;
    }
    const mean = among > 0 ? sum / among : 0;
    let squares = (among - reached) * mean * mean;
    for (let at = 0; at < count; at++) {
      const item = items[at] as number;
      if (servable !== undefined && servable[item] !== 1) continue;
      squares += ((scores[item] as number) - mean) ** 2;
    }
    this.mean = mean;
    this.deviation = among > 0 ? Math.sqrt(Math.max(0, squares) / among) : 0;
  }
}
