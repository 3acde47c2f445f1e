/**
 * What a partition owner shows the supervisor while it holds its thread: shared memory, because a thread in an endless loop can't
 * answer messages. One row of 4 Int32 a partition: thread id, busy since (ms, low 31 bits; 0 = not busy), sequence (low, high).
 */
const ROW = 4;
const CLOCK_MASK = 0x7fffffff;

export interface Stall {
  readonly partition: number;
  readonly threadId: number;
  readonly seq: number;
}

export class Heartbeat {
  readonly shared: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(partitionsOrShared: number | SharedArrayBuffer) {
    this.shared =
      typeof partitionsOrShared === "number" ? new SharedArrayBuffer(partitionsOrShared * ROW * 4) : partitionsOrShared;
    this.#cells = new Int32Array(this.shared);
  }

  begin(partition: number, threadId: number, now: number): void {
    const row = partition * ROW;
    Atomics.store(this.#cells, row, threadId);
    Atomics.store(this.#cells, row + 1, now & CLOCK_MASK || 1);
  }

  /** The record about to be applied; called for each, so plain stores: the watchdog reads them seconds later. */
  at(partition: number, seq: number): void {
    const row = partition * ROW;
    this.#cells[row + 2] = (seq % 0x100000000) | 0;
    this.#cells[row + 3] = Math.floor(seq / 0x100000000);
  }

  end(partition: number): void {
    Atomics.store(this.#cells, partition * ROW + 1, 0);
  }

  /** Partitions whose thread has been in one batch for longer than `limitMs`. */
  stalls(now: number, limitMs: number): Stall[] {
    const stalls: Stall[] = [];
    for (let row = 0; row < this.#cells.length; row += ROW) {
      const since = Atomics.load(this.#cells, row + 1);
      if (since === 0 || (((now & CLOCK_MASK) - since) & CLOCK_MASK) <= limitMs) continue;
      const seq = (this.#cells[row + 3] ?? 0) * 0x100000000 + ((this.#cells[row + 2] ?? 0) >>> 0);
      stalls.push({ partition: row / ROW, threadId: Atomics.load(this.#cells, row), seq });
    }
    return stalls;
  }
}
