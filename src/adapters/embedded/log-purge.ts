import type { Topic } from "../../ports/event-log.js";
import type { ConditionalWrite, ConditionalWrites, Write } from "./conditional-writes.js";
import {
  decodeHead,
  digestOf,
  encodeHead,
  idKey,
  partitionOf,
  personOf,
  recordKey,
  seqOfKey,
  streamKey,
  streamOf,
  streamRange,
  type LogTables,
} from "./log-layout.js";
import { wipe } from "./wipe.js";

/** Records looked at before other work gets its turn, and removed in one transaction. */
const CHUNK = 2_000;
const TOPICS: readonly Topic[] = ["events", "actions", "decisions", "dead"];

interface Victim {
  readonly seq: number;
  readonly value: Buffer;
}

/**
 * Removes a person's records, and then their bytes: LMDB writes changed pages elsewhere and only frees the old ones, so what was
 * removed would stay readable in the file until its pages are used again.
 */
export async function purgePerson(
  tables: LogTables,
  writes: ConditionalWrites,
  folder: string,
  partition: number,
  person: string,
  throughSeq: number,
): Promise<number> {
  const gone: Buffer[] = [];
  for (const topic of TOPICS) {
    const stream = streamOf(topic, partition);
    const through = topic === "events" ? throughSeq : Number.MAX_SAFE_INTEGER;
    for await (const victims of find(tables, stream, partition, person, through)) {
      await writes.repeat(`stream ${stream}`, () => removal(tables, stream, partition, victims));
      gone.push(...victims.map((victim) => victim.value));
    }
  }
  if (gone.length > 0) await wipe(tables.environment, folder, person, gone);
  return gone.length;
}

async function* find(
  tables: LogTables,
  stream: number,
  partition: number,
  person: string,
  through: number,
): AsyncGenerator<readonly Victim[]> {
  for (let next = 0; ; ) {
    tables.environment.resetReadTxn();
    const victims: Victim[] = [];
    let looked = 0;
    for (const { key, value } of tables.records.getRange({ ...streamRange(stream, next), limit: CHUNK })) {
      looked++;
      const seq = seqOfKey(key);
      next = seq + 1;
      if (seq > through) return yield victims;
      if (partitionOf(value) === partition && personOf(value) === person) victims.push({ seq, value });
    }
    if (victims.length > 0) yield victims;
    if (looked < CHUNK) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function removal(
  tables: LogTables,
  stream: number,
  partition: number,
  victims: readonly Victim[],
): ConditionalWrite | undefined {
  const key = streamKey(stream);
  const entry = tables.heads.getEntry(key);
  if (entry === undefined) return undefined;
  const head = decodeHead(entry.value);
  const version = entry.version ?? 0;
  const writes: Write[] = [];
  let { count, bytes } = head;
  for (const { seq, value } of victims) {
    const record = recordKey(stream, seq);
    if (!tables.records.doesExist(record)) continue; // retention was first
    writes.push({ table: tables.records, key: record, value: undefined });
    writes.push({ table: tables.ids, key: idKey(stream, digestOf(value)), value: undefined });
    count--;
    bytes -= value.length;
  }
  if (writes.length === 0) return undefined;
  const counts = head.counts.map((held, of) => (of === partition ? held - (head.count - count) : held));
  const next = encodeHead({ ...head, count, bytes, counts });
  return {
    table: tables.heads,
    key,
    version,
    writes: [...writes, { table: tables.heads, key, value: next, version: version + 1 }],
  };
}
