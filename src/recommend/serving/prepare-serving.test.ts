import { describe, expect, it } from "vitest";
import { type Goods, type Knowledge, modelOf, NOW, POLICY, visitor } from "../../../test/harness/recommend-shop.js";
import { factorsOf } from "../../models/kernels/index.js";
import { CatalogueFold } from "../catalogue/index.js";
import { createRecommender } from "../recommender.js";
import { prepareServing } from "./prepare-serving.js";
import type { LearntRows, SharedModel } from "./shared-model.js";

const KNOWS: Knowledge = {
  factors: { boots: [2, 0], shoes: [1.8, 0.2], book: [0, 1], atlas: [0.2, 1.2], pen: [0, 0.5, 0.5] },
  rules: { boots: { shoes: 1 } },
  popularity: { boots: 3, book: 1 },
};
const GOODS: Goods = {
  atlas: { category: "reading", price: 20 },
  boots: { category: "shoes", price: 80, brand: "Alpin" },
  book: { category: "reading", price: 22 },
  shoes: { category: "shoes", price: 75 },
};
const model = modelOf(KNOWS);

/** A journal that goes on. */
function journal(goods: Goods) {
  const fold = new CatalogueFold();
  let seq = 0;
  const say = (more: Goods) => {
    for (const [id, { removed: _, ...fields }] of Object.entries(more))
      fold.append(++seq, { kind: "item", id, source: "declared", time: NOW, fields });
    return fold.snapshot();
  };
  return { say, first: say(goods) };
}

const learntOf = (shared: SharedModel): LearntRows => shared.learnt as LearntRows;
const vectorOf = ({ factors }: LearntRows, row: number): number[] =>
  [...factorsOf(factors).subarray(row * 8, (row + 1) * 8)].map((value) => Math.round(value * 1e5) / 1e5);
