import type { Interactions } from "../interactions.js";
import { entriesByItem, historiesOf } from "./histories.js";
import { sharedFloat32 } from "./shared-arrays.js";

export interface ReorderTraining {
  /** So many repeated purchases at least, or nothing is said of the item. */
  readonly purchases: number;
}

const DAY_MS = 86_400_000;

/**
 * By item: the median of the days between two purchases of it by the same person, one after the other; 0: too few are known. Within a day it is one purchase.
 * Only repeats that happened are seen, so what lasts longer than the data is missing: a lower bound.
 */
export function trainReorder(
  interactions: Interactions,
  { purchases }: ReorderTraining,
): Float32Array<SharedArrayBuffer> {
  const items = interactions.items.length;
  const histories = historiesOf(interactions, { kinds: ["order"] });
  const { offsets, places } = entriesByItem(histories, items);
  const { people, times } = histories;
  const days = sharedFloat32(items);
  let waits = new Float64Array(64);
  for (let item = 0; item < items; item++) {
    const from = offsets[item] as number;
    const end = offsets[item + 1] as number;
    if (waits.length < end - from) waits = new Float64Array((end - from) * 2);
    let count = 0;
    let last = from;
    for (let at = from + 1; at < end; at++) {
      const before = places[last] as number;
      const entry = places[at] as number;
      const wait = (times[entry] as number) - (times[before] as number);
      if (people[before] === people[entry] && wait < DAY_MS) continue;
      if (people[before] === people[entry]) waits[count++] = wait / DAY_MS;
      last = at;
    }
    if (count >= Math.max(1, purchases)) days[item] = median(waits.subarray(0, count).sort());
  }
  return days;
}

function median(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
