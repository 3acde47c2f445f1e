import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interactionsOf } from "../../../test/harness/interactions-of.js";
import type { SparseTable } from "../../models/recommender/model.js";
import { ScoreBoard, scoreRules } from "../../recommend/signals/index.js";
import type { Interactions } from "../interactions.js";
import { type RuleTraining, trainRules } from "./rules.js";

const PLAIN: RuleTraining = { window: 10, neighbours: 200, popularityExponent: 0 };

/** item -> item -> weight */
function rowsOf(
  { items }: Interactions,
  { offsets, targets, weights }: SparseTable,
): Record<string, Record<string, number>> {
  return Object.fromEntries(
    items.flatMap((item, row) => {
      const places = Array.from(
        { length: (offsets[row + 1] as number) - (offsets[row] as number) },
        (_, at) => (offsets[row] as number) + at,
      );
      const entries = places.map((at) => [items[targets[at] as number], weights[at]]);
      return entries.length === 0 ? [] : [[item, Object.fromEntries(entries) as Record<string, number>]];
    }),
  );
}

describe("sequential rules", () => {
  it("weigh what comes d steps later by 1 / d, for each person on their own", async () => {
    const interactions = interactionsOf([
      ["eva", "a", 1],
      ["tom", "x", 2],
      ["eva", "b", 3],
      ["eva", "c", 4],
      ["tom", "b", 5],
    ]);
    expect(rowsOf(interactions, await trainRules(interactions, PLAIN))).toEqual({
      a: { b: 1, c: 0.5 },
      b: { c: 1 },
      x: { b: 1 },
    });
    expect(rowsOf(interactions, await trainRules(interactions, { ...PLAIN, window: 1 }))).toEqual({
      a: { b: 1 },
      b: { c: 1 },
      x: { b: 1 },
    });
  });

  it("take what is done with one item in a row as one step, and never lead to the item itself", async () => {
    const interactions = interactionsOf([
      ["eva", "a", 1, "view"],
      ["eva", "a", 2, "cart"],
      ["eva", "a", 3, "order"],
      ["eva", "b", 4],
      ["eva", "a", 5],
    ]);
    expect(rowsOf(interactions, await trainRules(interactions, PLAIN))).toEqual({ a: { b: 1 }, b: { a: 1 } });
  });

  it("are divided by the power of how often the first item was met, and the heaviest are kept", async () => {
    const interactions = interactionsOf([
      ["eva", "a", 0],
      ["eva", "b", 10],
      ["tom", "a", 100],
      ["tom", "c", 110],
      ["kim", "a", 110],
      ["kim", "c", 110],
    ]);
    const rulesOf = async (how: Partial<RuleTraining>) =>
      rowsOf(interactions, await trainRules(interactions, { ...PLAIN, ...how }));
    const divided = await rulesOf({ popularityExponent: 1 });
    expect([divided.a?.b, divided.a?.c]).toEqual([expect.closeTo(1 / 3, 6), expect.closeTo(2 / 3, 6)]);
    expect((await rulesOf({ popularityExponent: 0.5 })).a?.c).toBeCloseTo(2 / Math.sqrt(3), 6);
    expect((await rulesOf({ neighbours: 1 })).a).toEqual({ c: 2 });
  });

  it("are the sums by the definition, heaviest first, the lower number first among equals", async () => {
    const events = fc.array(fc.tuple(fc.nat(4), fc.nat(6), fc.nat(30)), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 1, max: 6 }), async (list, window) => {
        const rows = list.toSorted(([, , a], [, , b]) => a - b);
        const interactions = interactionsOf(rows.map(([person, item, time]) => [`p${person}`, `i${item}`, time]));
        const table = await trainRules(interactions, { ...PLAIN, window });
        const expected = new Map<string, number>();
        for (const person of new Set(rows.map(([who]) => who))) {
          const met = rows.filter(([who]) => who === person).map(([, item]) => `i${item}`);
          const steps = met.filter((item, at) => item !== met[at - 1]);
          steps.forEach((item, at) =>
            steps.slice(at + 1, at + 1 + window).forEach((next, distance) => {
              const rule = `${item} ${next}`;
              if (next !== item) expected.set(rule, (expected.get(rule) ?? 0) + 1 / (distance + 1));
            }),
          );
        }
        expect(table.targets.length).toBe(expected.size);
        for (const [item, row] of Object.entries(rowsOf(interactions, table))) {
          const order = Object.keys(row);
          for (const next of order) expect(row[next]).toBeCloseTo(expected.get(`${item} ${next}`) as number, 5);
          const numbers = order.map((next) => [row[next] as number, interactions.items.indexOf(next)] as const);
          expect(numbers).toEqual(numbers.toSorted(([a, i], [b, j]) => b - a || i - j));
        }
      }),
    );
  });

  it("tell even people of even items only (checkerboard)", async () => {
    const cells = Array.from({ length: 20 * 20 }, (_, n) => [Math.floor(n / 20), (n * 7) % 20] as const);
    const met = cells.filter(([person, item]) => (person + item) % 2 === 0);
    const interactions = interactionsOf(met.map(([person, item], n) => [`p${person}`, `${item}`, n]));
    const table = await trainRules(interactions, PLAIN);
    const board = new ScoreBoard(interactions.items.length);
    for (const parity of [0, 1]) {
      board.clear();
      const liked = interactions.items.flatMap((name, item) => (Number(name) % 2 === parity ? [item] : []));
      scoreRules(table, liked.slice(0, 4), { items: 10 }, board);
      // The very first item of all never came after another.
      expect(board.count).toBeGreaterThanOrEqual(9);
      for (const item of board.items.subarray(0, board.count)) {
        expect(Number(interactions.items[item]) % 2).toBe(parity);
      }
    }
  });

  it("lie in shared memory, tell how far they are, and end when told to", async () => {
    const interactions = interactionsOf([["eva", "a", 1]]);
    const seen: number[][] = [];
    const table = await trainRules(interactions, PLAIN, { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen.at(-1)).toEqual([1, 1]);
    for (const array of Object.values(table)) expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(trainRules(interactions, PLAIN, { signal })).rejects.toThrow("enough");
  });
});
