/**
 * Writes the numbers and texts of a profile into one growing scratch buffer that is used again for every profile: nothing is allocated
 * until `finish`. Every form is a function of the value alone, so that equal profiles give equal bytes.
 */
export class ByteWriter {
  position = 0;
  #bytes: Buffer;
  #view: DataView;

  constructor(capacity = 16 * 1024) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** A whole number from 0 to 2^53 - 1: seven bits a byte, least first. */
  whole(value: number): void {
    this.#reserve(8);
    const bytes = this.#bytes;
    let rest = value;
    while (rest > 0x7fffffff) {
      bytes[this.position++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 0x7f) {
      bytes[this.position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[this.position++] = rest;
  }

  /** A whole number of either sign within +-2^52: zigzag. Times, and differences of times. */
  signed(value: number): void {
    this.whole(value < 0 ? -value * 2 - 1 : value * 2);
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
    this.#reserve(8);
    this.#view.setFloat64(this.position, value, true);
    this.position += 8;
  }

  single(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.position, value, true);
    this.position += 4;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.position++] = value;
  }

  /** UTF-8 with its length in front. Short ASCII, the usual case, is written here: a call into the runtime costs more than the loop. */
  text(value: string): void {
    const { length } = value;
    this.#reserve(length * 3 + 8);
    if (length < 64) {
      const bytes = this.#bytes;
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
    this.position += this.#bytes.write(value, this.position, "utf8");
  }

  raw(source: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    this.#bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.position);
    this.position += end - start;
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.position = this.#bytes.writeUInt32BE(value, this.position);
  }

  /** Moves what stands from `start` on by `by` bytes, to make room in front of it. */
  shift(start: number, by: number): void {
    this.#reserve(by);
    this.#bytes.copyWithin(start + by, start, this.position);
    this.position += by;
  }

  /** Overwrites bytes written before. */
  patch(at: number, ...values: number[]): void {
    for (let i = 0; i < values.length; i++) this.#bytes[at + i] = values[i] as number;
  }

  patchUint32(at: number, value: number): void {
    this.#bytes.writeUInt32BE(value, at);
  }

  /** What was written, for a checksum; valid until the next write. */
  get view(): DataView {
    return this.#view;
  }

  /** A copy of its own exact size. */
  finish(): Buffer {
    const result = Buffer.allocUnsafeSlow(this.position);
    this.#bytes.copy(result, 0, 0, this.position);
    return result;
  }

  #reserve(more: number): void {
    if (this.position + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.position + more));
    this.#bytes.copy(larger, 0, 0, this.position);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
