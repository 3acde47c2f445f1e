import type { EventLog } from "../ports/event-log.js";
import type { Offset } from "../ports/state-store.js";

/** All that is asked of the log here: single records and bounds. */
type HeldLog = Pick<EventLog, "at" | "bounds">;

/** What was found when an offset was held against the log. */
export type Agreement =
  | { readonly kind: "agrees"; readonly offset: Offset }
  /** The log lost its tail (or was made anew) and gives sequences out again: go on by time, in a new generation. */
  | { readonly kind: "diverged"; readonly offset: Offset }
  /** The log no longer holds what comes after the offset: retention passed a stopped partition, or people were erased. */
  | { readonly kind: "gap"; readonly offset: Offset; readonly missing: number };

/** How many records before the offset are looked at when the offset's own record was purged. */
const LOOK_BACK = 8;

/**
 * Holds a stored offset against the log (DESIGN 4.2). The record at the offset must have the stored time that the offset carries; where it
 * has another, or the log ends before it, the log has lost its tail and the sequences after it are reused.
 */
export async function reconcile(log: HeldLog, partition: number, offset: Offset): Promise<Agreement> {
  const bounds = await log.bounds("events", partition);
  if (offset.seq === 0) return { kind: "agrees", offset };
  if (bounds.last < offset.seq || (await isReused(log, partition, offset))) {
    return { kind: "diverged", offset: await resumeByTime(log, partition, offset, bounds.last) };
  }
  const missing = bounds.first - offset.seq - 1;
  return missing > 0 ? { kind: "gap", offset, missing } : { kind: "agrees", offset };
}

/** Whether the record at the offset, or the nearest one before it that is still held, is another one than the one applied. */
async function isReused(log: HeldLog, partition: number, offset: Offset): Promise<boolean> {
  const record = await log.at("events", partition, offset.seq);
  if (record !== undefined) return record.storedAt !== offset.storedAt;
  for (let seq = offset.seq - 1; seq > 0 && seq >= offset.seq - LOOK_BACK; seq--) {
    const before = await log.at("events", partition, seq);
    if (before !== undefined) return before.storedAt > offset.storedAt;
  }
  return false;
}

/** The offset, in a new generation, from which the first record read is the first one stored at or after the old offset's time. */
async function resumeByTime(log: HeldLog, partition: number, offset: Offset, last: number): Promise<Offset> {
  const generation = offset.generation + 1;
  let [low, high] = [1, last + 1];
  // Stored times rise with the sequence, so the first record at or after a time is found by halving; purged ones are stepped over.
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = await nextHeld(log, partition, middle, high);
    if (found === undefined || found.storedAt >= offset.storedAt) high = middle;
    else low = found.seq + 1;
  }
  // The new offset carries the time of the record before it, so that it can be held against the log again.
  const before = await log.at("events", partition, low - 1);
  return { generation, seq: low - 1, storedAt: before?.storedAt ?? offset.storedAt };
}

async function nextHeld(
  log: HeldLog,
  partition: number,
  from: number,
  until: number,
): Promise<{ seq: number; storedAt: number } | undefined> {
  for (let seq = from; seq < until; seq++) {
    const record = await log.at("events", partition, seq);
    if (record !== undefined) return record;
  }
  return undefined;
}
