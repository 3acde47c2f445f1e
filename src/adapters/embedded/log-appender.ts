import { AttuneError, isAttuneError } from "../../domain/errors.js";
import type { AppendResult, LogEntry } from "../../ports/event-log.js";
import { backOff, type ConditionalWrite, type ConditionalWrites, type Write } from "./conditional-writes.js";
import {
  allStreams,
  decodeHead,
  decodeIdEntry,
  encodeHead,
  encodeIdEntry,
  encodeRecord,
  idDigest,
  idKey,
  recordKey,
  streamKey,
  streamOf,
  type LogTables,
  type StreamHead,
} from "./log-layout.js";
import { expire, hasExpired, type Expiry } from "./log-expiry.js";

export interface AppenderLimits extends Expiry {
  readonly partitions: number;
  /** Bytes of records held at most, over all streams. */
  readonly maxBytes: number;
}

interface Call {
  readonly entries: readonly LogEntry[];
  resolve(result: AppendResult): void;
  reject(error: unknown): void;
}

/** Entries of one stream in one transaction, about; the calls beyond wait for the next one. */
const MAX_TRANSACTION_ENTRIES = 2_000;
const EXPIRED_PER_ENTRY = 2;
const EXPIRED_PER_TRANSACTION = 16;
/** How often streams without appends are looked through for what has expired. */
const SWEEP_EVERY_MS = 5_000;
const SWEEP_RECORDS = 500;

/** Stores entries: order, sequences, stored times, deduplication; and lets old records and ids go, a few with every append. */
export class LogAppender {
  readonly #tables: LogTables;
  readonly #writes: ConditionalWrites;
  readonly #limits: AppenderLimits;
  readonly #appended: (stream: number) => void;
  readonly #waiting = new Map<number, Call[]>();
  readonly #draining = new Set<number>();
  #nextSweep = 0;

  /** `appended` hears of every stream that got a record. */
  constructor(
    tables: LogTables,
    writes: ConditionalWrites,
    limits: AppenderLimits,
    appended: (stream: number) => void,
  ) {
    this.#tables = tables;
    this.#writes = writes;
    this.#limits = limits;
    this.#appended = appended;
  }

  async append(entries: readonly LogEntry[]): Promise<AppendResult> {
    const byStream = new Map<number, LogEntry[]>();
    for (const entry of entries) {
      if (!(Number.isInteger(entry.partition) && entry.partition >= 0 && entry.partition < this.#limits.partitions)) {
        throw new RangeError(`partition ${entry.partition} of ${this.#limits.partitions}`);
      }
      const stream = streamOf(entry.topic, entry.partition);
      const group = byStream.get(stream);
      if (group === undefined) byStream.set(stream, [entry]);
      else group.push(entry);
    }
    const results = await Promise.allSettled([...byStream].map(([stream, group]) => this.#store(stream, group)));
    this.#sweep();
    let stored = 0;
    let duplicates = 0;
    for (const result of results) {
      if (result.status === "rejected") throw result.reason;
      stored += result.value.stored;
      duplicates += result.value.duplicates;
    }
    return { stored, duplicates };
  }

  /** Resolves when nothing waits to be stored. */
  async idle(): Promise<void> {
    while (this.#draining.size > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  #store(stream: number, entries: readonly LogEntry[]): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      const call = { entries, resolve, reject };
      const waiting = this.#waiting.get(stream);
      if (waiting === undefined) this.#waiting.set(stream, [call]);
      else waiting.push(call);
      if (!this.#draining.has(stream)) void this.#drain(stream);
    });
  }

  /** Stores what waits for a stream, one transaction after the other; repeats one that lost the race for the stream's head. */
  async #drain(stream: number): Promise<void> {
    this.#draining.add(stream);
    const waiting = this.#waiting.get(stream) ?? [];
    for (let tries = 1; waiting.length > 0; tries++) {
      let taken: Call[] = [];
      let results: AppendResult[] = [];
      try {
        const outcome = await this.#writes.submit(`stream ${stream}`, () => {
          taken = take(waiting);
          const built = this.#build(stream, taken);
          results = built.results;
          return built.write;
        });
        if (outcome === "changed") {
          waiting.unshift(...taken);
          await backOff(tries);
          continue;
        }
        for (const [i, call] of taken.entries()) call.resolve(results[i] as AppendResult);
        if (outcome === "written") this.#appended(stream);
      } catch (error) {
        const failure = asLogError(error);
        for (const call of taken) call.reject(failure);
      }
      tries = 0;
    }
    this.#draining.delete(stream);
  }

