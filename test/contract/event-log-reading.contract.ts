import { expect, it } from "vitest";
import type { LogRecord } from "../../src/ports/event-log.js";
import { DEADLINE_MS, entries, entry, isDry, pause, takeAll, text, type LogFixture } from "./event-log-fixture.js";

/** What src/ports/event-log.ts guarantees to those who read. */
export function readingGuarantees(fixture: LogFixture): void {
  it("reads from a sequence and from a stored time, both inclusive", async () => {
    const { log } = fixture;
    for (const id of ["a", "b", "c"]) {
      await log.append([entry(id)]);
      await pause(5);
    }
    const [, second] = await fixture.readFirst("events", 0, 3);
    const from = async (start: { seq: number } | { storedAt: number }, count: number): Promise<string[]> =>
      (await takeAll(await fixture.readerOf("events", 0, start), count)).map((record) => text(record.payload));
    expect(await from({ seq: 2 }, 2)).toEqual(["b", "c"]);
    expect(await from({ storedAt: second?.storedAt ?? 0 }, 2)).toEqual(["b", "c"]);
    expect(await from({ storedAt: (second?.storedAt ?? 0) + 1 }, 1)).toEqual(["c"]);
    const ahead = await fixture.readerOf("events", 0, { seq: 4 });
    expect(await isDry(ahead)).toBe(true);
    await log.append([entry("d")]);
    expect((await takeAll(ahead, 1)).map((record) => text(record.payload))).toEqual(["d"]);
  });

  it("waits for a record, through another handle too", async () => {
    const { log } = fixture;
    const reader = await fixture.readerOf("events", 1, { seq: 1 }, await fixture.another());
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
    const { log } = fixture;
    const reader = await fixture.readerOf("events", 0, { seq: 1 });
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

  it("knows how many records are still to come, and that none is", async () => {
    const { log } = fixture;
    await log.append(entries("b", 20));
    const reader = await fixture.readerOf("events", 0, { seq: 1 });
    expect(reader.backlog()).toBe(20);
    const taken: LogRecord[] = [];
    while (taken.length < 20) {
      await reader.wait(DEADLINE_MS);
      taken.push(...reader.take(7));
      expect(reader.backlog()).toBe(20 - taken.length);
    }
    await log.append([entry("one more")]);
    await takeAll(reader, 1);
    expect(reader.backlog()).toBe(0);
  });

  it("loses nothing to a slow taker, and never gives more than asked", async () => {
    const { log } = fixture;
    const reader = await fixture.readerOf("events", 0, { seq: 1 });
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
    const { log } = fixture;
    await log.append(entries("a", 200));
    const [one, two] = await Promise.all([
      fixture.readFirst("events", 0, 200),
      fixture.readFirst("events", 0, 200, await fixture.another()),
    ]);
    const plain = (records: LogRecord[]): unknown[] =>
      records.map((r) => [r.seq, r.storedAt, text(r.payload), r.internal]);
    expect(plain(one)).toEqual(plain(two));
  });

  it("keeps taken records valid while later ones are taken", async () => {
    const { log } = fixture;
    await log.append(entries("k", 300));
    const reader = await fixture.readerOf("events", 0, { seq: 1 });
    const kept = await takeAll(reader, 300, 3);
    expect(kept.map((record) => text(record.payload))).toEqual(entries("k", 300).map((e) => e.id));
  });

  it("reads all partitions of a topic in stored order, and one of them alone", async () => {
    const { log } = fixture;
    for (let i = 0; i < 30; i++)
      await log.append([entry(`d${i}`, { topic: "decisions", partition: i % log.partitions })]);
    const all = await fixture.readFirst("decisions", undefined, 30);
    expect(all.map((record) => text(record.payload))).toEqual(Array.from({ length: 30 }, (_, i) => `d${i}`));
    expect(all.every((record, i) => i === 0 || record.seq > (all[i - 1] as LogRecord).seq)).toBe(true);
    const wanted = Array.from({ length: 30 }, (_, i) => i).filter((i) => i % log.partitions === 1);
    const one = await fixture.readFirst("decisions", 1, wanted.length);
    expect(one.map((record) => text(record.payload))).toEqual(wanted.map((i) => `d${i}`));
    expect(await isDry(await fixture.readerOf("decisions", undefined, { seq: (all[29] as LogRecord).seq + 1 }))).toBe(
      true,
    );
    const later = await takeAll(
      await fixture.readerOf("decisions", undefined, { seq: (all[20] as LogRecord).seq }),
      10,
    );
    expect(later.map((record) => text(record.payload))).toEqual(Array.from({ length: 10 }, (_, i) => `d${i + 20}`));
  });

  it("keeps messages of different channels in one stored order", async () => {
    const { log } = fixture;
    const channels = ["email", "sms", "push", "onsite", "webhook"] as const;
    await log.append(channels.map((channel) => entry(channel, { topic: "actions", channel, person: "dTpz" })));
    const records = await fixture.readFirst("actions", 0, 5);
    expect(records.map((record) => text(record.payload))).toEqual([...channels]);
    expect((await fixture.readFirst("actions", undefined, 5)).map((record) => text(record.payload))).toEqual([
      ...channels,
    ]);
  });

  it("finds one record by its sequence", async () => {
    const { log } = fixture;
    await log.append([entry("a"), entry("b", { person: "dTpi", internal: true })]);
    const record = await log.at("events", 0, 2);
    const [, read] = await fixture.readFirst("events", 0, 2);
    expect(
      record && [record.seq, record.storedAt, text(record.payload), record.internal, record.headers()["attune-person"]],
    ).toEqual([2, read?.storedAt, "b", true, "dTpi"]);
    expect(await log.at("events", 0, 3)).toBeUndefined();
    expect(await log.at("events", 1, 1)).toBeUndefined();
  });

  it("knows its bounds", async () => {
    const { log } = fixture;
    expect(await log.bounds("events", 0)).toEqual({ first: 1, last: 0, count: 0 });
    expect((await log.bounds("decisions")).count).toBe(0);
    await log.append([
      ...entries("a", 5),
      ...entries("b", 3, { topic: "decisions" }),
      ...entries("c", 2, { topic: "decisions", partition: 1 }),
    ]);
    expect(await log.bounds("events", 0)).toEqual({ first: 1, last: 5, count: 5 });
    expect(await log.bounds("events", 1)).toEqual({ first: 1, last: 0, count: 0 });
    expect((await log.bounds("decisions")).count).toBe(5);
    expect((await log.bounds("decisions", 0)).count).toBe(3);
    expect((await log.bounds("decisions", 1)).count).toBe(2);
  });
}
