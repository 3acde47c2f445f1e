import { AttuneError } from "../../../domain/errors.js";
import {
  chunkBytes,
  frequencyScaled,
  MOST_MEMORY_BYTES,
  type SolveRecipe,
  sharedMemory,
  type WasmMemory,
} from "../../../models/kernels/index.js";
import { type Pairs, startsOf } from "./pairs.js";

/** Everything of a training run in one memory that its threads share. Plain data: it goes to a thread as a message. */
export interface IalsPlan {
  readonly memory: WasmMemory;
  readonly dimension: number;
  readonly unobserved: number;
  readonly people: Side;
  readonly items: Side;
  /** Two 32-bit words: the next block of the phase, and whether to stop. */
  readonly control: number;
  /** A part of a gramian matrix for each of PARTS. */
  readonly parts: number;
  /** `threads` times scratchBytes. */
  readonly scratch: number;
  readonly threads: number;
}

export type SideName = "people" | "items";

/** One side of the matrix; addresses in bytes. */
export interface Side {
  readonly count: number;
  readonly factors: number;
  /** The sum of x x^T over `factors`. */
  readonly gramian: number;
  /** Who was met, compressed sparse rows. */
  readonly offsets: number;
  readonly others: number;
  readonly weights: number;
  readonly regularisations: number;
}

/** A gramian matrix is summed in so many parts whatever the number of threads: the same bits for any number. */
export const PARTS = 64;

/** @throws AttuneError ATTUNE_MODEL_TOO_LARGE */
export function planOf(
  pairs: Pairs,
  itemCount: number,
  dimension: number,
  recipe: SolveRecipe,
  threads: number,
): IalsPlan {
  const peopleCount = pairs.offsets.length - 1;
  let end = 0;
  const place = (bytes: number): number => {
    const at = end;
    end += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const side = (count: number): Side => ({
    count,
    factors: place(count * dimension * 4),
    gramian: place(dimension * dimension * 4),
    offsets: place((count + 1) * 4),
    others: place(pairs.count * 4),
    weights: place(pairs.count * 4),
    regularisations: place(count * 4),
  });
  const control = place(8);
  const people = side(peopleCount);
  const items = side(itemCount);
  const parts = place(PARTS * dimension * dimension * 4);
  const scratch = place(threads * scratchBytes(dimension));
  if (end > MOST_MEMORY_BYTES) {
    throw new AttuneError(
      "ATTUNE_MODEL_TOO_LARGE",
      `training on ${pairs.count} pairs of ${peopleCount} people and ${itemCount} items in ${dimension} dimensions takes ${Math.ceil(end / 2 ** 20)} MB, more than 4096`,
    );
  }
  const memory = sharedMemory(end);
  const plan = { memory, dimension, unobserved: recipe.unobserved, people, items, control, parts, scratch, threads };
  fillPairs(plan, pairs);
  fillRegularisations(plan, people, itemCount, recipe);
  fillRegularisations(plan, items, peopleCount, recipe);
  return plan;
}

export function scratchBytes(dimension: number): number {
  return dimension * dimension * 4 + dimension * 4 + 64 + chunkBytes(dimension);
}

/** Pairs by person as they are, and by item in the order of people. */
function fillPairs(plan: IalsPlan, pairs: Pairs): void {
  const { people, items } = plan;
  words(plan, people.offsets, people.count + 1).set(pairs.offsets);
  words(plan, people.others, pairs.count).set(pairs.items);
  floats(plan, people.weights, pairs.count).set(pairs.weights);
  const starts = startsOf(pairs.items, pairs.count, items.count);
  words(plan, items.offsets, items.count + 1).set(starts);
  const others = words(plan, items.others, pairs.count);
  const weights = floats(plan, items.weights, pairs.count);
  for (let person = 0; person < people.count; person++) {
    for (let n = pairs.offsets[person] as number; n < (pairs.offsets[person + 1] as number); n++) {
      const item = pairs.items[n] as number;
      const at = starts[item] as number;
      starts[item] = at + 1;
      others[at] = person;
      weights[at] = pairs.weights[n] as number;
    }
  }
}

function fillRegularisations(plan: IalsPlan, side: Side, others: number, recipe: SolveRecipe): void {
  const offsets = words(plan, side.offsets, side.count + 1);
  const weights = floats(plan, side.weights, offsets[side.count] as number);
  const into = floats(plan, side.regularisations, side.count);
  for (let row = 0; row < side.count; row++) {
    let total = 0;
    for (let n = offsets[row] as number; n < (offsets[row + 1] as number); n++) total += weights[n] as number;
    into[row] = frequencyScaled(total, others, recipe);
  }
}

export function floats(plan: IalsPlan, address: number, length: number): Float32Array {
  return new Float32Array(plan.memory.buffer, address, length);
}

export function words(plan: IalsPlan, address: number, length: number): Uint32Array {
  return new Uint32Array(plan.memory.buffer, address, length);
}
