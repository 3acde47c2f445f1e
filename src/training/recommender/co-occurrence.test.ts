import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interactionsOf } from "../../../test/harness/interactions-of.js";
import type { SparseTable } from "../../models/recommender/model.js";
import { ScoreBoard, scoreNeighbours } from "../../recommend/signals/index.js";
import { type Interactions, KINDS } from "../interactions.js";
import { type CoOccurrenceTraining, trainCoOccurrence, trainItemNeighbours } from "./co-occurrence.js";

const VIEWS: CoOccurrenceTraining = { from: ["view"], to: ["view"], neighbours: 100, shrink: 0 };

function weightOf({ items }: Interactions, table: SparseTable, from: string, to: string): number {
  const row = items.indexOf(from);
  const [start, end] = [table.offsets[row] as number, table.offsets[row + 1] as number];
  const at = table.targets.subarray(start, end).indexOf(items.indexOf(to));
  return at < 0 ? 0 : (table.weights[start + at] as number);
}

describe("co-occurrence", () => {
  it("is the cosine over people, however often they came back, drawn to 0 by the shrinkage", async () => {
    const interactions = interactionsOf([
      ["eva", "a", 1],
      ["eva", "b", 2],
      ["eva", "b", 3],
      ["tom", "a", 4],
      ["kim", "b", 5],
      ["kim", "c", 6],
    ]);
    const table = await trainCoOccurrence(interactions, VIEWS);
    expect(weightOf(interactions, table, "a", "b")).toBeCloseTo(1 / 2, 6);
    expect(weightOf(interactions, table, "b", "c")).toBeCloseTo(1 / Math.SQRT2, 6);
    expect(weightOf(interactions, table, "a", "c")).toBe(0);
    const shrunk = await trainCoOccurrence(interactions, { ...VIEWS, shrink: 8 });
    expect(weightOf(interactions, shrunk, "a", "b")).toBeCloseTo(1 / 10, 6);
    const kept = await trainCoOccurrence(interactions, { ...VIEWS, neighbours: 1 });
    expect([...kept.offsets]).toEqual([0, 1, 2, 3]);
    expect(weightOf(interactions, kept, "b", "c")).toBeGreaterThan(0);
    expect(weightOf(interactions, kept, "b", "a")).toBe(0);
  });

  it("finds what is bought after a view, and not what was bought before", async () => {
    const interactions = interactionsOf([
      ["eva", "phone", 10, "order"],
      ["eva", "case", 20],
      ["eva", "glass", 30, "order"],
      ["tom", "case", 40],
      ["tom", "case", 50, "order"],
    ]);
    const cross = { ...VIEWS, to: ["order"] as const, after: true };
    const table = await trainCoOccurrence(interactions, cross);
    expect(weightOf(interactions, table, "case", "glass")).toBeCloseTo(1 / Math.SQRT2, 6);
    expect(weightOf(interactions, table, "case", "phone")).toBe(0);
    expect(table.targets.length).toBe(1);
  });

  it("keeps to what was in one basket, where it is asked to", async () => {
    const interactions = interactionsOf([
      ["eva", "tent", 0, "order"],
      ["eva", "pegs", 0, "order"],
      ["eva", "milk", 90, "order"],
    ]);
    const baskets = { ...VIEWS, from: ["order"] as const, to: ["order"] as const, withinMs: 10 };
    const table = await trainCoOccurrence(interactions, baskets);
    expect(weightOf(interactions, table, "tent", "pegs")).toBeCloseTo(1, 6);
    expect(weightOf(interactions, table, "pegs", "milk")).toBe(0);
  });

  it("counts a meeting half after a half-life", async () => {
    const interactions = interactionsOf([
      ["eva", "a", 0],
      ["eva", "b", 0],
      ["tom", "a", 1_000],
      ["tom", "c", 1_000],
    ]);
    const table = await trainCoOccurrence(interactions, { ...VIEWS, halfLifeMs: 1_000 });
    expect(weightOf(interactions, table, "a", "b")).toBeCloseTo(0.5 / Math.sqrt(1.5 * 0.5), 6);
    expect(weightOf(interactions, table, "a", "c")).toBeCloseTo(1 / Math.sqrt(1.5), 6);
  });

  it("looks at so many of a person's newest only", async () => {
    const interactions = interactionsOf([
      ["eva", "a", 1],
      ["eva", "b", 2],
      ["eva", "c", 3],
    ]);
    const table = await trainCoOccurrence(interactions, { ...VIEWS, history: 2 });
    expect([weightOf(interactions, table, "a", "b"), weightOf(interactions, table, "b", "c")]).toEqual([0, 1]);
  });

  it("is by the definition for any kinds, times and orders; within 0 and 1; the same in both directions of one kind", async () => {
    const kinds = fc.subarray([...KINDS], { minLength: 1 });
    const events = fc.array(fc.tuple(fc.nat(4), fc.nat(5), fc.nat(40), fc.constantFrom(...KINDS)), { maxLength: 50 });
    const decays = fc.option(fc.integer({ min: 5, max: 50 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        events,
        kinds,
        kinds,
        fc.boolean(),
        fc.nat(30),
        decays,
        async (list, from, to, after, withinMs, halfLifeMs) => {
          const rows = list.toSorted(([, , a], [, , b]) => a - b);
          const interactions = interactionsOf(
            rows.map(([person, item, time, kind]) => [`p${person}`, `i${item}`, time, kind]),
          );
          const how = { ...VIEWS, from, to, after, withinMs, ...(halfLifeMs === undefined ? {} : { halfLifeMs }) };
          const table = await trainCoOccurrence(interactions, how);
          const together = new Map<string, number>();
          const seen = new Set<string>();
          // From the newest source and its newest target on: the first meeting of a person is the newest.
          for (const [person, item, time, kind] of rows.toReversed()) {
            if (!from.includes(kind)) continue;
            for (const [other, target, at, what] of rows.toReversed()) {
              const far = after ? at < time || at - time > withinMs : Math.abs(at - time) > withinMs;
              if (other !== person || target === item || !to.includes(what) || far) continue;
              const pair = `i${item} i${target}`;
              if (seen.has(`${person} ${pair}`)) continue;
              seen.add(`${person} ${pair}`);
              const until = rows.at(-1)?.[2] as number;
              const weight = halfLifeMs === undefined ? 1 : 2 ** ((time + at - 2 * until) / (2 * halfLifeMs));
              together.set(pair, (together.get(pair) ?? 0) + weight);
            }
          }
          expect(table.targets.length).toBe(together.size);
          for (const pair of together.keys()) {
            const [item, target] = pair.split(" ") as [string, string];
            const weight = weightOf(interactions, table, item, target);
            expect(weight).toBeGreaterThan(0);
            expect(weight).toBeLessThan(1.000_01);
            if (halfLifeMs === undefined) {
              const people = (of: readonly string[], name: string) =>
                new Set(rows.filter(([, i, , kind]) => `i${i}` === name && of.includes(kind)).map(([who]) => who)).size;
              const norms = Math.sqrt(people(from, item) * people(to, target));
              expect(weight).toBeCloseTo((together.get(pair) as number) / norms, 5);
            }
            if (!after && from.join() === to.join()) {
              expect(weightOf(interactions, table, target, item)).toBeCloseTo(weight, 5);
            }
          }
        },
      ),
    );
  });

  it("tells even people of even items only (checkerboard), as item-kNN does", async () => {
    const cells = Array.from({ length: 20 * 20 }, (_, n) => [Math.floor(n / 20), n % 20] as const);
    const met = cells.filter(([person, item]) => (person + item) % 2 === 0 && person !== item);
    const interactions = interactionsOf(met.map(([person, item], n) => [`p${person}`, `${item}`, n]));
    for (const table of [
      await trainCoOccurrence(interactions, VIEWS),
      await trainItemNeighbours(interactions, { neighbours: 100, shrink: 20 }),
    ]) {
      const board = new ScoreBoard(interactions.items.length);
      interactions.people.forEach((person, p) => {
        const liked = [...interactions.item].filter((_, n) => interactions.person[n] === p);
        board.clear();
        scoreNeighbours(table, liked, new Array<number>(liked.length).fill(1), board);
        const parity = Number(person.slice(1)) % 2;
        expect(board.count).toBe(10);
        for (const item of board.items.subarray(0, board.count)) {
          expect(Number(interactions.items[item]) % 2).toBe(parity);
        }
      });
    }
  });

  it("ends when told to, on the way", async () => {
    const rows = Array.from({ length: 60_000 }, (_, n): [string, string, number] => [`p${n % 60}`, `i${n % 400}`, n]);
    const stop = new AbortController();
    const running = trainCoOccurrence(interactionsOf(rows), VIEWS, {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(running).rejects.toThrow("enough");
  });
});
