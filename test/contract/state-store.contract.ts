import { describe, expect, it } from "vitest";
import { START, type Offset } from "../../src/ports/state-store.js";
import {
  bytes,
  commitOf,
  everything,
  offset,
  text,
  texts,
  StateFixture,
  type StateStoreUnderTest,
} from "./state-store-fixture.js";
import { ownerGuarantees } from "./state-store-owners.contract.js";

export type { StateStoreUnderTest };

/** The guarantees of src/ports/state-store.ts, held over one adapter. */
export function stateStoreContract(name: string, open: () => Promise<StateStoreUnderTest>): void {
  describe(`state store: ${name}`, { timeout: 30_000 }, () => {
    const fixture = new StateFixture(open);
    ownerGuarantees(fixture);

    it("is empty at first", async () => {
      const { store } = fixture;
      expect(store.description.length).toBeGreaterThan(0);
      await store.ping();
      expect(await everything(store, 0)).toEqual({
        offset: START,
        profiles: [],
        timers: [],
        totals: undefined,
        statistics: [],
        outbox: [],
      });
      expect(await store.loadProfiles(0, ["dTph", "dTpi"])).toEqual([undefined, undefined]);
      expect(await store.loadProfiles(0, [])).toEqual([]);
    });

    it("commits profiles, timers, totals, statistics, outbox and offset together, per partition", async () => {
      const { store } = fixture;
      const more = {
        profiles: new Map([["dTph", bytes("ann")]]),
        timers: new Map([["dTph/cart-abandoned/", 500]]),
        totals: bytes("totals"),
        statistics: new Map([["arms", bytes("{}")]]),
        outbox: [{ id: "m1", bytes: bytes("message") }],
      };
      expect(await store.commit(commitOf(START, offset(7), more))).toBe("committed");
      const whole = {
        offset: offset(7),
        profiles: [["dTph", "ann"]],
        timers: [{ id: "dTph/cart-abandoned/", due: 500 }],
        totals: "totals",
        statistics: [["arms", "{}"]],
        outbox: [["m1", "message"]],
      };
      expect(await everything(store, 0)).toEqual(whole);
      expect(await everything(store, 1)).toEqual({
        offset: START,
        profiles: [],
        timers: [],
        totals: undefined,
        statistics: [],
        outbox: [],
      });
      expect(await store.commit(commitOf(START, offset(3), { ...more, partition: 1 }))).toBe("committed");
      expect(await everything(store, 0)).toEqual(whole);
      expect(await store.loadOffset(1)).toEqual(offset(3));
    });

    it("changes nothing at all on a conflict, whichever part of the offset differs", async () => {
      const { store } = fixture;
      const first = {
        profiles: new Map([
          ["dTph", bytes("ann")],
          ["dTpi", bytes("ben")],
        ]),
        timers: new Map([
          ["t1", 500],
          ["t2", 600],
        ]),
        totals: bytes("totals"),
        statistics: new Map([
          ["arms", bytes("arms")],
          ["rfm", bytes("rfm")],
        ]),
        outbox: [{ id: "m1", bytes: bytes("one") }],
      };
      await store.commit(commitOf(START, offset(7, 1), first));
      const before = await everything(store, 0);
      const change = {
        profiles: new Map([
          ["dTph", null],
          ["dTpi", bytes("changed")],
          ["dTpj", bytes("new")],
        ]),
        timers: new Map([
          ["t1", null],
          ["t2", 1],
          ["t3", 1],
        ]),
        totals: bytes("changed"),
        statistics: new Map([
          ["arms", bytes("changed")],
          ["context", bytes("new")],
        ]),
        outbox: [{ id: "m2", bytes: bytes("two") }],
        trim: ["m1"],
      };
      const right = offset(7, 1);
      for (const wrong of [
        START,
        offset(6, 1),
        offset(8, 1),
        offset(7, 0),
        offset(7, 2),
        { ...right, storedAt: right.storedAt + 1 },
      ]) {
        expect(await store.commit(commitOf(wrong, offset(9, 1), change))).toBe("conflict");
        expect(await everything(store, 0)).toEqual(before);
      }
      expect(await store.commit(commitOf(right, offset(9, 1), change))).toBe("committed");
      expect(await everything(store, 0)).toEqual({
        offset: offset(9, 1),
        profiles: [
          ["dTpi", "changed"],
          ["dTpj", "new"],
        ],
        timers: [
          { id: "t2", due: 1 },
          { id: "t3", due: 1 },
        ],
        totals: "changed",
        statistics: [
          ["arms", "changed"],
          ["context", "new"],
          ["rfm", "rfm"],
        ],
        outbox: [["m2", "two"]],
      });
    });

    it("conflicts on an expected offset where there is none yet", async () => {
      const { store } = fixture;
      expect(await store.commit(commitOf(offset(1), offset(2), { profiles: new Map([["dTph", bytes("x")]]) }))).toBe(
        "conflict",
      );
      expect(await everything(store, 0)).toEqual({
        offset: START,
        profiles: [],
        timers: [],
        totals: undefined,
        statistics: [],
        outbox: [],
      });
    });

    it("keeps offsets exactly: generations up to 8191, large sequences and times, and lets them fall", async () => {
      const { store } = fixture;
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
      const { store } = fixture;
      await store.commit(commitOf(START, START, { profiles: new Map([["dTph", bytes("a")]]) }));
      expect(texts(await store.loadProfiles(0, ["dTph"]))).toEqual(["a"]);
      await store.commit(commitOf(START, offset(5)));
      expect(await store.commit(commitOf(offset(5), offset(5), { totals: bytes("t") }))).toBe("committed");
      expect(text(await store.loadTotals(0))).toBe("t");
      expect(await store.loadOffset(0)).toEqual(offset(5));
    });

    it("sets and removes profiles, and loads them in the order asked", async () => {
      const { store } = fixture;
      await store.commit(
        commitOf(START, offset(1), { profiles: new Map(["a", "b", "c"].map((t) => [t, bytes(t.toUpperCase())])) }),
      );
      expect(texts(await store.loadProfiles(0, ["c", "x", "a", "c"]))).toEqual(["C", undefined, "A", "C"]);
      await store.commit(
        commitOf(offset(1), offset(2), {
          profiles: new Map([
            ["b", null],
            ["never", null],
            ["a", bytes("A2")],
          ]),
        }),
      );
      expect(texts(await store.loadProfiles(0, ["a", "b", "c", "never"]))).toEqual(["A2", undefined, "C", undefined]);
      expect(texts(await store.loadProfiles(1, ["a"]))).toEqual([undefined]);
    });

    it("is binary-safe, and takes empty values and the longest tokens", async () => {
      const { store } = fixture;
      const all = Uint8Array.from({ length: 1_024 }, (_, i) => i % 256);
      const token = Buffer.from(`u:${"é".repeat(256)}`, "utf8").toString("base64url");
      const profiles = new Map([
        [token, all],
        ["empty", new Uint8Array(0)],
      ]);
      const timers = new Map([[`${token}/cart-abandoned/${"a".repeat(100)}`, 5]]);
      const outbox = [{ id: `${token}/${"o".repeat(100)}`, bytes: all }];
      expect(await store.commit(commitOf(START, offset(1), { profiles, timers, totals: all, outbox }))).toBe(
        "committed",
      );
      const [first, second] = await store.loadProfiles(0, [token, "empty"]);
      expect(Buffer.from(first ?? [])).toEqual(Buffer.from(all));
      expect(second?.length).toBe(0);
      expect(Buffer.from((await store.loadTotals(0)) ?? [])).toEqual(Buffer.from(all));
      expect((await store.dueTimers(0, 5, 10)).map((timer) => timer.id)).toEqual([...timers.keys()]);
      expect((await store.outbox(0)).map((e) => [e.id, Buffer.from(e.bytes)])).toEqual([
        [outbox[0]?.id, Buffer.from(all)],
      ]);
    });

    it("gives bytes that stay as they are", async () => {
      const { store } = fixture;
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
      const { store } = fixture;
      const timers = new Map<string, number | null>([
        ["p/a/", 300],
        ["p/b/", 100],
        ["p/c/", 200],
        ["p/d/", 900],
      ]);
      await store.commit(commitOf(START, offset(1), { timers }));
      expect(await store.dueTimers(0, 99, 10)).toEqual([]);
      expect(await store.dueTimers(0, 300, 10)).toEqual([
        { id: "p/b/", due: 100 },
        { id: "p/c/", due: 200 },
        { id: "p/a/", due: 300 },
      ]);
      const later = (await store.dueTimers(0, 300, 10)).slice(1);
      expect(await store.dueTimers(0, 300, 10, later[0]?.due)).toEqual(later);
      expect(await store.dueTimers(0, 300, 2)).toEqual([
        { id: "p/b/", due: 100 },
        { id: "p/c/", due: 200 },
      ]);
      await store.commit(
        commitOf(offset(1), offset(2), {
          timers: new Map([
            ["p/b/", 250],
            ["p/a/", null],
            ["never", null],
            ["p/c/", 200],
          ]),
        }),
      );
      expect(await store.dueTimers(0, 300, 10)).toEqual([
        { id: "p/c/", due: 200 },
        { id: "p/b/", due: 250 },
      ]);
      await store.commit(
        commitOf(offset(2), offset(3), {
          timers: new Map([
            ["p/b/", 1_900_000_000_000],
            ["p/c/", null],
          ]),
        }),
      );
      expect(await store.dueTimers(0, 1_800_000_000_000, 10)).toEqual([{ id: "p/d/", due: 900 }]);
      expect(await store.dueTimers(0, 1_900_000_000_000, 10)).toEqual([
        { id: "p/d/", due: 900 },
        { id: "p/b/", due: 1_900_000_000_000 },
      ]);
      expect(await store.dueTimers(1, 1_900_000_000_000, 10)).toEqual([]);
    });

    it("keeps totals that a commit leaves out", async () => {
      const { store } = fixture;
      await store.commit(commitOf(START, offset(1), { totals: bytes("one") }));
      await store.commit(commitOf(offset(1), offset(2)));
      expect(text(await store.loadTotals(0))).toBe("one");
    });

    it("keeps groups of statistics that a commit leaves out, each partition its own, as bytes", async () => {
      const { store } = fixture;
      const all = Uint8Array.from({ length: 20_000 }, (_, i) => i % 256);
      const first = new Map([
        ["arms", bytes("one")],
        ["context", all],
      ]);
      await store.commit(commitOf(START, offset(1), { statistics: first }));
      await store.commit(commitOf(START, offset(1), { partition: 1, statistics: new Map([["arms", bytes("other")]]) }));
      await store.commit(commitOf(offset(1), offset(2)));
      await store.commit(commitOf(offset(2), offset(3), { statistics: new Map([["arms", bytes("two")]]) }));
      const stored = await store.loadStatistics(0);
      expect([...stored.keys()].sort()).toEqual(["arms", "context"]);
      expect(text(stored.get("arms"))).toBe("two");
      expect(Buffer.from(stored.get("context") ?? [])).toEqual(Buffer.from(all));
      expect([...(await store.loadStatistics(1))].map(([group, value]) => [group, text(value)])).toEqual([
        ["arms", "other"],
      ]);
      expect((await store.loadStatistics(2)).size).toBe(0);
    });

    it("keeps the outbox in the order committed until it is trimmed, with a commit or alone", async () => {
      const { store } = fixture;
      const outbox = (ids: string[]): { id: string; bytes: Uint8Array }[] =>
        ids.map((id) => ({ id, bytes: bytes(id) }));
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
      expect((await (await fixture.another()).outbox(0)).map((e) => [e.id, text(e.bytes)])).toEqual([
        ["z2", "z2"],
        ["a2", "a2"],
      ]);
      expect(await store.outbox(1)).toEqual([]);
    });

    it("scans every profile and every timer once", async () => {
      const { store } = fixture;
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
      const { store } = fixture;
      const value = Uint8Array.from({ length: 1_024 }, (_, i) => (i * 7) % 256);
      const tokens = Array.from({ length: 4_000 }, (_, i) => `big${i}`);
      const outbox = Array.from({ length: 1_000 }, (_, i) => ({ id: `m${i}`, bytes: bytes(`m${i}`) }));
      const more = {
        profiles: new Map(tokens.map((token) => [token, value])),
        timers: new Map(tokens.map((token, i) => [token, i])),
        outbox,
      };
      expect(await store.commit(commitOf(START, offset(1), more))).toBe("committed");
      const loaded = await store.loadProfiles(0, tokens);
      expect(loaded.every((profile) => profile !== undefined && Buffer.compare(profile, value) === 0)).toBe(true);
      expect((await store.outbox(0)).map((e) => e.id)).toEqual(outbox.map((e) => e.id));
      expect(
        await store.commit(commitOf(START, offset(2), { profiles: new Map(tokens.map((token) => [token, null])) })),
      ).toBe("conflict");
      expect(await store.commit(commitOf(offset(1), offset(2), { trim: outbox.map((e) => e.id) }))).toBe("committed");
      expect((await store.loadProfiles(0, tokens)).every((profile) => profile !== undefined)).toBe(true);
      expect(await store.outbox(0)).toEqual([]);
    });

    it("keeps spaces apart, with partitions, leases, members and an identity of their own", async () => {
      const { store } = fixture;
      const more = (name: string) => ({
        profiles: new Map([["a", bytes(name)]]),
        timers: new Map([[`${name}-timer`, 5]]),
        totals: bytes(name),
        statistics: new Map([["group", bytes(name)]]),
        outbox: [{ id: `${name}-entry`, bytes: bytes(name) }],
      });
      const deliveries = await fixture.another("deliveries");
      const inbox = await fixture.another("inbox");
      expect(deliveries.description).not.toBe(store.description);
      const empty = await everything(inbox, 0);
      expect(await store.commit(commitOf(START, offset(7), more("profiles")))).toBe("committed");
      expect(await deliveries.commit(commitOf(START, offset(3), more("deliveries")))).toBe("committed");
      expect(await everything(inbox, 0)).toEqual(empty);
      expect(await store.loadOffset(0)).toEqual(offset(7));
      const again = await fixture.another("deliveries");
      expect(await everything(again, 0)).toEqual({
        offset: offset(3),
        profiles: [["a", "deliveries"]],
        timers: [{ id: "deliveries-timer", due: 5 }],
        totals: "deliveries",
        statistics: [["group", "deliveries"]],
        outbox: [["deliveries-entry", "deliveries"]],
      });
      for (const each of [store, deliveries]) {
        expect(await each.acquireLease(0, "me", 60_000)).toBe(true);
        expect(await each.announce("me", 60_000)).toBe(1);
        await each.writeSuspicion(0, { seq: 4, tries: 1 });
      }
      expect(await inbox.readSuspicion(0)).toBeUndefined();
      expect(await again.acquireLease(0, "other", 60_000)).toBe(false);
      expect(await inbox.acquireLease(0, "other", 60_000)).toBe(true);
      expect(await store.identify("one")).toBe("one");
      expect(await deliveries.identify("two")).toBe("two");
      expect(await again.identify("three")).toBe("two");
    });

    it("keeps everything when it is opened again", async () => {
      const { store } = fixture;
      const more = {
        profiles: new Map([["a", bytes("A")]]),
        timers: new Map([["t", 5]]),
        totals: bytes("T"),
        statistics: new Map([["arms", bytes("A")]]),
        outbox: [{ id: "m", bytes: bytes("M") }],
      };
      await store.commit(commitOf(START, offset(4, 2), more));
      const before = await everything(store, 0);
      await store.close();
      expect(await everything(await fixture.another(), 0)).toEqual(before);
    });
  });
}
