import type { AttuneEvent } from "../../domain/event.js";
import { parseEvent } from "../../domain/wire/index.js";
import type { EventLog, LogRecord } from "../../ports/event-log.js";
import type { ReadOptions, ReadResult } from "./reading.js";

/** How often it looks whether it is to end, in records. */
const STEP = 4_096;

export interface LogSource {
  readonly log: EventLog;
  /** All records that a partition of the topic "events" holds now, in order. */
  readonly records: (partition: number) => AsyncIterable<LogRecord>;
}

/**
 * Hands over every event that the log holds, partition by partition; `take` says whether it is one of those that are looked for. What can't be read was sent
 * to the dead letters by its owner and counts as rejected.
 * @throws AttuneError ATTUNE_LOG_UNAVAILABLE; the signal's reason
 */
export async function readEvents(
  { log, records }: LogSource,
  { onProgress, signal }: Pick<ReadOptions, "onProgress" | "signal">,
  take: (event: AttuneEvent) => boolean,
): Promise<Omit<ReadResult, "interactions">> {
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  const bounds = await Promise.all(partitions.map((partition) => log.bounds("events", partition)));
  const total = bounds.reduce((sum, { count }) => sum + count, 0);
  let [read, ignored, rejected] = [0, 0, 0];
  for (const partition of partitions) {
    for await (const { payload, storedAt, internal } of records(partition)) {
      const parsed = parseEvent(payload, { storedAtMs: Math.floor(storedAt / 1_000), internal });
      if (!parsed.ok) rejected++;
      else if (!take(parsed.event)) ignored++;
      if (++read % STEP !== 0) continue;
      signal?.throwIfAborted();
      onProgress?.(read, total);
    }
  }
  onProgress?.(read, Math.max(read, total));
  return { read, ignored, rejected };
}
