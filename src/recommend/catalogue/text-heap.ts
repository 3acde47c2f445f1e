/** UTF-8 bytes in shared memory, only ever added to: a place, once given, means the same for good. */

/** A place is the chunk's number times this, plus the offset in it: 32 bits reach 4 GB. */
const CHUNK_BYTES = 2 ** 24;
const FIRST_BYTES = 2 ** 14;
const MOST_CHUNKS = 2 ** 8;

export type SharedHeap = readonly SharedArrayBuffer[];

export class TextHeap {
  readonly #chunks: Buffer[] = [];
  /** Where the next bytes go in the last chunk. */
  #end = 0;
  #bytes = 0;
  #isShared = false;

  /** Bytes given out. */
  get bytes(): number {
    return this.#bytes;
  }

  /** An empty heap in this one's place: in its memory, where nobody else holds that. Its places mean nothing any more. */
  emptied(): TextHeap {
    const [first] = this.#chunks;
    const next = new TextHeap();
    if (!this.#isShared && first !== undefined) next.#chunks.push(first);
    return next;
  }

  /** Room for one piece of at most `most` bytes, to be written to `buffer` from `at` on, and taken by `take`. */
  reserve(most: number): { readonly buffer: Buffer; readonly at: number } {
    let last = this.#chunks.at(-1);
    if (last === undefined || (this.#end + most > last.length && this.#end + most > CHUNK_BYTES)) {
      if (this.#chunks.length === MOST_CHUNKS) throw new RangeError("the catalogue's texts fill 4 GB");
      last = allocate(Math.max(FIRST_BYTES, this.#chunks.length === 0 ? most : CHUNK_BYTES));
      this.#chunks.push(last);
      this.#end = 0;
    } else if (this.#end + most > last.length) {
      // Whoever holds the smaller buffer keeps it.
      const larger = allocate(Math.min(CHUNK_BYTES, Math.max(2 * last.length, this.#end + most)));
      larger.set(last.subarray(0, this.#end));
      this.#chunks[this.#chunks.length - 1] = larger;
      last = larger;
    }
    return { buffer: last, at: this.#end };
  }

  /** Gives out the first `bytes` of what was reserved; returns their place. */
  take(bytes: number): number {
    const place = (this.#chunks.length - 1) * CHUNK_BYTES + this.#end;
    this.#end += bytes;
    this.#bytes += bytes;
    return place;
  }

  chunk(place: number): Buffer {
    return this.#chunks[Math.floor(place / CHUNK_BYTES)] as Buffer;
  }

  share(): SharedHeap {
    this.#isShared = true;
    return this.#chunks.map((chunk) => chunk.buffer as unknown as SharedArrayBuffer);
  }
}

/** Reads what a TextHeap has shared. */
export class HeapView {
  readonly #chunks: readonly Buffer[];

  constructor(shared: SharedHeap) {
    this.#chunks = shared.map((chunk) => Buffer.from(chunk));
  }

  chunk(place: number): Buffer {
    return this.#chunks[Math.floor(place / CHUNK_BYTES)] as Buffer;
  }
}

/** What texts are read from. */
export type Heap = Pick<HeapView, "chunk">;

export function offsetOf(place: number): number {
  return place % CHUNK_BYTES;
}

function allocate(bytes: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(bytes));
}
