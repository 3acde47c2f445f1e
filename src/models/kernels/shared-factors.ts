import { AttuneError } from "../../domain/errors.js";
import { quantise } from "./quantise.js";
import { chunkBytes } from "./operations.js";
import { MOST_MEMORY_BYTES, sharedMemory, type WasmMemory } from "./web-assembly.js";

/**
 * Item factors in one shared memory that all threads of a process scan. Plain data over a shared memory: it goes to a thread as a message. Written by one
 * thread until sealed; after that only rows behind `rows` may be added (extendFactors), so that an older SharedFactors keeps its meaning.
 */
export interface SharedFactors {
  readonly memory: WasmMemory;
  readonly rows: number;
  /** A multiple of 8. */
  readonly dimension: number;
  /** Rows that there is room for. */
  readonly capacity: number;
  /** An int8 copy is kept, for scans that are bound by memory. */
  readonly quantised: boolean;
  readonly places: Places;
}

/** Addresses in bytes. */
interface Places {
  readonly factors: number;
  /** int8 rows of `width` bytes. */
  readonly int8: number;
  readonly width: number;
  readonly scales: number;
  readonly residuals: number;
  /** Where threads work: `kernels` slots of `slotBytes`. */
  readonly slots: number;
  readonly slotBytes: number;
  readonly kernels: number;
}

export const MOST_DIMENSION = 512;
/** From here on the scan is bound by memory: a quarter more of it halves the time, and the answer is as exact (bench/results/recommend.json). */
const QUANTISED_FROM_ROWS = 50_000;
/** Two or three for each thread: while a new catalogue comes into force, the old one is still read. */
const MOST_KERNELS = 256;
const FEWEST_KERNELS = 64;
/** What their scratch may take up beyond FEWEST_KERNELS, once all work. */
const SCRATCH_BYTES = 2 ** 30;
/** Whether each slot is taken; the memory's first bytes. */
export const SLOT_WORDS = 0;
/** f32: the largest norm of a row. */
const LARGEST_NORM = MOST_KERNELS * 4;
const HEADER_BYTES = LARGEST_NORM + 64;
/** Rows and weights are handed over in runs of so many. */
export const RUN = 1_024;

export interface FactorOptions {
  /** Default: from room for 50,000 rows. */
  readonly quantised?: boolean;
  /** Room for so many rows in all. Default: `rows`. */
  readonly capacity?: number;
  /** How many kernels may be open on it at a time, 1 to 256. Default: as many as 1 GB has room for, 64 at least; each takes memory only once it works. */
  readonly kernels?: number;
}

/** @throws AttuneError ATTUNE_MODEL_TOO_LARGE: more than 4 GiB in all */
export function allocateFactors(rows: number, dimension: number, options: FactorOptions = {}): SharedFactors {
  if (dimension < 8 || dimension > MOST_DIMENSION || dimension % 8 !== 0) {
    throw new RangeError(`the dimension is a multiple of 8, 8 to ${MOST_DIMENSION}, not ${dimension}`);
  }
  const capacity = Math.max(rows, options.capacity ?? rows);
  const quantised = options.quantised ?? capacity >= QUANTISED_FROM_ROWS;
  const width = Math.ceil(dimension / 16) * 16;
  const copy = quantised ? capacity : 0;
  let end = HEADER_BYTES;
  const place = (bytes: number): number => {
    const at = end;
    end += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const factors = place(capacity * dimension * 4);
  const int8 = place(copy * width);
  const scales = place(copy * 4);
  const residuals = place(copy * 4);
  const slotBytes = slotPlaces(0, dimension, capacity).end;
  const usual = Math.max(FEWEST_KERNELS, Math.floor(SCRATCH_BYTES / slotBytes));
  const kernels = Math.min(MOST_KERNELS, Math.max(1, options.kernels ?? usual));
  const slots = place(kernels * slotBytes);
  if (end > MOST_MEMORY_BYTES) {
    throw new AttuneError(
      "ATTUNE_MODEL_TOO_LARGE",
      `${capacity} items in ${dimension} dimensions take ${Math.ceil(end / 2 ** 20)} MB, more than 4096`,
    );
  }
  const places = { factors, int8, width, scales, residuals, slots, slotBytes, kernels };
  return { memory: sharedMemory(end), rows, dimension, capacity, quantised, places };
}

/** All rows, to be filled, then sealed. */
export function factorsOf({ memory, rows, dimension, places }: SharedFactors): Float32Array {
  return new Float32Array(memory.buffer, places.factors, rows * dimension);
}

/** Makes what scans need beside the factors themselves, of the rows from `from` on. To be called once they are filled in. */
export function sealFactors(shared: SharedFactors, from = 0): void {
  if (!shared.quantised) return;
  const { rows, dimension, places, memory } = shared;
  const { buffer } = memory;
  const largest = new Float32Array(buffer, LARGEST_NORM, 1);
  const norm = quantise(factorsOf(shared), dimension, from, {
    int8: new Int8Array(buffer, places.int8, rows * places.width),
    width: places.width,
    scales: new Float32Array(buffer, places.scales, rows),
    residuals: new Float32Array(buffer, places.residuals, rows),
  });
  largest[0] = Math.max(largest[0] as number, norm);
}

/** The same memory with more rows, to be filled and sealed from the old number on; undefined: there is no room. Only one thread may extend. */
export function extendFactors(shared: SharedFactors, rows: number): SharedFactors | undefined {
  return rows >= shared.rows && rows <= shared.capacity ? { ...shared, rows } : undefined;
}

export function largestNorm({ memory }: SharedFactors): number {
  return new Float32Array(memory.buffer, LARGEST_NORM, 1)[0] as number;
}

/** Where a kernel works: addresses in its slot. */
export interface SlotPlaces {
  readonly a: number;
  readonly b: number;
  readonly gramian: number;
  /** The vector that fold-in answers with. */
  readonly folded: number;
  /** Any user's vector, and as int16. */
  readonly user: number;
  readonly user16: number;
  readonly target: number;
  readonly sums: number;
  readonly chunk: number;
  readonly rows: number;
  readonly weights: number;
  readonly scores: number;
  readonly mask: number;
  readonly end: number;
}

export function slotPlaces(start: number, dimension: number, capacity: number): SlotPlaces {
  let end = start;
  const place = (bytes: number): number => {
    const at = end;
    end += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const vector = dimension * 4;
  return {
    a: place(dimension * vector),
    b: place(vector),
    gramian: place(dimension * vector),
    folded: place(vector),
    user: place(vector),
    user16: place(vector + 32),
    target: place(vector),
    sums: place(24),
    chunk: place(chunkBytes(dimension)),
    rows: place(RUN * 4),
    weights: place(RUN * 4),
    scores: place(Math.max(capacity, RUN) * 4),
    mask: place(capacity + 4),
    end,
  };
}
