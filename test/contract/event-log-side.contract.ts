import { expect, it } from "vitest";
import { isAttuneError } from "../../src/domain/errors.js";
import type { LogEntry } from "../../src/ports/event-log.js";
import { bytes, DEADLINE_MS, entries, entry, takeAll, text, type LogFixture } from "./event-log-fixture.js";

/** What src/ports/event-log.ts guarantees beside the order of records: erasure, answers to requests, small shared values. */
export function sideGuarantees(fixture: LogFixture): void {
  it("purges a person: events through a sequence, everything in the other topics, and nobody else", async () => {
    const { log } = fixture;
    const of = (i: number): Partial<LogEntry> => ({ person: i % 2 === 0 ? "dTpnb25l" : "dTpzdGF5" });
    await log.append(Array.from({ length: 10 }, (_, i) => entry(`e${i}`, of(i))));
    await log.append(
      (["decisions", "actions", "dead"] as const).flatMap((topic) =>
        [0, 1].map((i) => entry(`${topic}${i}`, { topic, ...of(i) })),
      ),
    );
    expect(await log.purge(0, "dTpnb25l", 6)).toBe(6);
    const left = await fixture.readFirst("events", 0, 7);
    expect(left.map((record) => text(record.payload))).toEqual(["e1", "e3", "e5", "e6", "e7", "e8", "e9"]);
    expect(left.map((record) => record.seq)).toEqual([2, 4, 6, 7, 8, 9, 10]);
    expect(await log.bounds("events", 0)).toEqual({ first: 2, last: 10, count: 7 });
    expect(await log.at("events", 0, 1)).toBeUndefined();
    for (const topic of ["decisions", "actions", "dead"] as const) {
      expect((await fixture.readFirst(topic, undefined, 1)).map((record) => text(record.payload))).toEqual([
        `${topic}1`,
      ]);
      expect((await log.bounds(topic)).count).toBe(1);
    }
    expect(await log.purge(0, "dTpnb25l", 6)).toBe(0);
    await log.append([entry("after")]);
    expect((await log.at("events", 0, 11))?.seq).toBe(11);
    expect((await takeAll(await fixture.readerOf("events", 0, { seq: 3 }), 7)).map((record) => record.seq)).toEqual([
      4, 6, 7, 8, 9, 10, 11,
    ]);
  });

  it("never gives a sequence twice, even when everything was purged", async () => {
    const { log } = fixture;
    await log.append(entries("a", 3, { person: "dTpnb25l" }));
    await log.purge(0, "dTpnb25l", 3);
    expect(await log.bounds("events", 0)).toEqual({ first: 4, last: 3, count: 0 });
    await log.append([entry("next")]);
    expect((await fixture.readFirst("events", 0, 1)).map((record) => record.seq)).toEqual([4]);
  });

  it("answers a request that is an event like any other, through another handle too", async () => {
    const { log } = fixture;
    for (const owner of [log, await fixture.another()]) {
      const { last } = await log.bounds("events", 0);
      const reader = await fixture.readerOf("events", 0, { seq: last + 1 }, owner);
      const answer = log.request(
        entry(`ask${last}`, { person: "dTphc2s", headers: { "attune-slot": "home" } }),
        DEADLINE_MS,
      );
      const [record] = await takeAll(reader, 1);
      const headers = record?.headers() ?? {};
      expect(headers).toMatchObject({ "attune-person": "dTphc2s", "attune-slot": "home" });
      await owner.reply(headers["attune-reply"] ?? "", Uint8Array.of(0, 255, 10, 13));
      expect(Buffer.from(await answer)).toEqual(Buffer.from([0, 255, 10, 13]));
    }
  });

  it("gives each of several requests its own answer", async () => {
    const { log } = fixture;
    const reader = await fixture.readerOf("events", 0, { seq: 1 });
    const answers = Array.from({ length: 20 }, async (_, i) => text(await log.request(entry(`ask${i}`), DEADLINE_MS)));
    for (const record of (await takeAll(reader, 20)).reverse()) {
      await log.reply(record.headers()["attune-reply"] ?? "", bytes(`to ${text(record.payload)}`));
    }
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 20 }, (_, i) => `to ask${i}`));
  });

  it("gives up a request that nobody answers, keeps its event, and lets a late answer fall", async () => {
    const { log } = fixture;
    const failure: unknown = await log.request(entry("ask"), 100).catch((error: unknown) => error);
    expect(isAttuneError(failure, "ATTUNE_LOG_UNAVAILABLE")).toBe(true);
    const [record] = await fixture.readFirst("events", 0, 1);
    await log.reply(record?.headers()["attune-reply"] ?? "", bytes("too late"));
  });

  it("shares small current values", async () => {
    const { log } = fixture;
    expect(await log.getContext("models")).toBeUndefined();
    await log.putContext("models", bytes("v1"));
    await log.putContext("models", Uint8Array.of(0, 1, 255));
    await log.putContext("config", bytes("c"));
    const second = await fixture.another();
    expect(Buffer.from((await second.getContext("models")) ?? [])).toEqual(Buffer.from([0, 1, 255]));
    expect(text((await log.getContext("config")) ?? bytes(""))).toBe("c");
  });
}
