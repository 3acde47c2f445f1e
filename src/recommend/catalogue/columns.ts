/** Typed arrays over shared memory that grow, and that can be handed out: what was handed out never changes. */

export type Numbers = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

interface Kind<T extends Numbers> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: SharedArrayBuffer): T;
}

/** Growth is by half, so that at most a third of a column is unused. */
const GROWTH = 1.5;
const FIRST_ROWS = 64;

/**
 * One column. Rows are only added; a row that has been handed out is changed in a copy of the column. Rows beyond the ones handed out may appear in
 * a buffer that others hold: they know their count.
 */
export class Column<T extends Numbers> {
  readonly #kind: Kind<T>;
  #values: T;
  #count = 0;
  /** Rows of the present buffer that somebody else holds. */
  #shared = 0;

  constructor(kind: Kind<T>) {
    this.#kind = kind;
    this.#values = this.#allocate(FIRST_ROWS);
  }

  get count(): number {
    return this.#count;
  }

  at(row: number): number {
    return this.#values[row] as number;
  }

  push(value: number): void {
    if (this.#count === this.#values.length) this.#replace(Math.ceil(this.#count * GROWTH));
    this.#values[this.#count++] = value;
  }

  /** Says whether that changed anything. */
  set(row: number, value: number): boolean {
    if (Object.is(this.#values[row], value)) return false;
    if (row < this.#shared) this.#replace(this.#values.length);
    this.#values[row] = value;
    return true;
  }

  /** The buffer as it is, for readers that know the count: of its rows up to now none will change. */
  share(): SharedArrayBuffer {
    this.#shared = this.#count;
    return this.#values.buffer as SharedArrayBuffer;
  }

  #replace(rows: number): void {
    const before = this.#values;
    this.#values = this.#allocate(rows);
    this.#values.set(before.subarray(0, this.#count));
    this.#shared = 0;
  }

  #allocate(rows: number): T {
    return new this.#kind(new SharedArrayBuffer(rows * this.#kind.BYTES_PER_ELEMENT));
  }
}
