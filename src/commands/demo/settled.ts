import type { EventLog } from "../../ports/event-log.js";
import type { StateStore } from "../../ports/state-store.js";

/**
 * Whether nothing is left to do until `until` (ms): every event applied, every outbox empty, no timer due. Only asked when nobody feeds the
 * log any more; then what is new in it could only come from an outbox or a timer, so that equal ends of the log before and after prove it.
 */
export async function isSettled(log: EventLog, state: StateStore, until: number): Promise<boolean> {
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  const before = await ends(log, partitions);
  for (const partition of partitions) {
    const offset = await state.loadOffset(partition);
    if (offset.seq !== before[partition]) return false;
    if ((await state.outbox(partition)).length > 0) return false;
    if ((await state.dueTimers(partition, until, 1)).length > 0) return false;
  }
  const after = await ends(log, partitions);
  return after.every((last, partition) => last === before[partition]);
}

async function ends(log: EventLog, partitions: readonly number[]): Promise<number[]> {
  return Promise.all(partitions.map(async (partition) => (await log.bounds("events", partition)).last));
}
