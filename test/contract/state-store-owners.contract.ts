import { expect, it } from "vitest";
import { START, type StateStore } from "../../src/ports/state-store.js";
import { bytes, commitOf, offset, text, texts, until, type StateFixture } from "./state-store-fixture.js";

/** What src/ports/state-store.ts guarantees to owners of partitions beside each other: races, leases, members, notes. */
export function ownerGuarantees(fixture: StateFixture): void {
  it("lets exactly one of two handles win each round, and keeps the winner's work only", async () => {
    const { store } = fixture;
    const second = await fixture.another();
    const log: string[] = [];
    let expected = START;
    for (let round = 1; round <= 40; round++) {
      const next = offset(round, round % 3);
      const attempt = (handle: StateStore, who: string): Promise<"committed" | "conflict"> =>
        handle.commit(
          commitOf(expected, next, {
            profiles: new Map([
              ["shared", bytes(`${who}${round}`)],
              [`${who}${round}`, bytes(who)],
            ]),
            timers: new Map([[`timer-${who}${round}`, round]]),
            totals: bytes(`${who}${round}`),
            statistics: new Map([["arms", bytes(`${who}${round}`)]]),
            outbox: [{ id: `${who}${round}`, bytes: bytes(who) }],
          }),
        );
      const started =
        round % 2 === 0 ? [attempt(store, "a"), attempt(second, "b")] : [attempt(second, "b"), attempt(store, "a")];
      const results = await Promise.all(started);
      expect([...results].sort()).toEqual(["committed", "conflict"]);
      const winner = (results[0] === "committed") === (round % 2 === 0) ? "a" : "b";
      log.push(`${winner}${round}`);
      expect(texts(await store.loadProfiles(0, ["shared", `a${round}`, `b${round}`]))).toEqual([
        `${winner}${round}`,
        winner === "a" ? "a" : undefined,
        winner === "b" ? "b" : undefined,
      ]);
      expect(text(await second.loadTotals(0))).toBe(`${winner}${round}`);
      expect(text((await second.loadStatistics(0)).get("arms"))).toBe(`${winner}${round}`);
      expected = next;
    }
    expect((await store.outbox(0)).map((e) => e.id)).toEqual(log);
    expect((await second.dueTimers(0, 100, 100)).map((timer) => timer.id)).toEqual(log.map((who) => `timer-${who}`));
    expect(await second.loadOffset(0)).toEqual(expected);
  });

  it("commits partitions side by side", async () => {
    const { store } = fixture;
    const second = await fixture.another();
    const owners = Array.from({ length: 6 }, async (_, partition) => {
      const handle = partition % 2 === 0 ? store : second;
      for (let seq = 1; seq <= 20; seq++) {
        const profiles = new Map([[`p${seq}`, bytes(`${partition}.${seq}`)]]);
        expect(await handle.commit(commitOf(offset(seq - 1), offset(seq), { partition, profiles }))).toBe("committed");
      }
    });
    await Promise.all(owners);
    for (let partition = 0; partition < 6; partition++) {
      expect(await store.loadOffset(partition)).toEqual(offset(20));
      expect(texts(await store.loadProfiles(partition, ["p1", "p20"]))).toEqual([`${partition}.1`, `${partition}.20`]);
    }
  });

  it("keeps the note of what is about to be done", async () => {
    const { store } = fixture;
    expect(await store.readSuspicion(0)).toBeUndefined();
    await store.writeSuspicion(0, { seq: 42, tries: 1 });
    await store.writeSuspicion(1, { seq: 0, tries: 0 });
    expect(await (await fixture.another()).readSuspicion(0)).toEqual({ seq: 42, tries: 1 });
    expect(await store.readSuspicion(1)).toEqual({ seq: 0, tries: 0 });
    await store.writeSuspicion(0, undefined);
    expect(await store.readSuspicion(0)).toBeUndefined();
    expect(await store.readSuspicion(1)).toEqual({ seq: 0, tries: 0 });
  });

  it("leases a partition to one token at a time", async () => {
    const { store } = fixture;
    const second = await fixture.another();
    expect(await store.acquireLease(0, "mine", 60_000)).toBe(true);
    expect(await second.acquireLease(0, "yours", 60_000)).toBe(false);
    expect(await second.acquireLease(1, "yours", 60_000)).toBe(true);
    await second.releaseLease(0, "yours");
    expect(await second.acquireLease(0, "yours", 60_000)).toBe(false);
    expect((await store.renewLeases([0, 1, 2], "mine", 60_000)).sort()).toEqual([0]);
    expect(await store.renewLeases([], "mine", 60_000)).toEqual([]);
    await store.releaseLease(0, "mine");
    expect(await second.acquireLease(0, "yours", 60_000)).toBe(true);
    expect((await second.renewLeases([0, 1], "yours", 60_000)).sort()).toEqual([0, 1]);
    expect(await store.renewLeases([0], "mine", 60_000)).toEqual([]);
  });

  it("gives a lease to one of several that ask at once", async () => {
    const { store } = fixture;
    const second = await fixture.another();
    const asked = await Promise.all(
      Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? store : second).acquireLease(3, `token${i}`, 60_000)),
    );
    expect(asked.filter((held) => held).length).toBe(1);
  });

  it("lets a lease run out unless it is renewed", async () => {
    const { store } = fixture;
    expect(await store.acquireLease(0, "mine", 60)).toBe(true);
    expect(await until(() => store.acquireLease(0, "yours", 60_000))).toBe(true);
    expect(await store.renewLeases([0], "mine", 60_000)).toEqual([]);
    expect(await store.acquireLease(1, "mine", 5_000)).toBe(true);
    expect(await store.renewLeases([1], "mine", 60_000)).toEqual([1]);
    expect(await store.acquireLease(1, "yours", 60_000)).toBe(false);
  });

  it("counts the members that live", async () => {
    const { store } = fixture;
    expect(await store.announce("one", 60_000)).toBe(1);
    expect(await store.announce("one", 60_000)).toBe(1);
    expect(await (await fixture.another()).announce("two", 60_000)).toBe(2);
    await store.withdraw("two");
    await store.withdraw("never");
    expect(await store.announce("one", 60_000)).toBe(1);
    await store.announce("three", 60);
    expect(await until(async () => (await store.announce("one", 60_000)) === 1)).toBe(true);
  });

  it("keeps the first identity that it was given", async () => {
    const { store } = fixture;
    const second = await fixture.another();
    const given = await Promise.all([store.identify("log A, 16 partitions"), second.identify("log B, 16 partitions")]);
    expect(given[0]).toBe(given[1]);
    expect(["log A, 16 partitions", "log B, 16 partitions"]).toContain(given[0]);
    expect(await store.identify("log C")).toBe(given[0]);
  });
}
