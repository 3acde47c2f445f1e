import type { Memory } from "./memory.js";
import { pooled, POOLED_LENGTH } from "./text-pool.js";
import { unreadable } from "./unreadable.js";

/** Reads what ByteWriter wrote. Every read is checked against the end: damaged bytes end in ATTUNE_PROFILE_UNREADABLE, never in nonsense. */
export class ByteReader {
  readonly #memory: Memory;
  #position: number;
  readonly #end: number;

  constructor(memory: Memory, start: number, end: number) {
    this.#memory = memory;
    this.#position = start;
    this.#end = end;
  }

  whole(): number {
    let byte = this.byte();
    if (byte < 0x80) return byte;
    // Two halves of 28 bits: integers of 32 bits cost a fraction of what doubles do.
    let low = byte & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      byte = this.byte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return low;
    }
    let high = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      byte = this.byte();
      high |= (byte & 0x7f) << shift;
      if (byte < 0x80) return high < 2 ** 25 ? high * 2 ** 28 + low : unreadable("a number is too large");
    }
    return unreadable("a number has no end");
  }

  /** A number of entries, each of which takes at least one byte. */
  count(): number {
    return this.#possible(this.whole());
  }

  /** The same, of 16 bits. */
  shortCount(): number {
    return this.#possible(this.half());
  }

  signed(): number {
    const value = this.whole();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  moment(): number {
    const value = this.whole();
    if (value === 0) return Number.POSITIVE_INFINITY;
    return value % 2 === 0 ? -value / 2 : (value - 1) / 2;
  }

  amount(): number | undefined {
    const value = this.whole();
    if (value === 0) return undefined;
    return value === 1 ? this.double() : (value - 2) / 100;
  }

  double(): number {
    return this.#memory.view.getFloat64(this.#take(8), true);
  }

  single(): number {
    return this.#memory.view.getFloat32(this.#take(4), true);
  }

  word(): number {
    return this.#memory.view.getUint32(this.#take(4), true);
  }

  half(): number {
    return this.#memory.view.getUint16(this.#take(2), true);
  }

  byte(): number {
    return this.#memory.bytes[this.#take(1)] as number;
  }

  text(): string {
    const length = this.whole();
    const start = this.#take(length);
    const known = length <= POOLED_LENGTH ? pooled(this.#memory, start, length) : undefined;
    return known ?? this.#memory.texts.toString("utf8", start, start + length);
  }

  skipText(): void {
    this.#take(this.whole());
  }

  /** One character a byte. */
  octets(): string {
    const length = this.whole();
    const start = this.#take(length);
    return this.#memory.texts.toString("latin1", start, start + length);
  }

  /** So many bytes, in hexadecimal. */
  hexadecimal(length: number): string {
    const start = this.#take(length);
    return this.#memory.texts.toString("hex", start, start + length);
  }

  isAtEnd(): boolean {
    return this.#position === this.#end;
  }

  #possible(count: number): number {
    return count <= this.#end - this.#position ? count : unreadable("a list is longer than its section");
  }

  #take(length: number): number {
    const start = this.#position;
    if (length > this.#end - start) unreadable("a section ends too early");
    this.#position = start + length;
    return start;
  }
}
