import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { START, type Commit, type Offset, type StateStore } from "../../src/ports/state-store.js";

/** One fresh, empty store. `close` closes every handle that the adapter's test file opened and removes what was stored. */
export interface StateStoreUnderTest {
  readonly store: StateStore;
  /** Another handle onto the same stored state, whether `store` is still open or closed; the suite closes it. */
  reopen(): Promise<StateStore>;
  close(): Promise<void>;
}

const bytes = (value: string): Uint8Array => Buffer.from(value, "utf8");
const text = (value: Uint8Array | undefined): string | undefined => (value === undefined ? undefined : Buffer.from(value).toString("utf8"));
const texts = (values: (Uint8Array | undefined)[]): (string | undefined)[] => values.map(text);
const offset = (seq: number, generation = 0): Offset => ({ generation, seq, storedAt: seq === 0 ? 0 : 1_700_000_000_000_000 + seq });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const DEADLINE_MS = 10_000;

function commitOf(expected: Offset, next: Offset, more: Partial<Commit> = {}): Commit {
  return { partition: 0, expected, next, profiles: new Map(), timers: new Map(), totals: undefined, outbox: [], trim: [], ...more };
}

async function until(check: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    if (await check()) return true;
    await pause(20);
  }
  return false;
}

/** The guarantees of src/ports/state-store.ts, held over one adapter. */
export function stateStoreContract(name: string, open: () => Promise<StateStoreUnderTest>): void {
  describe(`state store: ${name}`, { timeout: 30_000 }, () => {
    let under: StateStoreUnderTest;
    let store: StateStore;
    const others: StateStore[] = [];

    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(async () => {
      for (const other of others.splice(0)) await other.close();
      await under.close();
    });

    async function another(): Promise<StateStore> {
      const handle = await under.reopen();
      others.push(handle);
      return handle;
    }

    /** Everything that can be read of a partition. */
    async function everything(partition: number): Promise<unknown> {
      const profiles: [string, string | undefined][] = [];
      for await (const chunk of store.scanProfiles(partition)) profiles.push(...chunk.map(([token, value]) => [token, text(value)] as [string, string]));
      return {
        offset: await store.loadOffset(partition),
        profiles: profiles.sort(([a], [b]) => (a < b ? -1 : 1)),
        timers: await store.dueTimers(partition, Number.MAX_SAFE_INTEGER, 1_000),
        totals: text(await store.loadTotals(partition)),
        outbox: (await store.outbox(partition)).map((e) => [e.id, text(e.bytes)]),
      };
    }

    it("is empty at first", async () => {
      expect(store.description.length).toBeGreaterThan(0);
      await store.ping();
      expect(await everything(0)).toEqual({ offset: START, profiles: [], timers: [], totals: undefined, outbox: [] });
      expect(await store.loadProfiles(0, ["dTph", "dTpi"])).toEqual([undefined, undefined]);
      expect(await store.loadProfiles(0, [])).toEqual([]);
    });

    it("commits profiles, timers, totals, outbox and offset together, per partition", async () => {
      const more = {
        profiles: new Map([["dTph", bytes("ann")]]),
        timers: new Map([["dTph/cart-abandoned/", 500]]),
        totals: bytes("totals"),
        outbox: [{ id: "m1", bytes: bytes("message") }],
      };
      expect(await store.commit(commitOf(START, offset(7), more))).toBe("committed");
      const whole = {
        offset: offset(7),
        profiles: [["dTph", "ann"]],
        timers: [{ id: "dTph/cart-abandoned/", due: 500 }],
        totals: "totals",
        outbox: [["m1", "message"]],
      };
      expect(await everything(0)).toEqual(whole);
      expect(await everything(1)).toEqual({ offset: START, profiles: [], timers: [], totals: undefined, outbox: [] });
      expect(await store.commit(commitOf(START, offset(3), { ...more, partition: 1 }))).toBe("committed");
      expect(await everything(0)).toEqual(whole);
      expect(await store.loadOffset(1)).toEqual(offset(3));
    });

    it("changes nothing at all on a conflict, whichever part of the offset differs", async () => {
      const first = {
        profiles: new Map([["dTph", bytes("ann")], ["dTpi", bytes("ben")]]),
        timers: new Map([["t1", 500], ["t2", 600]]),
        totals: bytes("totals"),
        outbox: [{ id: "m1", bytes: bytes("one") }],
      };
      await store.commit(commitOf(START, offset(7, 1), first));
      const before = await everything(0);
      const change = {
        profiles: new Map([["dTph", null], ["dTpi", bytes("changed")], ["dTpj", bytes("new")]]),
        timers: new Map([["t1", null], ["t2", 1], ["t3", 1]]),
        totals: bytes("changed"),
        outbox: [{ id: "m2", bytes: bytes("two") }],
        trim: ["m1"],
      };
      const right = offset(7, 1);
      for (const wrong of [START, offset(6, 1), offset(8, 1), offset(7, 0), offset(7, 2), { ...right, storedAt: right.storedAt + 1 }]) {
        expect(await store.commit(commitOf(wrong, offset(9, 1), change))).toBe("conflict");
        expect(await everything(0)).toEqual(before);
      }
      expect(await store.commit(commitOf(right, offset(9, 1), change))).toBe("committed");
      expect(await everything(0)).toEqual({
        offset: offset(9, 1),
        profiles: [["dTpi", "changed"], ["dTpj", "new"]],
        timers: [{ id: "t2", due: 1 }, { id: "t3", due: 1 }],
        totals: "changed",
        outbox: [["m2", "two"]],
      });
    });

    it("conflicts on an expected offset where there is none yet", async () => {
      expect(await store.commit(commitOf(offset(1), offset(2), { profiles: new Map([["dTph", bytes("x")]]) }))).toBe("conflict");
      expect(await everything(0)).toEqual({ offset: START, profiles: [], timers: [], totals: undefined, outbox: [] });
    });

    it("keeps offsets exactly: generations up to 8191, large sequences and times, and lets them fall", async () => {
      const steps: Offset[] = [
        { generation: 0, seq: 4_000_000_000, storedAt: 1_900_000_000_123_456 },
        { generation: 8_191, seq: 0, storedAt: 0 },
        { generation: 8_191, seq: 900_000_000_000, storedAt: 1_900_000_000_123_457 },
        { generation: 2, seq: 1, storedAt: 1 },
      ];
      let expected = START;
      for (const next of steps) {
        expect(await store.commit(commitOf(expected, next))).toBe("committed");
        expect(await store.loadOffset(0)).toEqual(next);
        expected = next;
      }
    });

    it("commits without moving the offset", async () => {
      await store.commit(commitOf(START, START, { profiles: new Map([["dTph", bytes("a")]]) }));
      expect(texts(await store.loadProfiles(0, ["dTph"]))).toEqual(["a"]);
      await store.commit(commitOf(START, offset(5)));
      expect(await store.commit(commitOf(offset(5), offset(5), { totals: bytes("t") }))).toBe("committed");
      expect(text(await store.loadTotals(0))).toBe("t");
      expect(await store.loadOffset(0)).toEqual(offset(5));
    });

    it("sets and removes profiles, and loads them in the order asked", async () => {
      await store.commit(commitOf(START, offset(1), { profiles: new Map(["a", "b", "c"].map((t) => [t, bytes(t.toUpperCase())])) }));
      expect(texts(await store.loadProfiles(0, ["c", "x", "a", "c"]))).toEqual(["C", undefined, "A", "C"]);
      await store.commit(commitOf(offset(1), offset(2), { profiles: new Map([["b", null], ["never", null], ["a", bytes("A2")]]) }));
      expect(texts(await store.loadProfiles(0, ["a", "b", "c", "never"]))).toEqual(["A2", undefined, "C", undefined]);
      expect(texts(await store.loadProfiles(1, ["a"]))).toEqual([undefined]);
    });

    it("is binary-safe, and takes empty values and the longest tokens", async () => {
      const all = Uint8Array.from({ length: 1_024 }, (_, i) => i % 256);
      const token = Buffer.from(`u:${"é".repeat(256)}`, "utf8").toString("base64url");
      const profiles = new Map([[token, all], ["empty", new Uint8Array(0)]]);
      const timers = new Map([[`${token}/cart-abandoned/${"a".repeat(100)}`, 5]]);
      const outbox = [{ id: `${token}/${"o".repeat(100)}`, bytes: all }];
      expect(await store.commit(commitOf(START, offset(1), { profiles, timers, totals: all, outbox }))).toBe("committed");
      const [first, second] = await store.loadProfiles(0, [token, "empty"]);
      expect(Buffer.from(first ?? [])).toEqual(Buffer.from(all));
      expect(second?.length).toBe(0);
      expect(Buffer.from((await store.loadTotals(0)) ?? [])).toEqual(Buffer.from(all));
      expect((await store.dueTimers(0, 5, 10)).map((timer) => timer.id)).toEqual([...timers.keys()]);
      expect((await store.outbox(0)).map((e) => [e.id, Buffer.from(e.bytes)])).toEqual([[outbox[0]?.id, Buffer.from(all)]]);
    });

    it("gives bytes that stay as they are", async () => {
      await store.commit(commitOf(START, offset(1), { profiles: new Map([["a", bytes("one")]]) }));
      const [held] = await store.loadProfiles(0, ["a"]);
      const put = Buffer.from("two");
      await store.commit(commitOf(offset(1), offset(2), { profiles: new Map([["a", put]]) }));
      put.fill(0);
      await store.loadProfiles(0, ["a"]);
      expect(text(held)).toBe("one");
      expect(texts(await store.loadProfiles(0, ["a"]))).toEqual(["two"]);
    });

    it("moves and clears timers, and gives the due ones earliest first", async () => {
      const timers = new Map<string, number | null>([["p/a/", 300], ["p/b/", 100], ["p/c/", 200], ["p/d/", 900]]);
      await store.commit(commitOf(START, offset(1), { timers }));
      expect(await store.dueTimers(0, 99, 10)).toEqual([]);
      expect(await store.dueTimers(0, 300, 10)).toEqual([{ id: "p/b/", due: 100 }, { id: "p/c/", due: 200 }, { id: "p/a/", due: 300 }]);
      expect(await store.dueTimers(0, 300, 2)).toEqual([{ id: "p/b/", due: 100 }, { id: "p/c/", due: 200 }]);
      await store.commit(commitOf(offset(1), offset(2), { timers: new Map([["p/b/", 250], ["p/a/", null], ["never", null], ["p/c/", 200]]) }));
      expect(await store.dueTimers(0, 300, 10)).toEqual([{ id: "p/c/", due: 200 }, { id: "p/b/", due: 250 }]);
      await store.commit(commitOf(offset(2), offset(3), { timers: new Map([["p/b/", 1_900_000_000_000], ["p/c/", null]]) }));
      expect(await store.dueTimers(0, 1_800_000_000_000, 10)).toEqual([{ id: "p/d/", due: 900 }]);
      expect(await store.dueTimers(0, 1_900_000_000_000, 10)).toEqual([{ id: "p/d/", due: 900 }, { id: "p/b/", due: 1_900_000_000_000 }]);
      expect(await store.dueTimers(1, 1_900_000_000_000, 10)).toEqual([]);
    });

    it("keeps totals that a commit leaves out", async () => {
      await store.commit(commitOf(START, offset(1), { totals: bytes("one") }));
      await store.commit(commitOf(offset(1), offset(2)));
      expect(text(await store.loadTotals(0))).toBe("one");
    });

    it("keeps the outbox in the order committed until it is trimmed, with a commit or alone", async () => {
      const outbox = (ids: string[]): { id: string; bytes: Uint8Array }[] => ids.map((id) => ({ id, bytes: bytes(id) }));
      const ids = async (): Promise<string[]> => (await store.outbox(0)).map((e) => e.id);
      await store.commit(commitOf(START, offset(1), { outbox: outbox(["z", "a", "m"]) }));
      await store.commit(commitOf(offset(1), offset(2), { outbox: outbox(["b", "y"]) }));
      expect(await ids()).toEqual(["z", "a", "m", "b", "y"]);
      await store.commit(commitOf(offset(2), offset(3), { outbox: outbox(["c"]), trim: ["a", "never", "b"] }));
      expect(await ids()).toEqual(["z", "m", "y", "c"]);
      await store.trimOutbox(0, ["z", "never"]);
      await store.trimOutbox(0, []);
      expect(await ids()).toEqual(["m", "y", "c"]);
      await store.trimOutbox(0, ["m", "y", "c"]);
      expect(await ids()).toEqual([]);
      await store.commit(commitOf(offset(3), offset(4), { outbox: outbox(["z2", "a2"]) }));
      expect((await (await another()).outbox(0)).map((e) => [e.id, text(e.bytes)])).toEqual([["z2", "z2"], ["a2", "a2"]]);
      expect(await store.outbox(1)).toEqual([]);
    });

    it("scans every profile and every timer once", async () => {
      const count = 3_000;
      const profiles = new Map(Array.from({ length: count }, (_, i) => [`t${i}`, bytes(`profile ${i}`)]));
      const timers = new Map(Array.from({ length: count }, (_, i) => [`t${i}/cart-abandoned/`, (i * 7_919) % 100_000]));
      await store.commit(commitOf(START, offset(1), { profiles, timers }));
      await store.commit(commitOf(START, offset(1), { partition: 1, profiles: new Map([["other", bytes("x")]]) }));
      const seen = new Map<string, string | undefined>();
      let chunks = 0;
      for await (const chunk of store.scanProfiles(0)) {
        chunks++;
        for (const [token, value] of chunk) seen.set(token, text(value));
      }
      expect(chunks).toBeGreaterThan(1);
      expect(seen.size).toBe(count);
      expect([...seen].every(([token, value]) => value === `profile ${token.slice(1)}`)).toBe(true);
      const due = new Map<string, number>();
      for await (const chunk of store.scanTimers(0)) for (const timer of chunk) due.set(timer.id, timer.due);
      expect(due).toEqual(timers);
      for await (const chunk of store.scanProfiles(0)) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      const dues = (await store.dueTimers(0, 50_000, count)).map((timer) => timer.due);
      expect(dues.length).toBe([...timers.values()].filter((at) => at <= 50_000).length);
      expect(dues.every((at, i) => i === 0 || at >= (dues[i - 1] as number))).toBe(true);
    });

    it("takes a commit of 4,000 profiles of 1 KB, and loads them again in one call", async () => {
      const value = Uint8Array.from({ length: 1_024 }, (_, i) => (i * 7) % 256);
      const tokens = Array.from({ length: 4_000 }, (_, i) => `big${i}`);
      const outbox = Array.from({ length: 1_000 }, (_, i) => ({ id: `m${i}`, bytes: bytes(`m${i}`) }));
      const more = { profiles: new Map(tokens.map((token) => [token, value])), timers: new Map(tokens.map((token, i) => [token, i])), outbox };
      expect(await store.commit(commitOf(START, offset(1), more))).toBe("committed");
      const loaded = await store.loadProfiles(0, tokens);
      expect(loaded.every((profile) => profile !== undefined && Buffer.compare(profile, value) === 0)).toBe(true);
      expect((await store.outbox(0)).map((e) => e.id)).toEqual(outbox.map((e) => e.id));
      expect(await store.commit(commitOf(START, offset(2), { profiles: new Map(tokens.map((token) => [token, null])) }))).toBe("conflict");
      expect(await store.commit(commitOf(offset(1), offset(2), { trim: outbox.map((e) => e.id) }))).toBe("committed");
      expect((await store.loadProfiles(0, tokens)).every((profile) => profile !== undefined)).toBe(true);
      expect(await store.outbox(0)).toEqual([]);
    });

    it("lets exactly one of two handles win each round, and keeps the winner's work only", async () => {
      const second = await another();
      const log: string[] = [];
      let expected = START;
      for (let round = 1; round <= 40; round++) {
        const next = offset(round, round % 3);
        const attempt = (handle: StateStore, who: string): Promise<"committed" | "conflict"> =>
          handle.commit(
            commitOf(expected, next, {
              profiles: new Map([["shared", bytes(`${who}${round}`)], [`${who}${round}`, bytes(who)]]),
              timers: new Map([[`timer-${who}${round}`, round]]),
              totals: bytes(`${who}${round}`),
              outbox: [{ id: `${who}${round}`, bytes: bytes(who) }],
            }),
          );
        const started = round % 2 === 0 ? [attempt(store, "a"), attempt(second, "b")] : [attempt(second, "b"), attempt(store, "a")];
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
        expected = next;
      }
      expect((await store.outbox(0)).map((e) => e.id)).toEqual(log);
      expect((await second.dueTimers(0, 100, 100)).map((timer) => timer.id)).toEqual(log.map((who) => `timer-${who}`));
      expect(await second.loadOffset(0)).toEqual(expected);
    });

    it("commits partitions side by side", async () => {
      const second = await another();
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

    it("keeps everything when it is opened again", async () => {
      const more = { profiles: new Map([["a", bytes("A")]]), timers: new Map([["t", 5]]), totals: bytes("T"), outbox: [{ id: "m", bytes: bytes("M") }] };
      await store.commit(commitOf(START, offset(4, 2), more));
      const before = await everything(0);
      await store.close();
      store = await another();
      expect(await everything(0)).toEqual(before);
    });

    it("keeps the note of what is about to be done", async () => {
      expect(await store.readSuspicion(0)).toBeUndefined();
      await store.writeSuspicion(0, { seq: 42, tries: 1 });
      await store.writeSuspicion(1, { seq: 0, tries: 0 });
      expect(await (await another()).readSuspicion(0)).toEqual({ seq: 42, tries: 1 });
      expect(await store.readSuspicion(1)).toEqual({ seq: 0, tries: 0 });
      await store.writeSuspicion(0, undefined);
      expect(await store.readSuspicion(0)).toBeUndefined();
      expect(await store.readSuspicion(1)).toEqual({ seq: 0, tries: 0 });
    });

    it("leases a partition to one token at a time", async () => {
      const second = await another();
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
      const second = await another();
      const asked = await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? store : second).acquireLease(3, `token${i}`, 60_000)));
      expect(asked.filter((held) => held).length).toBe(1);
    });

    it("lets a lease run out unless it is renewed", async () => {
      expect(await store.acquireLease(0, "mine", 60)).toBe(true);
      expect(await until(() => store.acquireLease(0, "yours", 60_000))).toBe(true);
      expect(await store.renewLeases([0], "mine", 60_000)).toEqual([]);
      expect(await store.acquireLease(1, "mine", 5_000)).toBe(true);
      expect(await store.renewLeases([1], "mine", 60_000)).toEqual([1]);
      expect(await store.acquireLease(1, "yours", 60_000)).toBe(false);
    });

    it("counts the members that live", async () => {
      expect(await store.announce("one", 60_000)).toBe(1);
      expect(await store.announce("one", 60_000)).toBe(1);
      expect(await (await another()).announce("two", 60_000)).toBe(2);
      await store.withdraw("two");
      await store.withdraw("never");
      expect(await store.announce("one", 60_000)).toBe(1);
      await store.announce("three", 60);
      expect(await until(async () => (await store.announce("one", 60_000)) === 1)).toBe(true);
    });

    it("keeps the first identity that it was given", async () => {
      const second = await another();
      const given = await Promise.all([store.identify("log A, 16 partitions"), second.identify("log B, 16 partitions")]);
      expect(given[0]).toBe(given[1]);
      expect(["log A, 16 partitions", "log B, 16 partitions"]).toContain(given[0]);
      expect(await store.identify("log C")).toBe(given[0]);
    });
  });
}
