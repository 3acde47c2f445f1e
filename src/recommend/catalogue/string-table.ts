import { hash32 } from "../../domain/hash.js";
import { Column } from "./columns.js";
import { type Heap, offsetOf, type TextHeap } from "./text-heap.js";

/**
 * Distinct short texts by number, in the order in which they came, and the way back by an open-addressing hash (linear probing), all in shared memory.
 * A table that was handed out may gain entries: readers pass over numbers from their own count on.
 */
export interface SharedStrings {
  readonly count: number;
  /** Uint32 by number: where the text stands in the heap, its length in bytes first (one byte). */
  readonly places: SharedArrayBuffer;
  /** Uint32 by number: hash32 of the text. */
  readonly hashes: SharedArrayBuffer;
  /** Int32, a power of two long: number + 1, or 0. */
  readonly slots: SharedArrayBuffer;
}

const FIRST_SLOTS = 128;
/** At most two of three slots are taken. */
const FULL = 2 / 3;
const MOST_BYTES = 255;

export class StringTable {
  readonly #heap: TextHeap;
  readonly #places = new Column(Uint32Array);
  readonly #hashes = new Column(Uint32Array);
  #slots = new Int32Array(new SharedArrayBuffer(FIRST_SLOTS * 4));

  constructor(heap: TextHeap) {
    this.#heap = heap;
  }

  get count(): number {
    return this.#places.count;
  }

  at(number: number): string {
    return textAt(this.#heap, this.#places.at(number));
  }

  /** -1: not there. */
  find(text: string): number {
    return this.#find(text, hash32(text));
  }

  /** The text's number; a new one where it is new. Texts are at most MOST_BYTES long as UTF-8. */
  intern(text: string): number {
    const hash = hash32(text);
    const known = this.#find(text, hash);
    if (known >= 0) return known;
    const number = this.count;
    if (number + 1 > this.#slots.length * FULL) this.#grow();
    const { buffer, at } = this.#heap.reserve(MOST_BYTES + 1);
    const bytes = buffer.write(text, at + 1, MOST_BYTES, "utf8");
    buffer[at] = bytes;
    this.#places.push(this.#heap.take(bytes + 1));
    this.#hashes.push(hash);
    put(this.#slots, hash, number);
    return number;
  }

  share(): SharedStrings {
    return {
      count: this.count,
      places: this.#places.share(),
      hashes: this.#hashes.share(),
      slots: this.#slots.buffer,
    };
  }

  #find(text: string, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] as number) - 1;
      if (number < 0) return -1;
      if (this.#hashes.at(number) === hash && isAt(this.#heap, this.#places.at(number), text)) return number;
    }
  }

  #grow(): void {
    const slots = new Int32Array(new SharedArrayBuffer(this.#slots.length * 8));
    for (let number = 0; number < this.count; number++) put(slots, this.#hashes.at(number), number);
    this.#slots = slots;
  }
}

/** Reads what a StringTable has shared. */
export class StringsView {
  readonly count: number;
  readonly #heap: Heap;
  readonly #places: Uint32Array;
  readonly #hashes: Uint32Array;
  readonly #slots: Int32Array;

  constructor(shared: SharedStrings, heap: Heap) {
    this.count = shared.count;
    this.#heap = heap;
    this.#places = new Uint32Array(shared.places);
    this.#hashes = new Uint32Array(shared.hashes);
    this.#slots = new Int32Array(shared.slots);
  }

  /** "" beyond the count. */
  at(number: number): string {
    return number >= 0 && number < this.count ? textAt(this.#heap, this.#places[number] as number) : "";
  }

  /** -1: not there. */
  find(text: string): number {
    const hash = hash32(text);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] as number) - 1;
      if (number < 0) return -1;
      if (number >= this.count || this.#hashes[number] !== hash) continue;
      if (isAt(this.#heap, this.#places[number] as number, text)) return number;
    }
  }
}

function put(slots: Int32Array, hash: number, number: number): void {
  const mask = slots.length - 1;
  let slot = hash & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = number + 1;
}

function textAt(heap: Heap, place: number): string {
  const chunk = heap.chunk(place);
  const at = offsetOf(place);
  return chunk.toString("utf8", at + 1, at + 1 + (chunk[at] as number));
}

/** Compares without making a text, as long as all is ASCII. */
function isAt(heap: Heap, place: number, text: string): boolean {
  const chunk = heap.chunk(place);
  const at = offsetOf(place);
  const bytes = chunk[at] as number;
  for (let i = 0; i < bytes; i++) {
    const byte = chunk[at + 1 + i] as number;
    if (byte >= 0x80) return textAt(heap, place) === text;
    if (byte !== text.charCodeAt(i)) return false;
  }
  return bytes === text.length;
}
