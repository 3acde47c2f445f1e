import { type EntryCodec, packEntry } from "../layout/section-codec.js";
import type { Workbench } from "../workbench.js";
import { findEntry, insideOf, writeWithNewest } from "./ring.js";
import { endOfText, sameBytes } from "./texts.js";

/** Where the entry of a ring stands whose key is this text; -1: there is none. */
export function findByText(bench: Workbench, start: number, end: number, key: string): number {
  const at = bench.position;
  bench.text(key);
  const found = findEntry(bench, start, end, at, bench.position - at);
  bench.position = at;
  return found;
}

/**
 * A new entry of the ring in this slot. `keyFrom`: where the text stands that ends the key. `asIs`: leave an entry alone that is known already; false is
 * returned then.
 */
export function pushEntry<E>(
  bench: Workbench,
  slot: number,
  value: E,
  codec: EntryCodec<E>,
  keyFrom: number,
  limit: number,
  asIs: boolean,
): boolean {
  const start = bench.starts[slot] as number;
  const end = bench.ends[slot] as number;
  const entry = packEntry(bench, value, codec);
  const entryEnd = bench.position;
  const key = insideOf(bench.bytes, entry);
  const keySize = endOfText(bench.bytes, key + keyFrom) - key;
  const known = findEntry(bench, start, end, key, keySize);
  if (asIs && known >= 0 && sameBytes(bench.bytes, known, entry, entryEnd - entry)) return false;
  writeWithNewest(bench, start, end, entry, entryEnd, known, limit);
  bench.place(slot, entryEnd);
  return true;
}
