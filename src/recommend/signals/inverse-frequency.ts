import type { SessionTable } from "../../models/recommender/model.js";

const known = new WeakMap<SessionTable, Float32Array>();

/**
 * By item: 1 + ln(sessions / sessions with the item), so that what is in every session counts 1. Counted once for each table: a session names an item once.
 */
export function inverseFrequencies(table: SessionTable): Float32Array {
  let frequencies = known.get(table);
  if (frequencies === undefined) {
    frequencies = count(table);
    known.set(table, frequencies);
  }
  return frequencies;
}

function count({ offsets, items, itemOffsets }: SessionTable): Float32Array {
  const frequencies = new Float32Array(itemOffsets.length - 1);
  for (const item of items) if (item < frequencies.length) frequencies[item] = (frequencies[item] as number) + 1;
  const sessions = offsets.length - 1;
  for (let item = 0; item < frequencies.length; item++) {
    const times = frequencies[item] as number;
    frequencies[item] = times === 0 ? 0 : 1 + Math.log(sessions / times);
  }
  return frequencies;
}
