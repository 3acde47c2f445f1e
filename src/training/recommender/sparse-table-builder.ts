import type { SparseTable } from "../../models/recommender/model.js";
import { sharedFloat32, sharedUint32 } from "./shared-arrays.js";

/** Collects the rows of a SparseTable one after the other; 8 bytes an entry, and as much again while it grows and is finished. */
export class SparseTableBuilder {
  readonly #offsets: Uint32Array<SharedArrayBuffer>;
  #targets = new Uint32Array(1024);
  #weights = new Float32Array(1024);
  #rows = 0;
  #entries = 0;

  constructor(rows: number) {
    this.#offsets = sharedUint32(rows + 1);
  }

  /** The next row: the first `count` of both lists, heaviest first. */
  addRow(targets: Uint32Array, weights: Float32Array, count: number): void {
    if (this.#entries + count > this.#targets.length) this.#grow(this.#entries + count);
    this.#targets.set(targets.subarray(0, count), this.#entries);
    this.#weights.set(weights.subarray(0, count), this.#entries);
    this.#entries += count;
    this.#offsets[++this.#rows] = this.#entries;
  }

  build(): SparseTable {
    const targets = sharedUint32(this.#entries);
    const weights = sharedFloat32(this.#entries);
    targets.set(this.#targets.subarray(0, this.#entries));
    weights.set(this.#weights.subarray(0, this.#entries));
    return { offsets: this.#offsets, targets, weights };
  }

  #grow(least: number): void {
    const length = Math.max(least, this.#targets.length * 2);
    const targets = new Uint32Array(length);
    targets.set(this.#targets);
    this.#targets = targets;
    const weights = new Float32Array(length);
    weights.set(this.#weights);
    this.#weights = weights;
  }
}