/** All that is computed of a model and a catalogue, to the bit. */
const numbersOf = (shared: SharedModel) => {
  const { factors, norms, itemOf, rowOf, meanVector } = learntOf(shared);
  const { rows } = shared;
  return {
    factors: [...factorsOf(factors)],
    norms: [...norms.subarray(0, rows)],
    itemOf: [...itemOf.subarray(0, rows)],
    rowOf: [...rowOf],
    meanVector: [...meanVector],
    popularity: { ...shared.popularity, column: [...shared.popularity.column] },
  };
};
const cosine = (a: number[], b: number[]): number => {
  const dot = (x: number[], y: number[]): number => x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

describe("a model in the catalogue's rows", () => {
  it("has each item's vector in its row, whatever the order; what the catalogue lacks has no row", () => {
    const learnt = learntOf(prepareServing(model, journal(GOODS).first));
    expect(vectorOf(learnt, 1)).toEqual([2, 0, 0, 0, 0, 0, 0, 0]);
    expect(vectorOf(learnt, 2)).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
    expect([...learnt.rowOf]).toEqual([1, 3, 2, 0, -1]);
    expect([...learnt.itemOf.subarray(0, 4)]).toEqual([3, 0, 2, 1]);
  });

  it("gives what nobody has met the vector of its like, neither invisible nor ahead of everything", () => {
    const goods = { ...GOODS, sandals: { category: "shoes", price: 60 }, novel: { category: "reading" }, riddle: {} };
    const learnt = learntOf(prepareServing(model, journal(goods).first));
    const [sandals, novel, riddle] = [4, 5, 6].map((row) => vectorOf(learnt, row)) as [number[], number[], number[]];
    const [shoes, reading] = [
      [1, 0, 0, 0, 0, 0, 0, 0],
      [0, 1, 0, 0, 0, 0, 0, 0],
    ] as [number[], number[]];
    expect(cosine(sandals, shoes)).toBeGreaterThan(cosine(riddle, shoes));
    expect(cosine(novel, reading)).toBeGreaterThan(cosine(riddle, reading));
    expect(cosine(riddle, [1, 0.6, 0, 0, 0, 0, 0, 0])).toBeGreaterThan(0.99);
    const known = [...learnt.norms.subarray(0, 4)].sort();
    for (const row of [4, 5, 6]) {
      expect(learnt.norms[row]).toBeGreaterThanOrEqual(known[1] as number);
      expect(learnt.norms[row]).toBeLessThanOrEqual(known[2] as number);
    }
  });

  it("is the same when rows are added one by one, and older ones stay as they are for whoever serves them", () => {
    const { say, first } = journal(GOODS);
    const before = prepareServing(model, first);
    const numbers = numbersOf(before);
    const second = say({ sandals: { category: "shoes", price: 60 }, lamp: { category: "home" } });
    const added = prepareServing(model, second, before);
    expect(learntOf(added).factors.memory).toBe(learntOf(before).factors.memory);
    expect(numbersOf(added)).toEqual(numbersOf(prepareServing(model, second)));
    const third = say({ novel: { category: "reading", price: 21 } });
    expect(numbersOf(prepareServing(model, third, added))).toEqual(numbersOf(prepareServing(model, third)));
    expect(numbersOf(before)).toEqual(numbers);
  });

  it.each([
    ["an item of the model appears", { pen: { category: "home" } }],
    ["a category changes", { boots: { category: "boots" } }],
    ["a price leaves its tier", { boots: { price: 300 } }],
  ] satisfies [string, Goods][])("is made anew where %s", (_, change) => {
    const { say, first } = journal(GOODS);
    const before = prepareServing(model, first);
    const second = say({ ...change, sandals: { category: "shoes", price: 60 } });
    const after = prepareServing(model, second, before);
    expect(learntOf(after).factors.memory).not.toBe(learntOf(before).factors.memory);
    expect(numbersOf(after)).toEqual(numbersOf(prepareServing(model, second)));
  });

  it("never writes over rows that another catalogue's readers see", () => {
    const { say, first } = journal(GOODS);
    const before = prepareServing(model, first);
    const second = prepareServing(model, say({ sandals: { category: "shoes" } }), before);
    const numbers = numbersOf(second);
    const third = say({ sandals: { category: "reading" } });
    expect(numbersOf(prepareServing(model, third, before))).toEqual(numbersOf(prepareServing(model, third)));
    expect(numbersOf(second)).toEqual(numbers);
  });

  it("goes to another thread as a message and recommends the same there", () => {
    const catalogue = journal(GOODS).first;
    const prepared = prepareServing(model, catalogue);
    const parts = { pin: { model: "m", catalogue: 4 }, catalogue, policy: POLICY };
    const request = { scenario: "for-you", n: 3 };
    const here = createRecommender({ ...parts, model: prepared });
    const there = createRecommender({
      ...structuredClone({ ...parts, policy: undefined, model: prepared }),
      policy: POLICY,
    });
    expect(there.recommend(visitor(["view boots"]), request)).toEqual(here.recommend(visitor(["view boots"]), request));
  });
});

describe("popularity by row", () => {
  const popularityOf = (overall: [string, number][], time = NOW) => {
    const fold = new CatalogueFold();
    Object.keys(GOODS).forEach((id, at) =>
      fold.append(at + 1, { kind: "item", id, source: "declared", time, fields: {} }),
    );
    const popularity = { time, halfLifeMs: 1_000, overall, trending: [], segments: {} };
    if (overall.length > 0) fold.append(9, { kind: "popularity", popularity });
    const { column } = prepareServing(model, fold.snapshot()).popularity;
    return Object.fromEntries(
      Object.keys(GOODS).map((id, row) => [id, Math.round(Math.expm1(column[row] as number) * 1e3) / 1e3]),
    );
  };

  it("is the model's where there is no live one", () => {
    expect(popularityOf([])).toEqual({ atlas: 0, boots: 3, book: 1, shoes: 0 });
  });

  it("is the live one where that is more than what is left of the model's", () => {
    expect(
      popularityOf(
        [
          ["shoes", 2],
          ["boots", 1],
        ],
        NOW + 1_000,
      ),
    ).toEqual({ atlas: 0, boots: 1.5, book: 0.5, shoes: 2 });
  });
});
