import type { EventLog, LogRecord, Topic } from "../ports/event-log.js";

const TAKEN_AT_ONCE = 512;
const WAIT_MS = 1_000;
/** So many waits without a record mean that the log holds no more, whatever its bounds said. */
const WAITS = 10;

/** All records that a topic (or one partition of it) holds now, in order. For searches by people; nothing hot reads so. */
export async function* readTopic(log: EventLog, topic: Topic, partition?: number): AsyncGenerator<LogRecord> {
  const { first, last, count } = await log.bounds(topic, partition);
  if (count === 0) return;
  const reader = await log.read(topic, partition, { seq: first });
  try {
    // A partition of a shared topic has fewer records than the topic's last sequence lets expect.
    for (let reached = first - 1, taken = 0, idle = 0; reached < last && taken < count && idle < WAITS; ) {
      const records = reader.take(TAKEN_AT_ONCE);
      idle = records.length === 0 ? idle + 1 : 0;
      if (records.length === 0) await reader.wait(WAIT_MS);
      for (const record of records) {
        reached = record.seq;
        taken++;
        if (record.seq <= last) yield record;
      }
    }
  } finally {
    await reader.close();
  }
}
