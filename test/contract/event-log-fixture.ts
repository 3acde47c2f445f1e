import { afterEach, beforeEach, expect } from "vitest";
import type { EventLog, LogEntry, LogReader, LogRecord, ReadFrom, Topic } from "../../src/ports/event-log.js";

/** One fresh, empty log. `close` closes every handle that the adapter's test file opened and removes what was stored. */
export interface EventLogUnderTest {
  readonly log: EventLog;
  /**
   * Another handle onto the same stored log, whether `log` is still open or closed; the suite closes it. With another number of
   * partitions it must reject.
   */
  reopen(partitions?: number): Promise<EventLog>;
  close(): Promise<void>;
}

export const DEADLINE_MS = 15_000;
export const text = (payload: Uint8Array): string => Buffer.from(payload).toString("utf8");
export const bytes = (value: string): Uint8Array => Buffer.from(value, "utf8");
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function entry(id: string, more: Partial<LogEntry> = {}): LogEntry {
  const topic: Topic = more.topic ?? "events";
  return {
    topic,
    partition: 0,
    id,
    payload: bytes(id),
    ...(topic === "actions" ? { channel: "email" as const } : {}),
    ...more,
  };
}

export function entries(prefix: string, count: number, more: Partial<LogEntry> = {}): LogEntry[] {
  return Array.from({ length: count }, (_, i) => entry(`${prefix}${i}`, more));
}

/** Takes until `count` records came, or until the deadline. */
export async function takeAll(reader: LogReader, count: number, max = 512): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  const deadline = Date.now() + DEADLINE_MS;
  while (records.length < count && Date.now() < deadline) {
    const some = reader.take(max);
    expect(some.length).toBeLessThanOrEqual(max);
    records.push(...some);
    if (some.length === 0) await reader.wait(200);
  }
  return records;
}

/** Whether nothing more comes: one full wait without a record. */
export async function isDry(reader: LogReader): Promise<boolean> {
  await reader.wait(150);
  return reader.take(1).length === 0;
}

/** A fresh log before each test of the block it is called in; all that a test opened is closed after it. */
export class LogFixture {
  #under: EventLogUnderTest | undefined;
  readonly #opened: { close(): Promise<void> }[] = [];

  constructor(open: () => Promise<EventLogUnderTest>) {
    beforeEach(async () => {
      this.#under = await open();
    });
    afterEach(async () => {
      for (const opened of this.#opened.splice(0)) await opened.close();
      await this.#under?.close();
    });
  }

  get under(): EventLogUnderTest {
    if (this.#under === undefined) throw new Error("no log is open outside a test");
    return this.#under;
  }

  get log(): EventLog {
    return this.under.log;
  }

  /** Closed after the test, before what was opened earlier. */
  keep<T extends { close(): Promise<void> }>(opened: T): T {
    this.#opened.unshift(opened);
    return opened;
  }

  async another(): Promise<EventLog> {
    return this.keep(await this.under.reopen());
  }

  async readerOf(topic: Topic, partition: number | undefined, from: ReadFrom, of = this.log): Promise<LogReader> {
    return this.keep(await of.read(topic, partition, from));
  }

  async readFirst(topic: Topic, partition: number | undefined, count: number, of = this.log): Promise<LogRecord[]> {
    return takeAll(await this.readerOf(topic, partition, { seq: 1 }, of), count);
  }
}
