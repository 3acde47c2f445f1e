import type { Offset, OutboxEntry } from "../../ports/state-store.js";
import type { Environment, Table } from "./environment.js";
import { doubles } from "./log-layout.js";

/** Raise it when anything below changes its meaning. */
export const STATE_LAYOUT = 2;
/** Layouts that are read as they stand: 1 has no statistics yet. Opening one marks it as the present one, so that a version that knows no statistics leaves it alone. */
export const READABLE_LAYOUTS: readonly number[] = [1, STATE_LAYOUT];

/**
 * The state's tables; every key but those of `shared` begins with the partition (2 bytes).
 * - offsets: partition -> offset and the next place in the outbox, versioned; every commit is on condition of its version
 * - profiles: token -> profile; totals: -> totals; statistics: group -> its numbers
 * - timers: id -> due; due: due, id -> nothing (the order in which they fall due)
 * - outbox: place -> id, bytes; places: id -> place
 * - shared: leases, members, suspicions, the identity, the layout; versioned
 */
export interface StateTables {
  readonly environment: Environment;
  readonly offsets: Table;
  readonly profiles: Table;
  readonly totals: Table;
  readonly statistics: Table;
  readonly timers: Table;
  readonly due: Table;
  readonly outbox: Table;
  readonly places: Table;
  readonly shared: Table;
}

export const NOTHING = Buffer.from([0]);
const PARTITION_BYTES = 2;
const DUE_BYTES = 8;
const PLACE_BYTES = 6;

export function partitionKey(partition: number): Buffer {
  const key = Buffer.allocUnsafe(PARTITION_BYTES);
  key.writeUInt16BE(partition);
  return key;
}

/** A token, timer id, outbox id or group of statistics of a partition. */
export function nameKey(partition: number, name: string): Buffer {
  const key = Buffer.allocUnsafe(PARTITION_BYTES + name.length);
  key.writeUInt16BE(partition);
  key.write(name, PARTITION_BYTES, "latin1");
  return key;
}

export const nameOf = (key: Buffer): string => key.toString("latin1", PARTITION_BYTES);

/** Floats of one sign sort like their big-endian bytes. */
export function dueKey(partition: number, due: number, id: string): Buffer {
  const key = Buffer.allocUnsafe(PARTITION_BYTES + DUE_BYTES + id.length);
  key.writeUInt16BE(partition);
  key.writeDoubleBE(Math.max(due, 0), PARTITION_BYTES);
  key.write(id, PARTITION_BYTES + DUE_BYTES, "latin1");
  return key;
}

export const dueOfKey = (key: Buffer): number => key.readDoubleBE(PARTITION_BYTES);
export const idOfDueKey = (key: Buffer): string => key.toString("latin1", PARTITION_BYTES + DUE_BYTES);

export function placeKey(partition: number, place: number): Buffer {
  const key = Buffer.allocUnsafe(PARTITION_BYTES + PLACE_BYTES);
  key.writeUInt16BE(partition);
  key.writeUIntBE(place, PARTITION_BYTES, PLACE_BYTES);
  return key;
}

/** Everything of a partition in a table, as a range; `after`: only the keys behind this one. */
export function partitionRange(
  partition: number,
  after?: Buffer,
): { start: Buffer; end: Buffer; exclusiveStart?: boolean } {
  const end = partitionKey(partition + 1);
  return after === undefined ? { start: partitionKey(partition), end } : { start: after, end, exclusiveStart: true };
}

/** What is stored of a partition's offset. `revision` is the entry's version: it rises with every commit. */
export interface StoredOffset {
  readonly offset: Offset;
  readonly nextPlace: number;
  readonly revision: number;
}

export function encodeOffset(offset: Offset, nextPlace: number): Buffer {
  return doubles([offset.generation, offset.seq, offset.storedAt, nextPlace]);
}

export function decodeOffset(value: Buffer, revision: number): StoredOffset {
  const offset = { generation: value.readDoubleLE(0), seq: value.readDoubleLE(8), storedAt: value.readDoubleLE(16) };
  return { offset, nextPlace: value.readDoubleLE(24), revision };
}

export function encodeOutboxEntry(entry: OutboxEntry): Buffer {
  const bytes = Buffer.allocUnsafe(2 + entry.id.length + entry.bytes.length);
  bytes.writeUInt16LE(entry.id.length);
  bytes.write(entry.id, 2, "latin1");
  bytes.set(entry.bytes, 2 + entry.id.length);
  return bytes;
}

export function decodeOutboxEntry(value: Buffer): OutboxEntry {
  const end = 2 + value.readUInt16LE(0);
  return { id: value.toString("latin1", 2, end), bytes: value.subarray(end) };
}