  #build(stream: number, calls: readonly Call[]): { results: AppendResult[]; write: ConditionalWrite | undefined } {
    const { heads, records, ids } = this.#tables;
    const key = streamKey(stream);
    const { head, version } = this.readHead(stream);
    const now = Date.now() * 1_000;
    const forgetBefore = now - this.#limits.dedupeWindowMs * 1_000;
    const writes: Write[] = [];
    const fresh = new Set<string>();
    const counts = [...head.counts];
    let { last, storedAt, bytes } = head;
    const results = calls.map(({ entries }) => {
      let stored = 0;
      for (const entry of entries) {
        const digest = idDigest(entry.partition, entry.id);
        const name = digest.toString("latin1");
        if (fresh.has(name)) continue;
        const entryKey = idKey(stream, digest);
        const held = ids.get(entryKey);
        if (held !== undefined && decodeIdEntry(held).storedAt > forgetBefore) continue;
        fresh.add(name);
        stored++;
        last++;
        storedAt = Math.max(now, storedAt + 1);
        const value = encodeRecord(entry, digest, storedAt);
        bytes += value.length;
        counts[entry.partition] = (counts[entry.partition] ?? 0) + 1;
        writes.push({ table: records, key: recordKey(stream, last), value });
        writes.push({ table: ids, key: entryKey, value: encodeIdEntry(last, storedAt) });
      }
      return { stored, duplicates: entries.length - stored };
    });
    if (fresh.size === 0) return { results, write: undefined };
    const expired = expire(
      this.#tables,
      stream,
      head,
      this.#limits,
      now,
      fresh.size * EXPIRED_PER_ENTRY + EXPIRED_PER_TRANSACTION,
    );
    this.#checkRoom(bytes - head.bytes - expired.bytes);
    for (const [partition, gone] of expired.counts) counts[partition] = (counts[partition] ?? 0) - gone;
    const next: StreamHead = {
      last,
      storedAt,
      counts,
      bytes: bytes - expired.bytes,
      count: head.count + fresh.size - expired.records,
      idsFrom: expired.idsFrom,
    };
    // What expires is removed first: an id that is stored again must not be removed with its old entry.
    return {
      results,
      write: {
        table: heads,
        key,
        version,
        writes: [...expired.writes, ...writes, { table: heads, key, value: encodeHead(next), version: version + 1 }],
      },
    };
  }

  readHead(stream: number): { head: StreamHead; version: number } {
    const entry = this.#tables.heads.getEntry(streamKey(stream));
    if (entry === undefined) throw new AttuneError("ATTUNE_LOG_VERSION", `the log has no stream ${stream}`);
    return { head: decodeHead(entry.value), version: entry.version ?? 0 };
  }

  #checkRoom(more: number): void {
    if (this.#limits.maxBytes === Number.POSITIVE_INFINITY) return;
    let held = 0;
    for (const stream of allStreams(this.#limits.partitions)) held += this.readHead(stream).head.bytes;
    if (held + more > this.#limits.maxBytes) {
      throw new AttuneError("ATTUNE_LOG_FULL", `the log holds ${held} bytes; its limit is ${this.#limits.maxBytes}`);
    }
  }

  /** Now and then, lets expired records of every stream go, those that nothing is appended to as well. */
  #sweep(): void {
    const now = Date.now();
    if (now < this.#nextSweep) return;
    this.#nextSweep = now + SWEEP_EVERY_MS;
    for (const stream of allStreams(this.#limits.partitions)) {
      const attempt = (): ConditionalWrite | undefined => {
        const { head, version } = this.readHead(stream);
        if (!hasExpired(this.#tables, stream, head, this.#limits, now * 1_000)) return undefined;
        const expired = expire(this.#tables, stream, head, this.#limits, now * 1_000, SWEEP_RECORDS);
        const counts = head.counts.map((count, partition) => count - (expired.counts.get(partition) ?? 0));
        const next = {
          ...head,
          counts,
          bytes: head.bytes - expired.bytes,
          count: head.count - expired.records,
          idsFrom: expired.idsFrom,
        };
        const key = streamKey(stream);
        const change = { table: this.#tables.heads, key, value: encodeHead(next), version: version + 1 };
        return { table: this.#tables.heads, key, version, writes: [...expired.writes, change] };
      };
      // Losing a race or failing is fine: the next sweep or append does it.
      this.#writes.submit(`stream ${stream}`, attempt).catch(() => undefined);
    }
  }
}

function take(waiting: Call[]): Call[] {
  let entries = 0;
  let count = 0;
  while (count < waiting.length && entries < MAX_TRANSACTION_ENTRIES)
    entries += (waiting[count++] as Call).entries.length;
  return waiting.splice(0, count);
}

export function asLogError(error: unknown): unknown {
  if (isAttuneError(error) || error instanceof RangeError) return error;
  const full = /MDB_MAP_FULL|ENOSPC|No space left/i.test(String(error));
  return new AttuneError(
    full ? "ATTUNE_LOG_FULL" : "ATTUNE_LOG_UNAVAILABLE",
    `the log can't be written: ${String(error)}`,
    { cause: error },
  );
}
