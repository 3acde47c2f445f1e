/**
 * The bare loop's thread: what any worker on JetStream and Redis must do at the least, done well. For each partition: pull (the adapter's own
 * prefetching reader), JSON.parse, load the batch's people by one MGET, store a 1.5 KB blob for each by one MSET. No engine, no checkpoint,
 * no exactly-once. All its partitions overlap, as the worker's do.
 */
import { Redis } from "ioredis";
import { openNatsEventLog } from "../../src/adapters/nats/nats-event-log.js";

const BATCH = 512;
const BLOB = Buffer.alloc(1_500, 7);

export interface BareTask {
  readonly log: string;
  readonly state: string;
  readonly partitions: number;
  readonly partition: number;
  /** Records to read of this partition. */
  readonly records: number;
  readonly progress: SharedArrayBuffer;
}

export async function bareLoop(task: BareTask): Promise<number> {
  const log = await openNatsEventLog({ url: task.log, partitions: task.partitions });
  const redis = new Redis(task.state);
  const progress = new Int32Array(task.progress);
  const reader = await log.read("events", task.partition, { seq: 1 });
  let done = 0;
  let kept = 0;
  while (done < task.records) {
    const records = reader.take(BATCH);
    if (records.length === 0) {
      await reader.wait(1_000);
      continue;
    }
    const keys = new Set<string>();
    for (const record of records) {
      const event = JSON.parse(
        Buffer.from(record.payload.buffer, record.payload.byteOffset, record.payload.byteLength).toString(),
      ) as {
        userId: string;
      };
      keys.add(`bare:{${task.partition}}:${event.userId}`);
    }
    const names = [...keys];
    const blobs = await redis.mgetBuffer(...names);
    const writes: (string | Buffer)[] = [];
    for (let i = 0; i < names.length; i++) writes.push(names[i] as string, blobs[i] ?? BLOB);
    await redis.mset(...writes);
    kept += names.length;
    done += records.length;
    Atomics.add(progress, 0, records.length);
  }
  await reader.close();
  redis.disconnect();
  await log.close();
  return kept;
}
