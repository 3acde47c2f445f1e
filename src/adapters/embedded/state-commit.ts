import { START, type Commit } from "../../ports/state-store.js";
import type { ConditionalWrite, Write } from "./conditional-writes.js";
import {
  decodeOffset,
  dueKey,
  encodeOffset,
  encodeOutboxEntry,
  nameKey,
  NOTHING,
  partitionKey,
  placeKey,
  type StateTables,
  type StoredOffset,
} from "./state-layout.js";

export function readOffset(tables: StateTables, partition: number): StoredOffset {
  const entry = tables.offsets.getEntry(partitionKey(partition));
  return entry === undefined
    ? { offset: START, nextPlace: 0, revision: 0 }
    : decodeOffset(entry.value, entry.version ?? 0);
}

/**
 * A commit as one conditional write. What it looks up (a timer's old due time, an entry's place in the outbox) is read from the
 * snapshot in which `stored` was read, and still holds when the write takes effect: nothing changes them without raising the revision.
 */
export function commitWrite(tables: StateTables, stored: StoredOffset, commit: Commit): ConditionalWrite {
  const { partition } = commit;
  const writes: Write[] = [];
  for (const [token, bytes] of commit.profiles) {
    writes.push({
      table: tables.profiles,
      key: nameKey(partition, token),
      value: bytes === null ? undefined : asBuffer(bytes),
    });
  }
  for (const [id, due] of commit.timers) writes.push(...timerWrites(tables, partition, id, due));
  if (commit.totals !== undefined)
    writes.push({ table: tables.totals, key: partitionKey(partition), value: asBuffer(commit.totals) });
  for (const [group, bytes] of commit.statistics)
    writes.push({ table: tables.statistics, key: nameKey(partition, group), value: asBuffer(bytes) });
  writes.push(...trimWrites(tables, partition, commit.trim));
  let place = stored.nextPlace;
  for (const entry of commit.outbox) {
    writes.push({ table: tables.outbox, key: placeKey(partition, place), value: encodeOutboxEntry(entry) });
    writes.push({ table: tables.places, key: nameKey(partition, entry.id), value: placeKey(partition, place) });
    place++;
  }
  return conditional(tables, partition, stored, [
    ...writes,
    offsetWrite(tables, partition, stored, encodeOffset(commit.next, place)),
  ]);
}

/** Removes outbox entries and leaves the offset as it stands. undefined: none of them is there. */
export function trimWrite(
  tables: StateTables,
  partition: number,
  ids: readonly string[],
): ConditionalWrite | undefined {
  const stored = readOffset(tables, partition);
  const writes = trimWrites(tables, partition, ids);
  if (writes.length === 0) return undefined;
  const same = encodeOffset(stored.offset, stored.nextPlace);
  return conditional(tables, partition, stored, [...writes, offsetWrite(tables, partition, stored, same)]);
}

function conditional(
  tables: StateTables,
  partition: number,
  stored: StoredOffset,
  writes: readonly Write[],
): ConditionalWrite {
  return { table: tables.offsets, key: partitionKey(partition), version: stored.revision, writes };
}

function offsetWrite(tables: StateTables, partition: number, stored: StoredOffset, value: Buffer): Write {
  return { table: tables.offsets, key: partitionKey(partition), value, version: stored.revision + 1 };
}

function timerWrites(tables: StateTables, partition: number, id: string, due: number | null): Write[] {
  const key = nameKey(partition, id);
  const held = tables.timers.get(key)?.readDoubleLE(0);
  if (held === (due ?? undefined)) return [];
  const writes: Write[] = [];
  if (held !== undefined) writes.push({ table: tables.due, key: dueKey(partition, held, id), value: undefined });
  if (due === null) return [...writes, { table: tables.timers, key, value: undefined }];
  const value = Buffer.allocUnsafe(8);
  value.writeDoubleLE(due);
  return [
    ...writes,
    { table: tables.due, key: dueKey(partition, due, id), value: NOTHING },
    { table: tables.timers, key, value },
  ];
}

function trimWrites(tables: StateTables, partition: number, ids: readonly string[]): Write[] {
  const writes: Write[] = [];
  for (const id of ids) {
    const key = nameKey(partition, id);
    const place = tables.places.get(key);
    if (place === undefined) continue;
    writes.push(
      { table: tables.outbox, key: place, value: undefined },
      { table: tables.places, key, value: undefined },
    );
  }
  return writes;
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
