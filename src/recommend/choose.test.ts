import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChosenRows, type ListRules } from "./choose.js";
import type { CatalogueColumns } from "./catalogue/index.js";

const columns = {
  brand: Int32Array.of(1, 1, 1, 2, 0, 0),
  group: Int32Array.of(0, 0, 7, 7, 0, 0),
} as unknown as CatalogueColumns;
const pool = { rows: [0, 1, 2, 3, 4, 5], scores: [10, 9, 8, 7, 6, 0] };
const rules: ListRules = { diversity: 0, mostPerBrand: Number.POSITIVE_INFINITY, variants: false };
/** Neighbouring rows are alike. */
const likeness = (a: number, b: number): number => (Math.abs(a - b) <= 1 ? 1 : 0);
const list = (about: number[] = []) => new ChosenRows(columns, likeness, about);

describe("a list", () => {
  it("follows the scores, with one variant of a thing", () => {
    expect(list().choose(pool, 4, rules)).toEqual([0, 1, 2, 4]);
    expect(list().choose(pool, 4, { ...rules, variants: true })).toEqual([0, 1, 2, 3]);
  });

  it("has no variants of what it is about", () => {
    expect(list([2]).choose(pool, 3, rules)).toEqual([0, 1, 4]);
  });

  it("has at most so many of a brand, counted over all that it is filled from; no brand is no brand", () => {
    const chosen = list();
    expect(chosen.choose({ rows: [0], scores: [1] }, 4, { ...rules, mostPerBrand: 1 })).toEqual([0]);
    expect(chosen.choose(pool, 4, { ...rules, mostPerBrand: 1 })).toEqual([3, 4, 5]);
  });

  it("prefers what is unlike the chosen, the more diversity the more", () => {
    expect(list().choose(pool, 3, { ...rules, diversity: 0.05 })).toEqual([0, 1, 2]);
    expect(list().choose(pool, 3, { ...rules, diversity: 0.3 })).toEqual([0, 2, 4]);
    expect(list().choose(pool, 3, { ...rules, diversity: 1 })).toEqual([0, 2, 4]);
  });

  it("is as long as the pool allows", () => {
    expect(
      list()
        .choose(pool, 9, { ...rules, diversity: 0.5 })
        .toSorted(),
    ).toEqual([0, 1, 2, 4, 5]);
  });
});

it("a diverse list is the one that holding every candidate against every chosen one gives", () => {
  const bare = { brand: new Int32Array(30), group: new Int32Array(30) } as unknown as CatalogueColumns;
  const grid = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 900, maxLength: 900 });
  const scores = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      grid,
      scores,
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(0.1, 0.5, 1),
      (cells, all, n, diversity) => {
        const alike = (a: number, b: number): number => (cells[a * 30 + b] as number) / 4;
        const sorted = all.toSorted((a, b) => b - a);
        const rows = sorted.map((_, row) => row);
        const [highest, lowest] = [sorted[0] as number, sorted.at(-1) as number];
        const expected: number[] = [];
        while (expected.length < Math.min(n, rows.length)) {
          const worth = rows.map((row) => {
            if (expected.includes(row)) return Number.NEGATIVE_INFINITY;
            const relevance = highest > lowest ? 1 - (highest - (sorted[row] as number)) / (highest - lowest) : 1;
            return (1 - diversity) * relevance - diversity * Math.max(0, ...expected.map((one) => alike(one, row)));
          });
          expected.push(worth.indexOf(Math.max(...worth)));
        }
        const chosen = new ChosenRows(bare, alike, []);
        expect(chosen.choose({ rows, scores: sorted }, n, { ...rules, diversity })).toEqual(expected);
      },
    ),
  );
});
