import { describe, expect, it } from "vitest";
import { isAttuneError } from "../../src/domain/errors.js";
import {
  bytes,
  DEADLINE_MS,
  entries,
  entry,
  pause,
  text,
  LogFixture,
  type EventLogUnderTest,
} from "./event-log-fixture.js";
import { itemsGuarantees, type OldLog, type ShortRetention } from "./event-log-items.contract.js";
import { readingGuarantees } from "./event-log-reading.contract.js";
import { sideGuarantees } from "./event-log-side.contract.js";

export type { EventLogUnderTest };

export interface EventLogContractOptions {
  /** A log whose dedupe window is this short, in ms. */
  readonly shortWindow?: { readonly windowMs: number; open(): Promise<EventLogUnderTest> };
  /** A log that is full after at most 20 MB of events. */
  readonly small?: { open(): Promise<EventLogUnderTest> };
  readonly shortRetention?: ShortRetention;
  readonly old?: OldLog;
}

/** The guarantees of src/ports/event-log.ts, held over one adapter. */
export function eventLogContract(
  name: string,
  open: () => Promise<EventLogUnderTest>,
  options: EventLogContractOptions = {},
): void {
  describe(`event log: ${name}`, { timeout: 30_000 }, () => {
    const fixture = new LogFixture(open);
    readingGuarantees(fixture);
    sideGuarantees(fixture);
    itemsGuarantees(fixture, options.shortRetention, options.old);

    it("says what it is and how many partitions it has", async () => {
      const { log } = fixture;
      expect(log.description.length).toBeGreaterThan(0);
      expect(log.partitions).toBeGreaterThanOrEqual(2);
      await log.ping();
    });

    it("keeps order, with contiguous sequences from 1 and rising stored times in microseconds", async () => {
      const { log } = fixture;
      const before = (Date.now() - 1_000) * 1_000;
      await log.append(entries("a", 50));
      await pause(5);
      await log.append(entries("b", 50));
      const records = await fixture.readFirst("events", 0, 100);
      expect(records.map((record) => text(record.payload))).toEqual([
        ...entries("a", 50).map((e) => e.id),
        ...entries("b", 50).map((e) => e.id),
      ]);
      expect(records.map((record) => record.seq)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
      const times = records.map((record) => record.storedAt);
      expect(
        times.every((time, i) => Number.isSafeInteger(time) && (i === 0 || time >= (times[i - 1] as number))),
      ).toBe(true);
      expect(times[0]).toBeGreaterThan(before);
      expect(times[99]).toBeLessThan((Date.now() + 1_000) * 1_000);
      expect(times[50]).toBeGreaterThan(times[49] as number);
    });

    it("counts an id that it holds as a duplicate and does not store it again", async () => {
      const { log } = fixture;
      expect(await log.append(entries("a", 10))).toEqual({ stored: 10, duplicates: 0 });
      expect(await log.append(entries("a", 12))).toEqual({ stored: 2, duplicates: 10 });
      expect(await (await fixture.another()).append(entries("a", 13))).toEqual({ stored: 1, duplicates: 12 });
      expect((await fixture.readFirst("events", 0, 13)).map((record) => record.seq)).toEqual(
        Array.from({ length: 13 }, (_, i) => i + 1),
      );
      expect((await log.bounds("events", 0)).last).toBe(13);
    });

    it("finds a duplicate within one call, and keeps the first", async () => {
      const { log } = fixture;
      const result = await log.append([
        entry("x", { payload: bytes("first") }),
        entry("y"),
        entry("x", { payload: bytes("second") }),
      ]);
      expect(result).toEqual({ stored: 2, duplicates: 1 });
      expect((await fixture.readFirst("events", 0, 2)).map((record) => text(record.payload))).toEqual(["first", "y"]);
    });

    it("deduplicates per topic and partition", async () => {
      const { log } = fixture;
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
      const { log } = fixture;
      expect(await log.append([])).toEqual({ stored: 0, duplicates: 0 });
      const many = entries("m", 500).map((e, i) => ({ ...e, partition: i % log.partitions }));
      expect(await log.append(many)).toEqual({ stored: 500, duplicates: 0 });
      for (let partition = 0; partition < log.partitions; partition++) {
        const wanted = many.filter((e) => e.partition === partition).map((e) => e.id);
        expect(
          (await fixture.readFirst("events", partition, wanted.length)).map((record) => text(record.payload)),
        ).toEqual(wanted);
      }
    });

    it("keeps each caller's order when several append at once through two handles", async () => {
      const { log } = fixture;
      const second = await fixture.another();
      const callers = Array.from({ length: 8 }, async (_, caller) => {
        for (let round = 0; round < 10; round++) {
          await (caller % 2 === 0 ? log : second).append(entries(`c${caller}.${round}.`, 5));
        }
      });
      await Promise.all(callers);
      const records = await fixture.readFirst("events", 0, 400);
      expect(records.map((record) => record.seq)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
      for (let caller = 0; caller < 8; caller++) {
        const mine = records.map((record) => text(record.payload)).filter((id) => id.startsWith(`c${caller}.`));
        const wanted = Array.from({ length: 50 }, (_, i) => `c${caller}.${Math.floor(i / 5)}.${i % 5}`);
        expect(mine).toEqual(wanted);
      }
    });

    it("stores an id once when several append it at the same moment", async () => {
      const { log } = fixture;
      const second = await fixture.another();
      for (let round = 0; round < 10; round++) {
        const results = await Promise.all(
          [log, second, log, second].map((handle) => handle.append([entry(`once${round}`)])),
        );
        expect(results.reduce((sum, result) => sum + result.stored, 0)).toBe(1);
        expect(results.reduce((sum, result) => sum + result.duplicates, 0)).toBe(3);
      }
      expect((await log.bounds("events", 0)).last).toBe(10);
    });

    it("carries the internal mark, the person and headers", async () => {
      const { log } = fixture;
      await log.append([
        entry("plain"),
        entry("marked", {
          internal: true,
          person: "dTphbm4",
          headers: { "attune-why": "forwarded", "attune-tries": "2" },
        }),
      ]);
      const [plain, marked] = await fixture.readFirst("events", 0, 2);
      expect(plain?.internal).toBe(false);
      expect(plain?.headers()["attune-person"]).toBeUndefined();
      expect(marked?.internal).toBe(true);
      expect(marked?.headers()).toMatchObject({
        "attune-person": "dTphbm4",
        "attune-why": "forwarded",
        "attune-tries": "2",
      });
    });

    it("is binary-safe, and takes empty and 64 KB payloads", async () => {
      const { log } = fixture;
      const all = Uint8Array.from({ length: 256 }, (_, i) => i);
      const large = Uint8Array.from({ length: 65_536 }, (_, i) => (i * 31) % 251);
      await log.append([
        entry("all", { payload: all }),
        entry("empty", { payload: new Uint8Array(0) }),
        entry("large", { payload: large }),
      ]);
      const records = await fixture.readFirst("events", 0, 3);
      expect(records.map((record) => Buffer.from(record.payload))).toEqual([
        Buffer.from(all),
        Buffer.alloc(0),
        Buffer.from(large),
      ]);
    });

    it("keeps everything when it is opened again, and goes on where it stood", async () => {
      const { log } = fixture;
      await log.append([...entries("a", 20), ...entries("d", 3, { topic: "dead" })]);
      await log.putContext("models", bytes("v1"));
      await log.close();
      const again = await fixture.another();
      expect(await again.bounds("events", 0)).toEqual({ first: 1, last: 20, count: 20 });
      expect(await again.append(entries("a", 21))).toEqual({ stored: 1, duplicates: 20 });
      expect((await fixture.readFirst("events", 0, 21, again)).map((record) => record.seq)).toEqual(
        Array.from({ length: 21 }, (_, i) => i + 1),
      );
      expect((await fixture.readFirst("dead", undefined, 3, again)).length).toBe(3);
      expect(text((await again.getContext("models")) ?? bytes(""))).toBe("v1");
    });

    it("refuses another number of partitions", async () => {
      const { log } = fixture;
      const failure: unknown = await fixture.under.reopen(log.partitions + 1).catch((error: unknown) => error);
      expect(isAttuneError(failure, "ATTUNE_LOG_PARTITIONS")).toBe(true);
    });

    if (options.shortWindow !== undefined) {
      const { windowMs, open: openShort } = options.shortWindow;
      it("stores an id again after its dedupe window", async () => {
        const short = await openShort();
        fixture.keep(short);
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
        fixture.keep(small);
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
