import { hash32 } from "../../domain/hash.js";

const FIRST_CAPACITY = 4_096;
/** One more than the greatest hash. */
const HASHES = 2 ** 32;

/** Rows that were kept, and which of all each was. */
export interface KeptRows {
  /** `inputs` numbers a row, in the order in which they were offered. */
  readonly rows: Float32Array;
  /** By row: its number among all that were offered. */
  readonly numbers: Uint32Array;
}

/** At most so many rows, a seeded sample of all that are offered: those with the smallest hashes. Every row has the same chance, however many come. */
export class RowKeeper {
  readonly #inputs: number;
  readonly #most: number;
  readonly #seed: number;
  #rows: Float32Array;
  #numbers: Uint32Array;
  #hashes: Uint32Array;
  #count = 0;
  #offered = 0;
  /** Rows of greater hashes are passed over. */
  #below = HASHES;

  constructor(inputs: number, most: number, seed: number) {
    this.#inputs = inputs;
    this.#most = most;
    this.#seed = seed;
    const capacity = Math.min(FIRST_CAPACITY, most);
    this.#rows = new Float32Array(capacity * inputs);
    this.#numbers = new Uint32Array(capacity);
    this.#hashes = new Uint32Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  get offered(): number {
    return this.#offered;
  }

  /** `write` fills in the row, where it is one to be kept. */
  offer(id: string, write: (into: Float32Array, at: number) => void): void {
    const number = this.#offered++;
    const hash = hash32(id, this.#seed);
    if (hash >= this.#below) return;
    if (this.#count === this.#most) this.#thin();
    if (hash >= this.#below) return;
    if (this.#count === this.#numbers.length) this.#grow();
    write(this.#rows, this.#count * this.#inputs);
    this.#numbers[this.#count] = number;
    this.#hashes[this.#count] = hash;
    this.#count++;
  }

  result(): KeptRows {
    return {
      rows: this.#rows.slice(0, this.#count * this.#inputs),
      numbers: this.#numbers.slice(0, this.#count),
    };
  }

  /** Half of them go. */
  #thin(): void {
    while (this.#count === this.#most) {
      this.#below = Math.floor(this.#below / 2);
      let kept = 0;
      for (let at = 0; at < this.#count; at++) {
        if ((this.#hashes[at] as number) >= this.#below) continue;
        this.#rows.copyWithin(kept * this.#inputs, at * this.#inputs, (at + 1) * this.#inputs);
        this.#numbers[kept] = this.#numbers[at] as number;
        this.#hashes[kept] = this.#hashes[at] as number;
        kept++;
      }
      this.#count = kept;
    }
  }

  #grow(): void {
    const capacity = Math.min(this.#most, 2 * this.#numbers.length);
    this.#rows = grown(this.#rows, new Float32Array(capacity * this.#inputs));
    this.#numbers = grown(this.#numbers, new Uint32Array(capacity));
    this.#hashes = grown(this.#hashes, new Uint32Array(capacity));
  }
}

function grown<T extends Float32Array | Uint32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
