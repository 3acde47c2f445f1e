import type { Memory } from "./memory.js";

/**
 * Writes the numbers and texts of a profile one after the other into a growing memory that is used again and again. Every form is a
 * function of the value alone, so that equal profiles give equal bytes. All numbers of fixed size are little-endian.
 */
export class ByteWriter implements Memory {
  /** Where the next byte goes. */
  position = 0;
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView<ArrayBuffer>;
  texts: Buffer;

  constructor(capacity = 4 * 1024) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
    this.texts = Buffer.from(this.bytes.buffer);
  }

  /** A whole number from 0 to 2^53 - 1: seven bits a byte, least first. */
  whole(value: number): void {
    this.reserve(8);
    const { bytes } = this;
    let at = this.position;
    let rest = value;
    if (value > 0x7fffffff) {
      // A time, usually. Its lower 28 bits as an integer: division of doubles costs several times as much.
      rest = Math.floor(value / 2 ** 28);
      const low = value - rest * 2 ** 28;
      bytes[at++] = (low & 0x7f) | 0x80;
      bytes[at++] = ((low >>> 7) & 0x7f) | 0x80;
      bytes[at++] = ((low >>> 14) & 0x7f) | 0x80;
      bytes[at++] = (low >>> 21) | 0x80;
    }
    while (rest > 0x7f) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.position = at;
  }

  /** A whole number of either sign within +-2^52: zigzag. */
  signed(value: number): void {
    this.whole(value < 0 ? -value * 2 - 1 : value * 2);
  }

  /** A time that may be infinity: "never". */
  moment(value: number): void {
    if (value === Number.POSITIVE_INFINITY) this.whole(0);
    else this.whole((value < 0 ? -value * 2 - 1 : value * 2) + 1);
  }

  /** An amount of money or none: hundredths where that is exact, else double precision. */
  amount(value: number | undefined): void {
    if (value === undefined) return this.whole(0);
    const hundredths = Math.round(value * 100);
    if (hundredths >= 0 && hundredths < 2 ** 50 && hundredths / 100 === value && !Object.is(value, -0)) {
      return this.whole(hundredths + 2);
    }
    this.whole(1);
    this.double(value);
  }

  double(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.position, value, true);
    this.position += 8;
  }

  single(value: number): void {
    this.reserve(4);
    this.view.setFloat32(this.position, value, true);
    this.position += 4;
  }

  /** A counter of 32 bits, which stops at its end. */
  word(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.position, value > 0xffffffff ? 0xffffffff : value, true);
    this.position += 4;
  }

  /** 16 bits: a number of entries, or the length of one. */
  half(value: number): void {
    this.reserve(2);
    this.view.setUint16(this.position, value, true);
    this.position += 2;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.position++] = value;
  }

  /** UTF-8 with its length in front. Short ASCII, the usual case, is written here: a call into the runtime costs more than the loop. */
  text(value: string): void {
    const { length } = value;
    this.reserve(length * 3 + 8);
    if (length < 64) {
      const { bytes } = this;
      let at = this.position;
      bytes[at++] = length;
      let i = 0;
      for (; i < length; i++) {
        const unit = value.charCodeAt(i);
        if (unit > 0x7f) break;
        bytes[at++] = unit;
      }
      if (i === length) {
        this.position = at;
        return;
      }
    }
    this.whole(Buffer.byteLength(value, "utf8"));
    this.position += this.texts.write(value, this.position, "utf8");
  }

  /** Writes again what stands between two places of this same memory. */
  again(start: number, end: number): void {
    if (start === end) return;
    this.reserve(end - start);
    this.bytes.copyWithin(this.position, start, end);
    this.position += end - start;
  }

  /** Takes the bytes between two places out, which lie near the end of what was written. */
  cut(start: number, end: number): void {
    this.bytes.copyWithin(start, end, this.position);
    this.position -= end - start;
  }

  raw(source: Uint8Array): void {
    this.reserve(source.length);
    this.bytes.set(source, this.position);
    this.position += source.length;
  }

  /** The bytes that a text of characters up to 0xff stands for. */
  characters(packed: string): void {
    this.reserve(packed.length);
    this.position += this.texts.write(packed, this.position, "latin1");
  }

  /** The same with their number in front. */
  octets(packed: string): void {
    this.whole(packed.length);
    this.characters(packed);
  }

  /** The bytes that stand in the text in hexadecimal. */
  hexadecimal(digits: string): void {
    this.reserve(digits.length / 2);
    this.position += this.texts.write(digits, this.position, "hex");
  }

  /** A copy of its own exact size. */
  copyFrom(start: number): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(start, this.position);
  }

  reserve(more: number): void {
    if (this.position + more <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.position + more));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
    this.texts = Buffer.from(larger.buffer);
  }
}
