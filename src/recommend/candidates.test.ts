import { describe, expect, it } from "vitest";
import { catalogueOf, type Goods, modelOf, POLICY, visitor } from "../../test/harness/recommend-shop.js";
import { createRecommender, prepareServing } from "./index.js";

const ITEMS = 3_000;
const GROUPS = 30;

/** Items of thirty kinds, with some chance from a multiplicative generator. */
function largeShop() {
  let state = 7;
  const chance = (): number => {
    state = (state * 48_271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
  const goods: Record<string, Goods[string]> = {};
  const factors: Record<string, number[]> = {};
  const rules: Record<string, Record<string, number>> = {};
  const popularity: Record<string, number> = {};
  for (let n = 0; n < ITEMS; n++) {
    const kind = n % GROUPS;
    goods[`i${n}`] = { category: `c${kind}`, brand: `b${n % 7}`, price: 10 + (n % 50), inStock: chance() > 0.1 };
    factors[`i${n}`] = Array.from({ length: 8 }, (_, i) => Math.cos(kind * (i + 1)) * 0.5 + chance() * 0.6 - 0.3);
    rules[`i${n}`] = Object.fromEntries([1, 2, 3].map((step) => [`i${(n + step * GROUPS) % ITEMS}`, 1 / step]));
    popularity[`i${n}`] = chance() * 50;
  }
  return { goods, model: modelOf({ factors, rules, alsoViewed: rules, popularity }) };
}

const { goods, model } = largeShop();
const catalogue = catalogueOf(goods);
const prepared = prepareServing(model, catalogue);
const parts = { pin: { model: "m", catalogue: 1 }, model: prepared, catalogue, policy: POLICY };
const exact = createRecommender(parts);
const pruned = createRecommender({ ...parts, exactRows: 1_000 });

const people = Array.from({ length: 40 }, (_, n) =>
  visitor(Array.from({ length: 6 }, (_, k) => `view i${(n * 37 + k * GROUPS * 3 + (k === 5 ? 11 : 0)) % ITEMS}`)),
);
const idsOf = (recommender: typeof exact, ...[taste, request]: Parameters<typeof exact.recommend>): string[] =>
  recommender.recommend(taste, request).items.map(({ item }) => item.id);

describe("a catalogue too large to score everything", () => {
  it.each(["for-you", "next-item", "similar"])("finds what scoring everything finds: %s", (scenario) => {
    const request = { scenario, n: 10, filter: { diversity: 0 } };
    let found = 0;
    for (const taste of people) {
      const best = new Set(idsOf(exact, taste, request));
      found += idsOf(pruned, taste, request).filter((id) => best.has(id)).length;
    }
    expect(found / (10 * people.length)).toBeGreaterThanOrEqual(0.95);
  });

  it("finds what a narrow filter lets through", () => {
    const [taste] = people as [(typeof people)[number]];
    for (const filter of [{ categories: ["c7", "c8"] }, { brands: ["b3"] }, { categories: ["c7"], maximumPrice: 20 }]) {
      const request = { scenario: "for-you", n: 10, filter: { ...filter, diversity: 0 } };
      expect(idsOf(pruned, taste, request)).toEqual(idsOf(exact, taste, request));
    }
  });

  it("scores the candidates as all are scored", () => {
    const [taste] = people as [(typeof people)[number]];
    const request = { scenario: "for-you", n: 5, filter: { diversity: 0 } };
    expect(pruned.recommend(taste, request)).toEqual(exact.recommend(taste, request));
  });
});
