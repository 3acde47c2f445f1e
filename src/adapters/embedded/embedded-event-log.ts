import { realpathSync } from "node:fs";
import { join } from "node:path";
import { AttuneError } from "../../domain/errors.js";
import { DAY, MINUTE } from "../../domain/time.js";
import type {
  AppendResult,
  EventLog,
  LogBounds,
  LogEntry,
  LogReader,
  LogRecord,
  ReadFrom,
  Topic,
} from "../../ports/event-log.js";
import { ConditionalWrites } from "./conditional-writes.js";
import { openEnvironment } from "./environment.js";
import { asLogError, LogAppender } from "./log-appender.js";
import { LogBus } from "./log-bus.js";
import { decodeRecord, recordKey, seqOfKey, storedAtOf, streamOf, streamRange, type LogTables } from "./log-layout.js";
import { LogPulse } from "./log-pulse.js";
import { purgePerson } from "./log-purge.js";
import { EmbeddedLogReader } from "./log-reader.js";
import { openLogTables } from "./log-tables.js";

export interface EmbeddedLogOptions {
  /** The log is in its folder "log"; made where it is missing. */
  readonly folder: string;
  /** Fixed when the log is created; left out: what it was created with, 16 for a new one. */
  readonly partitions?: number;
  /** An id is stored again after this long, ms; default 10 minutes. */
  readonly dedupeWindowMs?: number;
  /** Records are let go after this long, ms; default 30 days. */
  readonly retentionMs?: number;
  /** Bytes of records held at most; the file is about half as large again. Default: no limit. */
  readonly maxBytes?: number;
  /**
   * When `append` resolves. "flush" (default): the disk has it, so that a power loss can't take back what was promised. "os": the
   * operating system has it: kill -9 of any process loses nothing, but a power loss may damage the log. For trials and tests.
   */
  readonly durability?: "flush" | "os";
}

/**
 * The embedded log: one LMDB environment, which any number of threads and processes of one machine open at once.
 * @throws AttuneError ATTUNE_LOG_UNAVAILABLE | ATTUNE_LOG_PARTITIONS | ATTUNE_LOG_VERSION
 */
export async function openEmbeddedEventLog(options: EmbeddedLogOptions): Promise<EventLog> {
  const folder = join(options.folder, "log");
  const environment = openEnvironment(folder, options.durability === "os" ? "never" : "each", "ATTUNE_LOG_UNAVAILABLE");
  const writes = new ConditionalWrites(environment);
  try {
    const { tables, partitions } = await openLogTables(environment, writes, options.partitions);
    return new EmbeddedEventLog(tables, writes, partitions, folder, options);
  } catch (error) {
    await environment.close();
    throw error;
  }
}

class EmbeddedEventLog implements EventLog {
  readonly partitions: number;
  readonly description: string;
  readonly #tables: LogTables;
  readonly #writes: ConditionalWrites;
  readonly #folder: string;
  readonly #pulse: LogPulse;
  readonly #bus: LogBus;
  readonly #appender: LogAppender;
  readonly #readers = new Set<LogReader>();
  #closed = false;

  constructor(
    tables: LogTables,
    writes: ConditionalWrites,
    partitions: number,
    folder: string,
    options: EmbeddedLogOptions,
  ) {
    this.partitions = partitions;
    this.description = `embedded:${options.folder}`;
    this.#tables = tables;
    this.#writes = writes;
    this.#folder = folder;
    this.#pulse = new LogPulse(() => tables.environment.resetReadTxn());
    this.#bus = new LogBus(realpathSync(folder), () => this.#pulse.wake());
    const limits = {
      partitions,
      dedupeWindowMs: options.dedupeWindowMs ?? 10 * MINUTE,
      retentionMs: options.retentionMs ?? 30 * DAY,
      maxBytes: options.maxBytes ?? Number.POSITIVE_INFINITY,
    };
    this.#appender = new LogAppender(tables, writes, limits, () => this.#bus.appended());
  }

  async append(entries: readonly LogEntry[]): Promise<AppendResult> {
    this.#assertOpen();
    return this.#appender.append(entries);
  }

