import type { ItemKind } from "../../../domain/profile.js";
import { type Interactions, KINDS } from "../../interactions.js";

/** Who met what, each pair once, by person: compressed sparse rows, items ascending. */
export interface Pairs {
  readonly count: number;
  /** people + 1 */
  readonly offsets: Uint32Array;
  readonly items: Uint32Array;
  /** Above 0. */
  readonly weights: Float32Array;
}

/**
 * Interactions as pairs of a person and an item, weighed by the kinds of interaction between them. Sorted in place in one array of their number.
 */
export function pairsOf(interactions: Interactions, kinds: Readonly<Record<ItemKind, number>>): Pairs {
  const { count, people, person, item, kind } = interactions;
  const starts = startsOf(person, count, people.length);
  const next = starts.slice();
  /** item * 4 + kind: sorting brings a pair's kinds together. */
  const keys = new Uint32Array(count);
  for (let n = 0; n < count; n++) {
    const place = next[person[n] as number] as number;
    next[person[n] as number] = place + 1;
    keys[place] = (item[n] as number) * KINDS.length + (kind[n] as number);
  }
  const weightOf = KINDS.map((name) => kinds[name]);
  const offsets = new Uint32Array(people.length + 1);
  const weights = new Float32Array(count);
  let kept = 0;
  for (let p = 0; p < people.length; p++) {
    const [from, to] = [starts[p] as number, starts[p + 1] as number];
    keys.subarray(from, to).sort();
    kept = mergeRun(keys, from, to, weights, kept, weightOf);
    offsets[p + 1] = kept;
  }
  return { count: kept, offsets, items: keys.subarray(0, kept), weights: weights.subarray(0, kept) };
}

/** One person's sorted keys to pairs, written from `kept` on (never past what was read); the new end. */
function mergeRun(
  keys: Uint32Array,
  from: number,
  to: number,
  weights: Float32Array,
  kept: number,
  weightOf: readonly number[],
): number {
  let end = kept;
  let [item, weight, last] = [-1, 0, -1];
  const close = (): void => {
    if (weight <= 0) return;
    keys[end] = item;
    weights[end++] = weight;
  };
  for (let n = from; n < to; n++) {
    const key = keys[n] as number;
    if (key === last) continue;
    last = key;
    const own = Math.floor(key / KINDS.length);
    if (own !== item) {
      close();
      [item, weight] = [own, 0];
    }
    weight += weightOf[key % KINDS.length] as number;
  }
  close();
  return end;
}

/** Where each person's run begins when interactions are put in their order; people + 1. */
export function startsOf(group: Uint32Array, count: number, groups: number): Uint32Array {
  const starts = new Uint32Array(groups + 1);
  for (let n = 0; n < count; n++) {
    const after = (group[n] as number) + 1;
    starts[after] = (starts[after] as number) + 1;
  }
  for (let g = 0; g < groups; g++) starts[g + 1] = (starts[g + 1] as number) + (starts[g] as number);
  return starts;
}
