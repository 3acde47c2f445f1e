import type { Write } from "./conditional-writes.js";
import {
  decodeIdEntry,
  digestOf,
  idKey,
  isKept,
  partitionOf,
  seqOfKey,
  storedAtOf,
  streamRange,
  type LogTables,
  type StreamHead,
} from "./log-layout.js";

export interface Expiry {
  readonly dedupeWindowMs: number;
  readonly retentionMs: number;
}

export interface Expired {
  readonly writes: readonly Write[];
  readonly records: number;
  readonly bytes: number;
  readonly counts: ReadonlyMap<number, number>;
  readonly idsFrom: number;
}

/** Whether a stream holds a record or an id that is past its time. `now` in microseconds. */
export function hasExpired(tables: LogTables, stream: number, head: StreamHead, expiry: Expiry, now: number): boolean {
  const older = (seq: number, ms: number): boolean => {
    for (const { value } of tables.records.getRange({ ...streamRange(stream, seq), limit: 1 }))
      return storedAtOf(value) < now - ms * 1_000;
    return false;
  };
  return older(head.idsFrom, expiry.dedupeWindowMs) || older(0, retentionOf(stream, expiry));
}

/** How long a stream's records are held, ms. */
function retentionOf(stream: number, { retentionMs }: Expiry): number {
  return isKept(stream) ? Number.POSITIVE_INFINITY : retentionMs;
}

/**
 * What of a stream is past its time: ids that left the dedupe window, records that left retention; up to `limit` of each, oldest
 * first. The ids are found by their records, so a record never goes before its id.
 */
export function expire(
  tables: LogTables,
  stream: number,
  head: StreamHead,
  expiry: Expiry,
  now: number,
  limit: number,
): Expired {
  const writes: Write[] = [];
  const counts = new Map<number, number>();
  const retentionMs = retentionOf(stream, expiry);
  const keepIds = now - Math.min(expiry.dedupeWindowMs, retentionMs) * 1_000;
  const keepRecords = now - retentionMs * 1_000;
  let idsFrom = head.idsFrom;
  for (const { key, value } of tables.records.getRange({ ...streamRange(stream, head.idsFrom), limit })) {
    if (storedAtOf(value) >= keepIds) break;
    const seq = seqOfKey(key);
    idsFrom = seq + 1;
    const id = idKey(stream, digestOf(value));
    const entry = tables.ids.get(id);
    if (entry !== undefined && decodeIdEntry(entry).seq === seq)
      writes.push({ table: tables.ids, key: id, value: undefined });
  }
  let records = 0;
  let bytes = 0;
  for (const { key, value } of tables.records.getRange({ ...streamRange(stream, 0), limit })) {
    if (storedAtOf(value) >= keepRecords || seqOfKey(key) >= idsFrom) break;
    writes.push({ table: tables.records, key, value: undefined });
    records++;
    bytes += value.length;
    counts.set(partitionOf(value), (counts.get(partitionOf(value)) ?? 0) + 1);
  }
  return { writes, records, bytes, counts, idsFrom };
}
