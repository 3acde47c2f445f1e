import { fnv1a32 } from "../../domain/hash.js";
import type { SessionTable } from "./model.js";

/** Of an emptied row. */
export const NOBODY = 0;

/**
 * Whose session a row is, as the model says it: 32 bits of the person's token, salted with the version, so that rows of two versions can't be
 * joined. Of two people who share a value (one pair in 2^32) both lose their rows when one is erased.
 */
export function saltedOwner(version: string, personToken: string): number {
  return fnv1a32(`${version}/${personToken}`) || 1;
}

/**
 * The table without what one person left in it: their rows keep their numbers and lose items, day and owner. `rows` says how many there were;
 * without any it is the same table.
 */
export function withoutOwner(
  table: SessionTable,
  owner: number,
): { readonly table: SessionTable; readonly rows: number } {
  const { owners, days } = table;
  const isKept = (session: number): boolean => owners[session] !== owner;
  let rows = 0;
  for (const one of owners) if (one === owner) rows++;
  if (rows === 0) return { table, rows };
  const sessions = filtered(table.offsets, table.items, (session) => isKept(session));
  const items = filtered(table.itemOffsets, table.itemSessions, (_, session) => isKept(session));
  return {
    rows,
    table: {
      offsets: sessions.offsets,
      items: sessions.values,
      days: sharedCopy(days.map((day, session) => (isKept(session) ? day : 0))),
      owners: sharedCopy(owners.map((one, session) => (isKept(session) ? one : NOBODY))),
      itemOffsets: items.offsets,
      itemSessions: items.values,
    },
  };
}

/** Compressed sparse rows without some of their values. */
function filtered(
  offsets: Uint32Array,
  values: Uint32Array,
  isKept: (row: number, value: number) => boolean,
): { offsets: Uint32Array; values: Uint32Array } {
  const nextOffsets = new Uint32Array(offsets.length);
  const nextValues = new Uint32Array(values.length);
  let length = 0;
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let at = offsets[row] as number; at < (offsets[row + 1] as number); at++) {
      const value = values[at] as number;
      if (isKept(row, value)) nextValues[length++] = value;
    }
    nextOffsets[row + 1] = length;
  }
  return { offsets: sharedCopy(nextOffsets), values: sharedCopy(nextValues.subarray(0, length)) };
}

/** As the rest of a model lies: over memory that threads share. */
function sharedCopy(values: Uint32Array): Uint32Array {
  const copy = new Uint32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
