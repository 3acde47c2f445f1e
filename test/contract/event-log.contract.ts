import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isAttuneError } from "../../src/domain/errors.js";
import type { EventLog, LogEntry, LogReader, LogRecord, Topic } from "../../src/ports/event-log.js";

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

export interface EventLogContractOptions {
  /** A log whose dedupe window is this short, in ms. */
  readonly shortWindow?: { readonly windowMs: number; open(): Promise<EventLogUnderTest> };
  /** A log that is full after at most 20 MB of events. */
  readonly small?: { open(): Promise<EventLogUnderTest> };
}

const text = (payload: Uint8Array): string => Buffer.from(payload).toString("utf8");
const bytes = (value: string): Uint8Array => Buffer.from(value, "utf8");
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const DEADLINE_MS = 15_000;

function entry(id: string, more: Partial<LogEntry> = {}): LogEntry {
  const topic: Topic = more.topic ?? "events";
  return { topic, partition: 0, id, payload: bytes(id), ...(topic === "actions" ? { channel: "email" as const } : {}), ...more };
}

function entries(prefix: string, count: number, more: Partial<LogEntry> = {}): LogEntry[] {
  return Array.from({ length: count }, (_, i) => entry(`${prefix}${i}`, more));
}

/** Takes until `count` records came, or fails after the deadline. */
async function takeAll(reader: LogReader, count: number, max = 512): Promise<LogRecord[]> {
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
async function isDry(reader: LogReader): Promise<boolean> {
  await reader.wait(150);
  return reader.take(1).length === 0;
}

/** The guarantees of src/ports/event-log.ts, held over one adapter. */
export function eventLogContract(name: string, open: () => Promise<EventLogUnderTest>, options: EventLogContractOptions = {}): void {
  describe(`event log: ${name}`, { timeout: 30_000 }, () => {
    let under: EventLogUnderTest;
    let log: EventLog;
    const others: { close(): Promise<void> }[] = [];

    beforeEach(async () => {
      under = await open();
      log = under.log;
    });
    afterEach(async () => {
      for (const other of others.splice(0)) await other.close();
      await under.close();
    });

    async function another(): Promise<EventLog> {
      const handle = await under.reopen();
      others.push(handle);
      return handle;
    }
    async function readerOf(topic: Topic, partition: number | undefined, from: Parameters<EventLog["read"]>[2], of = log): Promise<LogReader> {
      const reader = await of.read(topic, partition, from);
      others.unshift(reader);
      return reader;
    }
    async function readFirst(topic: Topic, partition: number | undefined, count: number, of = log): Promise<LogRecord[]> {
      return takeAll(await readerOf(topic, partition, { seq: 1 }, of), count);
    }

    it("says what it is and how many partitions it has", async () => {
      expect(log.description.length).toBeGreaterThan(0);
      expect(log.partitions).toBeGreaterThanOrEqual(2);
      await log.ping();
    });

    it("keeps order, with contiguous sequences from 1 and rising stored times in microseconds", async () => {
      const before = (Date.now() - 1_000) * 1_000;
      await log.append(entries("a", 50));
      await pause(5);
      await log.append(entries("b", 50));
      const records = await readFirst("events", 0, 100);
      expect(records.map((record) => text(record.payload))).toEqual([
        ...entries("a", 50).map((e) => e.id),
        ...entries("b", 50).map((e) => e.id),
      ]);
      expect(records.map((record) => record.seq)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
      const times = records.map((record) => record.storedAt);
      expect(times.every((time, i) => Number.isSafeInteger(time) && (i === 0 || time >= (times[i - 1] as number)))).toBe(true);
      expect(times[0]).toBeGreaterThan(before);
      expect(times[99]).toBeLessThan((Date.now() + 1_000) * 1_000);
      expect(times[50]).toBeGreaterThan(times[49] as number);
    });

    it("counts an id that it holds as a duplicate and does not store it again", async () => {
      expect(await log.append(entries("a", 10))).toEqual({ stored: 10, duplicates: 0 });
      expect(await log.append(entries("a", 12))).toEqual({ stored: 2, duplicates: 10 });
      expect(await (await another()).append(entries("a", 13))).toEqual({ stored: 1, duplicates: 12 });
      expect((await readFirst("events", 0, 13)).map((record) => record.seq)).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
      expect((await log.bounds("events", 0)).last).toBe(13);
    });

    it("finds a duplicate within one call, and keeps the first", async () => {
      const result = await log.append([entry("x", { payload: bytes("first") }), entry("y"), entry("x", { payload: bytes("second") })]);
      expect(result).toEqual({ stored: 2, duplicates: 1 });
      expect((await readFirst("events", 0, 2)).map((record) => text(record.payload))).toEqual(["first", "y"]);
    });

    it("deduplicates per topic and partition", async () => {
      const same = [
        entry("same"),
        entry("same", { partition: 1 }),
        entry("same", { topic: "decisions" }),
        entry("same", { topic: "decisions", partition: 1 }),
        entry("same", { topic: "dead" }),
        entry("same", { topic: "actions" }),
      ];
      expect(await log.append(same)).toEqual({ stored: 6, duplicates: 0 });
      expect(await log.append(same)).toEqual({ stored: 0, duplicates: 6 });
    });

    it("takes an empty append, and 500 entries over all partitions at once", async () => {
      expect(await log.append([])).toEqual({ stored: 0, duplicates: 0 });
      const many = entries("m", 500).map((e, i) => ({ ...e, partition: i % log.partitions }));
      expect(await log.append(many)).toEqual({ stored: 500, duplicates: 0 });
      for (let partition = 0; partition < log.partitions; partition++) {
        const wanted = many.filter((e) => e.partition === partition).map((e) => e.id);
        expect((await readFirst("events", partition, wanted.length)).map((record) => text(record.payload))).toEqual(wanted);
      }
    });

    it("keeps each caller's order when several append at once through two handles", async () => {
      const second = await another();
      const callers = Array.from({ length: 8 }, async (_, caller) => {
        for (let round = 0; round < 10; round++) {
          await (caller % 2 === 0 ? log : second).append(entries(`c${caller}.${round}.`, 5));
        }
      });
      await Promise.all(callers);
      const records = await readFirst("events", 0, 400);
      expect(records.map((record) => record.seq)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
      for (let caller = 0; caller < 8; caller++) {
        const mine = records.map((record) => text(record.payload)).filter((id) => id.startsWith(`c${caller}.`));
        const wanted = Array.from({ length: 50 }, (_, i) => `c${caller}.${Math.floor(i / 5)}.${i % 5}`);
        expect(mine).toEqual(wanted);
      }
    });

    it("stores an id once when several append it at the same moment", async () => {
      const second = await another();
      for (let round = 0; round < 10; round++) {
        const results = await Promise.all([log, second, log, second].map((handle) => handle.append([entry(`once${round}`)])));
        expect(results.reduce((sum, result) => sum + result.stored, 0)).toBe(1);
        expect(results.reduce((sum, result) => sum + result.duplicates, 0)).toBe(3);
      }
      expect((await log.bounds("events", 0)).last).toBe(10);
    });

    it("reads from a sequence and from a stored time, both inclusive", async () => {
      for (const id of ["a", "b", "c"]) {
        await log.append([entry(id)]);
        await pause(5);
      }
      const [, second] = await readFirst("events", 0, 3);
      const from = async (start: { seq: number } | { storedAt: number }, count: number): Promise<string[]> =>
        (await takeAll(await readerOf("events", 0, start), count)).map((record) => text(record.payload));
      expect(await from({ seq: 2 }, 2)).toEqual(["b", "c"]);
      expect(await from({ storedAt: second?.storedAt ?? 0 }, 2)).toEqual(["b", "c"]);
      expect(await from({ storedAt: (second?.storedAt ?? 0) + 1 }, 1)).toEqual(["c"]);
      const ahead = await readerOf("events", 0, { seq: 4 });
      expect(await isDry(ahead)).toBe(true);
      await log.append([entry("d")]);
      expect((await takeAll(ahead, 1)).map((record) => text(record.payload))).toEqual(["d"]);
    });

    it("waits for a record, through another handle too", async () => {
      const reader = await readerOf("events", 1, { seq: 1 }, await another());
      expect(reader.take(10)).toEqual([]);
      const waiting = reader.wait(DEADLINE_MS);
      const started = Date.now();
      await pause(50);
      await log.append([entry("late", { partition: 1 })]);
      await waiting;
      expect(Date.now() - started).toBeLessThan(DEADLINE_MS / 2);
      expect(reader.take(10).map((record) => text(record.payload))).toEqual(["late"]);
    });

    it("ends a wait at once when a record is here, after the timeout, and on close", async () => {
      const reader = await readerOf("events", 0, { seq: 1 });
      await reader.wait(50);
      expect(reader.take(1)).toEqual([]);
      await log.append([entry("a"), entry("b")]);
      await reader.wait(DEADLINE_MS);
      await reader.wait(DEADLINE_MS);
      expect(reader.take(1).map((record) => record.seq)).toEqual([1]);
      await reader.wait(DEADLINE_MS);
      expect(reader.take(1).map((record) => record.seq)).toEqual([2]);
      const waiting = reader.wait(DEADLINE_MS);
      const started = Date.now();
      await reader.close();
      await waiting;
      expect(Date.now() - started).toBeLessThan(DEADLINE_MS / 2);
    });

    it("loses nothing to a slow taker, and never gives more than asked", async () => {
      const reader = await readerOf("events", 0, { seq: 1 });
      for (let i = 0; i < 8; i++) await log.append(entries(`s${i}.`, 500));
      await reader.wait(1_000);
      await pause(100);
      const first = await takeAll(reader, 7, 7);
      expect(first.map((record) => record.seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      const rest = await takeAll(reader, 3_993, 333);
      expect(rest.map((record) => record.seq)).toEqual(Array.from({ length: 3_993 }, (_, i) => i + 8));
      expect(await isDry(reader)).toBe(true);
    });

    it("gives two readers the same records", async () => {
      await log.append(entries("a", 200));
      const [one, two] = await Promise.all([readFirst("events", 0, 200), readFirst("events", 0, 200, await another())]);
      const plain = (records: LogRecord[]): unknown[] => records.map((r) => [r.seq, r.storedAt, text(r.payload), r.internal]);
      expect(plain(one)).toEqual(plain(two));
    });

    it("keeps taken records valid while later ones are taken", async () => {
      await log.append(entries("k", 300));
      const reader = await readerOf("events", 0, { seq: 1 });
      const kept = await takeAll(reader, 300, 3);
      expect(kept.map((record) => text(record.payload))).toEqual(entries("k", 300).map((e) => e.id));
    });

    it("reads all partitions of a topic in stored order, and one of them alone", async () => {
      for (let i = 0; i < 30; i++) await log.append([entry(`d${i}`, { topic: "decisions", partition: i % log.partitions })]);
      const all = await readFirst("decisions", undefined, 30);
      expect(all.map((record) => text(record.payload))).toEqual(Array.from({ length: 30 }, (_, i) => `d${i}`));
      expect(all.every((record, i) => i === 0 || record.seq > (all[i - 1] as LogRecord).seq)).toBe(true);
      const wanted = Array.from({ length: 30 }, (_, i) => i).filter((i) => i % log.partitions === 1);
      const one = await readFirst("decisions", 1, wanted.length);
      expect(one.map((record) => text(record.payload))).toEqual(wanted.map((i) => `d${i}`));
      expect(await isDry(await readerOf("decisions", undefined, { seq: (all[29] as LogRecord).seq + 1 }))).toBe(true);
      const later = await takeAll(await readerOf("decisions", undefined, { seq: (all[20] as LogRecord).seq }), 10);
      expect(later.map((record) => text(record.payload))).toEqual(Array.from({ length: 10 }, (_, i) => `d${i + 20}`));
    });

    it("keeps messages of different channels in one stored order", async () => {
      const channels = ["email", "sms", "push", "onsite", "webhook"] as const;
      await log.append(channels.map((channel) => entry(channel, { topic: "actions", channel, person: "dTpz" })));
      const records = await readFirst("actions", 0, 5);
      expect(records.map((record) => text(record.payload))).toEqual([...channels]);
      expect((await readFirst("actions", undefined, 5)).map((record) => text(record.payload))).toEqual([...channels]);
    });

    it("carries the internal mark, the person and headers", async () => {
      await log.append([
        entry("plain"),
        entry("marked", { internal: true, person: "dTphbm4", headers: { "attune-why": "forwarded", "attune-tries": "2" } }),
      ]);
      const [plain, marked] = await readFirst("events", 0, 2);
      expect(plain?.internal).toBe(false);
      expect(plain?.headers()["attune-person"]).toBeUndefined();
      expect(marked?.internal).toBe(true);
      expect(marked?.headers()).toMatchObject({ "attune-person": "dTphbm4", "attune-why": "forwarded", "attune-tries": "2" });
    });

    it("is binary-safe, and takes empty and 64 KB payloads", async () => {
      const all = Uint8Array.from({ length: 256 }, (_, i) => i);
      const large = Uint8Array.from({ length: 65_536 }, (_, i) => (i * 31) % 251);
      await log.append([entry("all", { payload: all }), entry("empty", { payload: new Uint8Array(0) }), entry("large", { payload: large })]);
      const records = await readFirst("events", 0, 3);
      expect(records.map((record) => Buffer.from(record.payload))).toEqual([Buffer.from(all), Buffer.alloc(0), Buffer.from(large)]);
    });

    it("finds one record by its sequence", async () => {
      await log.append([entry("a"), entry("b", { person: "dTpi", internal: true })]);
      const record = await log.at("events", 0, 2);
      const [, read] = await readFirst("events", 0, 2);
      expect(record && [record.seq, record.storedAt, text(record.payload), record.internal, record.headers()["attune-person"]]).toEqual([
        2, read?.storedAt, "b", true, "dTpi",
      ]);
      expect(await log.at("events", 0, 3)).toBeUndefined();
      expect(await log.at("events", 1, 1)).toBeUndefined();
    });

    it("knows its bounds", async () => {
      expect(await log.bounds("events", 0)).toEqual({ first: 1, last: 0, count: 0 });
      expect((await log.bounds("decisions")).count).toBe(0);
      await log.append([...entries("a", 5), ...entries("b", 3, { topic: "decisions" }), ...entries("c", 2, { topic: "decisions", partition: 1 })]);
      expect(await log.bounds("events", 0)).toEqual({ first: 1, last: 5, count: 5 });
      expect(await log.bounds("events", 1)).toEqual({ first: 1, last: 0, count: 0 });
      expect((await log.bounds("decisions")).count).toBe(5);
      expect((await log.bounds("decisions", 0)).count).toBe(3);
      expect((await log.bounds("decisions", 1)).count).toBe(2);
    });

    it("purges a person: events through a sequence, everything in the other topics, and nobody else", async () => {
      const of = (i: number): Partial<LogEntry> => ({ person: i % 2 === 0 ? "dTpnb25l" : "dTpzdGF5" });
      await log.append(Array.from({ length: 10 }, (_, i) => entry(`e${i}`, of(i))));
      await log.append((["decisions", "actions", "dead"] as const).flatMap((topic) => [0, 1].map((i) => entry(`${topic}${i}`, { topic, ...of(i) }))));
      expect(await log.purge(0, "dTpnb25l", 6)).toBe(6);
      const left = await readFirst("events", 0, 7);
      expect(left.map((record) => text(record.payload))).toEqual(["e1", "e3", "e5", "e6", "e7", "e8", "e9"]);
      expect(left.map((record) => record.seq)).toEqual([2, 4, 6, 7, 8, 9, 10]);
      expect(await log.bounds("events", 0)).toEqual({ first: 2, last: 10, count: 7 });
      expect(await log.at("events", 0, 1)).toBeUndefined();
      for (const topic of ["decisions", "actions", "dead"] as const) {
        expect((await readFirst(topic, undefined, 1)).map((record) => text(record.payload))).toEqual([`${topic}1`]);
        expect((await log.bounds(topic)).count).toBe(1);
      }
      expect(await log.purge(0, "dTpnb25l", 6)).toBe(0);
      await log.append([entry("after")]);
      expect((await log.at("events", 0, 11))?.seq).toBe(11);
      expect((await takeAll(await readerOf("events", 0, { seq: 3 }), 7)).map((record) => record.seq)).toEqual([4, 6, 7, 8, 9, 10, 11]);
    });

    it("never gives a sequence twice, even when everything was purged", async () => {
      await log.append(entries("a", 3, { person: "dTpnb25l" }));
      await log.purge(0, "dTpnb25l", 3);
      expect(await log.bounds("events", 0)).toEqual({ first: 4, last: 3, count: 0 });
      await log.append([entry("next")]);
      expect((await readFirst("events", 0, 1)).map((record) => record.seq)).toEqual([4]);
    });

    it("answers a request that is an event like any other, through another handle too", async () => {
      for (const owner of [log, await another()]) {
        const { last } = await log.bounds("events", 0);
        const reader = await readerOf("events", 0, { seq: last + 1 }, owner);
        const answer = log.request(entry(`ask${last}`, { person: "dTphc2s", headers: { "attune-slot": "home" } }), DEADLINE_MS);
        const [record] = await takeAll(reader, 1);
        const headers = record?.headers() ?? {};
        expect(headers).toMatchObject({ "attune-person": "dTphc2s", "attune-slot": "home" });
        await owner.reply(headers["attune-reply"] ?? "", Uint8Array.of(0, 255, 10, 13));
        expect(Buffer.from(await answer)).toEqual(Buffer.from([0, 255, 10, 13]));
      }
    });

    it("gives each of several requests its own answer", async () => {
      const reader = await readerOf("events", 0, { seq: 1 });
      const answers = Array.from({ length: 20 }, async (_, i) => text(await log.request(entry(`ask${i}`), DEADLINE_MS)));
      for (const record of (await takeAll(reader, 20)).reverse()) {
        await log.reply(record.headers()["attune-reply"] ?? "", bytes(`to ${text(record.payload)}`));
      }
      expect(await Promise.all(answers)).toEqual(Array.from({ length: 20 }, (_, i) => `to ask${i}`));
    });

    it("gives up a request that nobody answers, keeps its event, and lets a late answer fall", async () => {
      const failure: unknown = await log.request(entry("ask"), 100).catch((error: unknown) => error);
      expect(isAttuneError(failure, "ATTUNE_LOG_UNAVAILABLE")).toBe(true);
      const [record] = await readFirst("events", 0, 1);
      await log.reply(record?.headers()["attune-reply"] ?? "", bytes("too late"));
    });

    it("shares small current values", async () => {
      expect(await log.getContext("models")).toBeUndefined();
      await log.putContext("models", bytes("v1"));
      await log.putContext("models", Uint8Array.of(0, 1, 255));
      await log.putContext("config", bytes("c"));
      const second = await another();
      expect(Buffer.from((await second.getContext("models")) ?? [])).toEqual(Buffer.from([0, 1, 255]));
      expect(text((await log.getContext("config")) ?? bytes(""))).toBe("c");
    });

    it("keeps everything when it is opened again, and goes on where it stood", async () => {
      await log.append([...entries("a", 20), ...entries("d", 3, { topic: "dead" })]);
      await log.putContext("models", bytes("v1"));
      await log.close();
      const again = await another();
      expect(await again.bounds("events", 0)).toEqual({ first: 1, last: 20, count: 20 });
      expect(await again.append(entries("a", 21))).toEqual({ stored: 1, duplicates: 20 });
      expect((await readFirst("events", 0, 21, again)).map((record) => record.seq)).toEqual(Array.from({ length: 21 }, (_, i) => i + 1));
      expect((await readFirst("dead", undefined, 3, again)).length).toBe(3);
      expect(text((await again.getContext("models")) ?? bytes(""))).toBe("v1");
    });

    it("refuses another number of partitions", async () => {
      const failure: unknown = await under.reopen(log.partitions + 1).catch((error: unknown) => error);
      expect(isAttuneError(failure, "ATTUNE_LOG_PARTITIONS")).toBe(true);
    });

    if (options.shortWindow !== undefined) {
      const { windowMs, open: openShort } = options.shortWindow;
      it("stores an id again after its dedupe window", async () => {
        const short = await openShort();
        others.push(short);
        expect(await short.log.append([entry("a")])).toEqual({ stored: 1, duplicates: 0 });
        const deadline = Date.now() + DEADLINE_MS;
        let stored = 0;
        while (stored === 0 && Date.now() < deadline) {
          await pause(windowMs * 1.5);
          stored = (await short.log.append([entry("a")])).stored;
        }
        expect(stored).toBe(1);
      });
    }

    if (options.small !== undefined) {
      const { open: openSmall } = options.small;
      it("refuses more when it is full, and keeps what it has", async () => {
        const small = await openSmall();
        others.push(small);
        let failure: unknown;
        let stored = 0;
        for (let i = 0; failure === undefined && i < 1_000; i++) {
          const batch = entries(`f${i}.`, 10, { payload: new Uint8Array(10_000) });
          try {
            stored += (await small.log.append(batch)).stored;
          } catch (error) {
            failure = error;
          }
        }
        expect(isAttuneError(failure, "ATTUNE_LOG_FULL")).toBe(true);
        expect((await small.log.bounds("events", 0)).last).toBeGreaterThanOrEqual(stored);
        expect(await small.log.at("events", 0, 1)).toBeDefined();
      });
    }
  });
}