  async read(topic: Topic, partition: number | undefined, from: ReadFrom): Promise<LogReader> {
    this.#refresh();
    if (topic === "events" && partition === undefined) throw new RangeError("events are read by partition");
    const stream = streamOf(topic, partition ?? 0);
    const next = "seq" in from ? Math.max(from.seq, 1) : this.#firstStoredAt(stream, from.storedAt);
    const only = topic === "events" ? undefined : partition;
    const reader = new EmbeddedLogReader(this.#tables, this.#pulse, stream, only, next, (closed) =>
      this.#readers.delete(closed),
    );
    this.#readers.add(reader);
    return reader;
  }

  async at(topic: Topic, partition: number, seq: number): Promise<LogRecord | undefined> {
    this.#refresh();
    const value = this.#tables.records.get(recordKey(streamOf(topic, partition), seq));
    return value === undefined ? undefined : decodeRecord(seq, value);
  }

  async bounds(topic: Topic, partition?: number): Promise<LogBounds> {
    this.#refresh();
    const stream = streamOf(topic, partition ?? 0);
    const { head } = this.#appender.readHead(stream);
    const count = partition === undefined ? head.count : (head.counts[partition] ?? 0);
    return { first: this.#firstHeld(stream, 0)?.seq ?? head.last + 1, last: head.last, count };
  }

  async purge(partition: number, personToken: string, throughSeq: number): Promise<number> {
    this.#assertOpen();
    try {
      return await purgePerson(this.#tables, this.#writes, this.#folder, partition, personToken, throughSeq);
    } catch (error) {
      throw asLogError(error);
    }
  }

  async request(entry: LogEntry, timeoutMs: number): Promise<Uint8Array> {
    this.#assertOpen();
    const { address, answer, cancel } = this.#bus.expect(timeoutMs);
    try {
      await this.#appender.append([{ ...entry, headers: { ...entry.headers, "attune-reply": address } }]);
    } catch (error) {
      cancel();
      throw error;
    }
    return answer;
  }

  async reply(address: string, payload: Uint8Array): Promise<void> {
    this.#assertOpen();
    this.#bus.reply(address, payload);
  }

  async getContext(key: string): Promise<Uint8Array | undefined> {
    this.#refresh();
    return this.#tables.context.get(Buffer.from(key, "utf8"));
  }

  async putContext(key: string, value: Uint8Array): Promise<void> {
    this.#assertOpen();
    const { context } = this.#tables;
    const name = Buffer.from(key, "utf8");
    const bytes = Buffer.from(value);
    await this.#writes.repeat(`context ${key}`, () => {
      const version = context.getEntry(name)?.version ?? 0;
      return {
        table: context,
        key: name,
        version,
        writes: [{ table: context, key: name, value: bytes, version: version + 1 }],
      };
    });
  }

  async ping(): Promise<void> {
    this.#refresh();
    this.#appender.readHead(0);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const reader of [...this.#readers]) await reader.close();
    this.#bus.close();
    await this.#appender.idle();
    await this.#writes.idle();
    await this.#tables.environment.close();
  }

  #assertOpen(): void {
    if (this.#closed) throw new AttuneError("ATTUNE_LOG_UNAVAILABLE", "the log was closed");
  }

  /** Lets reads see what other threads and processes have committed. */
  #refresh(): void {
    this.#assertOpen();
    this.#tables.environment.resetReadTxn();
  }

  #firstHeld(stream: number, seq: number): { seq: number; storedAt: number } | undefined {
    for (const { key, value } of this.#tables.records.getRange({ ...streamRange(stream, seq), limit: 1 })) {
      return { seq: seqOfKey(key), storedAt: storedAtOf(value) };
    }
    return undefined;
  }

  /** The sequence from which on everything was stored at or after a time: a binary search, as stored times rise with it. */
  #firstStoredAt(stream: number, storedAt: number): number {
    let low = this.#firstHeld(stream, 0)?.seq ?? 1;
    let high = this.#appender.readHead(stream).head.last + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const record = this.#firstHeld(stream, middle);
      if (record === undefined || record.storedAt >= storedAt) high = middle;
      else low = record.seq + 1;
    }
    return low;
  }
}
