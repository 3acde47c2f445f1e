import { AttuneError } from "../../domain/errors.js";
import { parseEvent } from "../../domain/wire/index.js";
import type { EventLog, LogRecord } from "../../ports/event-log.js";
import { EventInteractions } from "./event-interactions.js";
import { InteractionBuilder } from "./interaction-builder.js";
import type { ReadOptions, ReadResult } from "./reading.js";

/** How often it looks whether it is to end, in records. */
const STEP = 4_096;

export interface LogSource {
  readonly log: EventLog;
  /** All records that a partition of the topic "events" holds now, in order. */
  readonly records: (partition: number) => AsyncIterable<LogRecord>;
}

/**
 * Interactions of everything the log holds, all partitions. What can't be read was sent to the dead letters by its owner and counts as rejected.
 * @throws AttuneError ATTUNE_INPUT_EMPTY | ATTUNE_INPUT_TOO_LARGE | ATTUNE_LOG_UNAVAILABLE
 */
export async function readLog({ log, records }: LogSource, options: ReadOptions = {}): Promise<ReadResult> {
  const { onProgress, signal } = options;
  const builder = new InteractionBuilder();
  const events = new EventInteractions(builder, options.until);
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  const bounds = await Promise.all(partitions.map((partition) => log.bounds("events", partition)));
  const total = bounds.reduce((sum, { count }) => sum + count, 0);
  let [read, ignored, rejected] = [0, 0, 0];
  for (const partition of partitions) {
    for await (const { payload, storedAt, internal } of records(partition)) {
      const parsed = parseEvent(payload, { storedAtMs: Math.floor(storedAt / 1_000), internal });
      if (!parsed.ok) rejected++;
      else if (!events.take(parsed.event)) ignored++;
      if (++read % STEP !== 0) continue;
      signal?.throwIfAborted();
      onProgress?.(read, total);
    }
  }
  onProgress?.(read, Math.max(read, total));
  if (builder.count === 0)
    throw new AttuneError("ATTUNE_INPUT_EMPTY", `none of ${read} events of ${log.description} is about a product`);
  const until = options.until === undefined ? "" : `, before ${new Date(options.until).toISOString()}`;
  return { interactions: builder.finish(`log ${log.description}${until}`), read, ignored, rejected };
}
