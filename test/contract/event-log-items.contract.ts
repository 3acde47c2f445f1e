import { expect, it } from "vitest";
import {
  DEADLINE_MS,
  entries,
  entry,
  type EventLogUnderTest,
  isDry,
  type LogFixture,
  pause,
  text,
} from "./event-log-fixture.js";

/** A log whose retention is this short, in ms. */
export interface ShortRetention {
  readonly retentionMs: number;
  open(): Promise<EventLogUnderTest>;
}

/** A log as it was made before it had the topic "items", still open through `old`. */
export interface OldLog {
  open(): Promise<EventLogUnderTest>;
}

/** The catalogue's journal: what src/ports/event-log.ts guarantees of topic "items". */
export function itemsGuarantees(fixture: LogFixture, retention?: ShortRetention, old?: OldLog): void {
  it("keeps items in one order, apart from the other topics, and once by their id", async () => {
    const { log } = fixture;
    const items = entries("shoe", 3, { topic: "items" });
    expect(await log.append([...items, entry("shoe0"), entry("shoe0", { topic: "dead" })])).toEqual({
      stored: 5,
      duplicates: 0,
    });
    expect(await log.append([...items, entry("hat", { topic: "items" })])).toEqual({ stored: 1, duplicates: 3 });
    for (const partition of [0, undefined]) {
      const records = await fixture.readFirst("items", partition, 4);
      expect(records.map((record) => [record.seq, text(record.payload)])).toEqual([
        [1, "shoe0"],
        [2, "shoe1"],
        [3, "shoe2"],
        [4, "hat"],
      ]);
      expect(await log.bounds("items", partition)).toEqual({ first: 1, last: 4, count: 4 });
    }
    expect(await isDry(await fixture.readerOf("items", 0, { seq: 5 }))).toBe(true);
    expect(text((await log.at("items", 0, 3))?.payload ?? new Uint8Array(0))).toBe("shoe2");
  });

  it("leaves items alone when a person is purged", async () => {
    const { log } = fixture;
    const person = "dTpnb25l";
    await log.append([entry("e", { person }), entry("i", { topic: "items", person })]);
    expect(await log.purge(0, person, 1)).toBe(1);
    expect((await log.bounds("items", 0)).count).toBe(1);
  });

  if (retention !== undefined) {
    it("keeps items when retention takes everything else", async () => {
      const short = fixture.keep(await retention.open());
      const { log } = short;
      await log.append([entry("e"), entry("d", { topic: "decisions" }), entry("i", { topic: "items" })]);
      const deadline = Date.now() + DEADLINE_MS;
      for (let round = 0; (await log.bounds("events", 0)).first < 2 && Date.now() < deadline; round++) {
        await pause(retention.retentionMs * 2);
        await log.append([entry(`e${round}`), entry(`i${round}`, { topic: "items" })]);
      }
      expect((await log.bounds("events", 0)).first).toBeGreaterThan(1);
      const { first, last, count } = await log.bounds("items", 0);
      expect([first, count]).toEqual([1, last]);
      expect(text((await log.at("items", 0, 1))?.payload ?? new Uint8Array(0))).toBe("i");
    });
  }

  if (old !== undefined) {
    it("gains the topic when an older log is opened, and keeps what is there", async () => {
      const older = fixture.keep(await old.open());
      const again = fixture.keep(await older.reopen());
      expect((await again.bounds("events", 0)).count).toBe(1);
      expect(await again.bounds("items", 0)).toEqual({ first: 1, last: 0, count: 0 });
      expect(await again.append([entry("i", { topic: "items" })])).toEqual({ stored: 1, duplicates: 0 });
      const third = fixture.keep(await older.reopen());
      expect((await fixture.readFirst("items", 0, 1, third)).map((record) => text(record.payload))).toEqual(["i"]);
    });
  }
}
