import { describe, expect, it } from "vitest";
import {
  catalogueOf,
  type Goods,
  type Links,
  modelOf,
  NOW,
  POLICY,
  visitor,
} from "../../../test/harness/recommend-shop.js";
import type { Taste } from "../../domain/recommendation.js";
import { DAY } from "../../domain/time.js";
import { PersonScores } from "../person-scores.js";
import { serve } from "../served.js";
import { prepareServing } from "../serving/prepare-serving.js";
import type { RowScores } from "./row-scores.js";

const ITEMS = 60;
const name = (n: number): string => `i${n % ITEMS}`;
const goods: Record<string, Goods[string]> = {};
const factors: Record<string, number[]> = {};
const links: Record<string, Record<string, number>> = {};
for (let n = 0; n < ITEMS; n++) {
  goods[name(n)] = {
    category: `c${n % 4}`,
    brand: `b${n % 3}`,
    price: 10 + n,
    publishedAt: n < 50 ? 1 : NOW - (n - 49) * DAY,
  };
  // The model doesn't know all of them.
  if (n % 10 !== 9) factors[name(n)] = [Math.sin(n), Math.cos(n), Math.sin(2 * n), (n % 4) / 4];
}
for (const from of Object.keys(factors)) {
  const at = Number(from.slice(1));
  const to = [1, 4, 7].map((step) => name(at + step)).filter((id) => id in factors);
  links[from] = Object.fromEntries(to.map((id, n) => [id, 1 / (n + 1)]));
}
const table: Links = links;
const catalogue = catalogueOf(goods, {
  overall: [
    ["i1", 9],
    ["i2", 4],
  ],
  trending: [
    ["i3", 3],
    ["i1", 1],
  ],
  segments: {
    s: [
      ["i4", 2],
      ["i5", 1],
    ],
  },
});
const model = modelOf({
  factors,
  rules: table,
  alsoViewed: table,
  alsoBought: table,
  viewThenBought: table,
  sessions: [
    ["i1", "i2", "i3"],
    ["i2", "i4"],
    ["i5", "i8", "i1"],
  ],
});
const served = serve({ model: prepareServing(model, catalogue), catalogue, policy: POLICY });
const taste: Taste = visitor(["view i1", "cart i5", "view i9", "order i2"], { segments: ["s"] });
const person = new PersonScores(served, taste);
const seeds = {
  rows: [catalogue.count - 1, 3, 8],
  kinds: ["view", "view", "cart"] as const,
  weights: [0.5, 0.25, 0.25],
};

const SIGNALS: readonly (readonly [string, () => RowScores | undefined])[] = [
  ["taste", () => person.of("taste")],
  ["next", () => person.of("next")],
  ["session", () => person.of("session")],
  ["also-viewed", () => person.of("also-viewed")],
  ["also-bought", () => person.around("also-bought", seeds)],
  ["view-then-bought", () => person.of("view-then-bought")],
  ["content", () => person.of("content")],
  [
    "content by interest",
    () =>
      new PersonScores(served, {
        ...visitor(),
        categories: new Map([
          ["c1", 2],
          ["c2", 1],
        ]),
      }).of("content"),
  ],
  ["popular", () => person.of("popular")],
  ["segment-popular", () => person.of("segment-popular")],
  ["trending", () => person.of("trending")],
  ["new", () => person.of("new")],
  ["alike by factors", () => person.alike(seeds)],
  ["alike in content", () => person.alikeInContent(seeds)],
];

describe.each(SIGNALS)("%s", (_, make) => {
  const scores = make() as RowScores;
  const rows = Uint32Array.from({ length: ITEMS }, (_, row) => row);
  const each = Array.from(rows, (row) => make()?.at(row) ?? Number.NaN);

  it("says something, and the same of all rows, of some and of one", () => {
    expect(each.some((score) => score !== 0)).toBe(true);
    const all = new Float32Array(ITEMS).fill(1);
    (make() as RowScores).addTo(all, 2);
    const some = new Float32Array(ITEMS).fill(1);
    (make() as RowScores).addAt(some, rows, 2);
    for (const row of rows) {
      expect(all[row]).toBeCloseTo(1 + 2 * (each[row] as number), 4);
      expect(some[row]).toBe(all[row]);
    }
  });

  it("splits each score among what it rests on, exactly", () => {
    const why = (make() as RowScores).why;
    if (why === undefined) return;
    const shares = why.shares([...rows]);
    const pieces = why.evidence.rows.length;
    for (const row of rows) {
      const sum = shares.subarray(row * pieces, (row + 1) * pieces).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(each[row] as number, 4);
    }
  });

  it("names the rows that have a score", () => {
    const reached = new Set<number>();
    const { eachRow } = make() as RowScores;
    if (eachRow === undefined) return;
    eachRow((row) => reached.add(row));
    expect(Array.from(rows).filter((row) => each[row] !== 0 && !reached.has(row))).toEqual([]);
  });

  it("has the mean and deviation of its scores", () => {
    if (scores.deviation === 1 && scores.mean === 0) return;
    // Taste: over the items that the model was trained on.
    const counted = scores.signal === "taste" ? each.filter((_, row) => name(row) in factors) : each;
    const mean = counted.reduce((a, b) => a + b, 0) / counted.length;
    const variance = counted.reduce((a, b) => a + (b - mean) ** 2, 0) / counted.length;
    expect(scores.mean).toBeCloseTo(mean, 4);
    expect(scores.deviation).toBeCloseTo(Math.sqrt(variance), 4);
  });
});
