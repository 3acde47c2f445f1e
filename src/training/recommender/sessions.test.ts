import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interactionsOf } from "../../../test/harness/interactions-of.js";
import type { SessionTable } from "../../models/recommender/model.js";
import { ScoreBoard, scoreSessions } from "../../recommend/signals/index.js";
import type { Interactions } from "../interactions.js";
import { type SessionTraining, trainSessions } from "./sessions.js";

const DAY = 86_400_000;
const PLAIN: SessionTraining = { gapMs: 50, kept: 100, perItem: 100, items: 100 };

function sessionsOf({ items: names }: Interactions, { offsets, items }: SessionTable): string[] {
  return [...offsets.subarray(1)].map((end, session) =>
    Array.from(items.subarray(offsets[session], end), (item) => names[item]).join(" "),
  );
}

const story = interactionsOf([
  ["eva", "a", 0],
  ["tom", "x", 10],
  ["eva", "b", 20],
  ["eva", "a", 60],
  ["eva", "c", 120],
  ["tom", "y", 60],
  ["eva", "d", 170],
  ["kim", "a", 200],
  ["kim", "a", 210],
]);

describe("the session table", () => {
  it("splits at gaps, names an item once and in order, leaves single items out, and ends with the newest", async () => {
    const table = await trainSessions(story, PLAIN, (person) => person.length);
    expect(sessionsOf(story, table)).toEqual(["a b", "x y", "c d"]);
    expect([...table.owners]).toEqual([3, 3, 3]);
  });

  it("goes on with a long session as another one, and keeps the newest", async () => {
    const rows = Array.from({ length: 7 }, (_, n): [string, string, number] => ["eva", `i${n}`, n * DAY]);
    const long = interactionsOf(rows);
    const table = await trainSessions(long, { ...PLAIN, gapMs: DAY, items: 3 }, () => 1);
    expect(sessionsOf(long, table)).toEqual(["i0 i1 i2", "i3 i4 i5"]);
    expect([...table.days]).toEqual([2, 5]);
    expect(sessionsOf(long, await trainSessions(long, { ...PLAIN, gapMs: DAY, items: 3, kept: 1 }, () => 1))).toEqual([
      "i3 i4 i5",
    ]);
    expect(sessionsOf(long, await trainSessions(long, { ...PLAIN, kept: 0 }, () => 1))).toEqual([]);
  });

  it("lists the newest sessions of every item, newest first, and owners by person", async () => {
    const events = fc.array(fc.tuple(fc.nat(5), fc.nat(8), fc.nat(300)), { maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(
        events,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 2, max: 5 }),
        async (list, perItem, items) => {
          const rows = list.toSorted(([, , a], [, , b]) => a - b);
          const interactions = interactionsOf(rows.map(([person, item, time]) => [`p${person}`, `i${item}`, time]));
          const table = await trainSessions(interactions, { ...PLAIN, perItem, items }, (person) =>
            Number(person.slice(1)),
          );
          const sessions = sessionsOf(interactions, table).map((names) => names.split(" "));
          for (const names of sessions) {
            expect(names.length).toBeGreaterThanOrEqual(2);
            expect(names.length).toBeLessThanOrEqual(items);
            expect(new Set(names).size).toBe(names.length);
          }
          interactions.items.forEach((name, item) => {
            const all = sessions.flatMap((names, session) => (names.includes(name) ? [session] : [])).reverse();
            const listed = table.itemSessions.subarray(table.itemOffsets[item], table.itemOffsets[item + 1]);
            expect([...listed]).toEqual(all.slice(0, perItem));
          });
          sessions.forEach((names, session) => {
            const own = rows.filter(([person]) => person === table.owners[session]).map(([, item]) => `i${item}`);
            for (const name of names) expect(own).toContain(name);
          });
        },
      ),
    );
  });

  it("tells even people of even items only (checkerboard)", async () => {
    const cells = Array.from({ length: 20 * 20 }, (_, n) => [Math.floor(n / 20), n % 20] as const);
    const met = cells.filter(([person, item]) => (person + item) % 2 === 0);
    const interactions = interactionsOf(met.map(([person, item], n) => [`p${person}`, `${item}`, n]));
    const table = await trainSessions(interactions, PLAIN, () => 1);
    const board = new ScoreBoard(interactions.items.length);
    for (const parity of [0, 1]) {
      board.clear();
      const liked = interactions.items.flatMap((name, item) => (Number(name) % 2 === parity ? [item] : []));
      scoreSessions(table, liked.slice(0, 3), { sample: 500, neighbours: 100 }, board);
      expect(board.count).toBe(10);
      for (const item of board.items.subarray(0, board.count)) {
        expect(Number(interactions.items[item]) % 2).toBe(parity);
      }
    }
  });

  it("lies in shared memory and ends when told to", async () => {
    for (const array of Object.values(await trainSessions(story, PLAIN, () => 1))) {
      expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(trainSessions(story, PLAIN, () => 1, { signal })).rejects.toThrow("enough");
  });
});
