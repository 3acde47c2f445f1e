import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";

/**
 * What stands in the streams, read with the NATS client itself and not with the adapter under test.
 */
export interface StoredRecord {
  readonly partition: number;
  readonly seq: number;
  /** ns since the epoch, as near as a double comes: with the sequence it names the record even where sequences are reused. */
  readonly stored: number;
  readonly internal: boolean;
  readonly bytes: Uint8Array;
}

export interface Streams {
  /** By partition, in stored order. */
  readonly events: readonly (readonly StoredRecord[])[];
  readonly actions: readonly StoredRecord[];
  readonly decisions: readonly StoredRecord[];
  readonly dead: readonly StoredRecord[];
  readonly items: readonly StoredRecord[];
}

export async function readStreams(url: string, partitions: number): Promise<Streams> {
  const connection = await connect({ servers: url.replace("nats://", ""), noAsyncTraces: true });
  try {
    const events: StoredRecord[][] = [];
    for (let partition = 0; partition < partitions; partition++) {
      events.push(await readStream(connection, `ATTUNE_EVENTS_${partition}`, partition));
    }
    return {
      events,
      actions: await readStream(connection, "ATTUNE_ACTIONS"),
      decisions: await readStream(connection, "ATTUNE_DECISIONS"),
      dead: await readStream(connection, "ATTUNE_DEAD"),
      items: await readStream(connection, "ATTUNE_ITEMS"),
    };
  } finally {
    await connection.close();
  }
}

export async function readEvents(url: string, partitions: number): Promise<Streams["events"]> {
  const connection = await connect({ servers: url.replace("nats://", ""), noAsyncTraces: true });
  try {
    const names = Array.from({ length: partitions }, (_, partition) => partition);
    return await Promise.all(names.map((partition) => readStream(connection, `ATTUNE_EVENTS_${partition}`, partition)));
  } finally {
    await connection.close();
  }
}

async function readStream(connection: NatsConnection, name: string, partition?: number): Promise<StoredRecord[]> {
  const { state } = await (await jetstreamManager(connection)).streams.info(name);
  const records: StoredRecord[] = [];
  if (state.messages === 0) return records;
  const consumer = await jetstream(connection).consumers.get(name);
  const messages = await consumer.consume({ max_messages: 2000 });
  for await (const message of messages) {
    records.push({
      partition: partition ?? Number(message.subject.split(".").at(-1)),
      seq: message.seq,
      stored: message.info.timestampNanos,
      internal: message.subject.endsWith(".internal"),
      bytes: message.data,
    });
    if (message.seq >= state.last_seq) break;
  }
  await messages.close();
  return records;
}
