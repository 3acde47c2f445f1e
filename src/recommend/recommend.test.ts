import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Goods, type Knowledge, NOW, shopOf, visitor } from "../../test/harness/recommend-shop.js";
import type { ItemKind } from "../domain/profile.js";
import {
  type RecommendationFilter,
  type RecommendationRequest,
  SCENARIOS,
  type Taste,
} from "../domain/recommendation.js";
import { DAY } from "../domain/time.js";
import type { ServedRecommender } from "./index.js";

const IDS = Array.from({ length: 12 }, (_, n) => `i${n}`);
const mostly = <T>(usual: T, rare: T) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(rare) });
const number = fc.integer({ min: -10, max: 10 }).map((tenths) => tenths / 10);
const id = fc.constantFrom(...IDS, "unheard-of");
const links = fc.dictionary(fc.constantFrom(...IDS), fc.dictionary(fc.constantFrom(...IDS), number.map(Math.abs)));

const goods: fc.Arbitrary<Goods> = fc
  .array(
    fc.record({
      category: fc.constantFrom("", "a", "b"),
      brand: fc.constantFrom("", "x", "y"),
      group: fc.constantFrom("", "g"),
      colour: fc.constantFrom("", "red", "blue"),
      type: fc.constantFrom("product", "article"),
      price: fc.constantFrom(undefined, 8, 10, 11, 20),
      oldPrice: fc.constantFrom(undefined, 12),
      inStock: mostly(true, false),
      publishedAt: fc.constantFrom(0, NOW - 2 * DAY, NOW - 100 * DAY),
      expiresAt: mostly(Number.POSITIVE_INFINITY, NOW - DAY),
      removed: mostly(false, true),
    }),
    { minLength: 6, maxLength: IDS.length },
  )
  .map((all) =>
    Object.fromEntries(
      all.map(({ removed, ...fields }, n) => [`i${n}`, { ...fields, ...(removed ? { removed: true as const } : {}) }]),
    ),
  );

const knows: fc.Arbitrary<Knowledge> = fc.record({
  factors: fc
    .array(fc.array(number, { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 12,
    })
    .map((all) => Object.fromEntries(all.map((vector, n) => [`i${n}`, vector]))),
  serving: fc.constant({
    blend: {
      forYou: { taste: 1, next: 0.4, session: 0.2, popular: 0.1, content: 0.3 },
      nextItem: { taste: 0.5, next: 1, "also-viewed": 0.2, trending: 0.1 },
    },
  }),
});

/** Links must name items that the model knows. */
const withLinks = fc.tuple(knows, links, links, links).map(([known, rules, alsoViewed, alsoBought]): Knowledge => {
  const has = (name: string): boolean => name in known.factors;
  const within = (all: Readonly<Record<string, Readonly<Record<string, number>>>>) =>
    Object.fromEntries(
      Object.entries(all).map(([from, to]) => [
        from,
        Object.fromEntries(Object.entries(to).filter(([name]) => has(name))),
      ]),
    );
  return {
    ...known,
    rules: within(rules),
    alsoViewed: within(alsoViewed),
    alsoBought: within(alsoBought),
    viewThenBought: within(alsoBought),
    sessions: [IDS.filter(has)],
    popularity: Object.fromEntries(IDS.filter(has).map((name, n) => [name, n])),
  };
});

/** Which items of a shop were removed: an item that was is still known by name. */
const removed = new WeakMap<ServedRecommender, ReadonlySet<string>>();

const shops: fc.Arbitrary<ServedRecommender> = fc
  .tuple(
    goods,
    fc.option(withLinks, { nil: undefined }),
    fc.array(fc.tuple(id, fc.integer({ min: 1, max: 9 })), { maxLength: 4 }),
  )
  .map(([all, known, overall]) => {
    const shop = shopOf({
      goods: all,
      ...(known === undefined ? {} : { knows: known }),
      popularity: { overall, trending: overall.slice(0, 2), segments: { s: overall.slice(1) } },
    });
    removed.set(shop, new Set(Object.keys(all).filter((name) => all[name]?.removed)));
    return shop;
  });

const did = fc
  .tuple(fc.constantFrom<ItemKind>("view", "cart", "save", "order"), id)
  .map(([kind, name]) => `${kind} ${name}`);
const tastes: fc.Arbitrary<Taste> = fc
  .tuple(fc.uniqueArray(did, { maxLength: 8 }), fc.array(id, { maxLength: 2 }), fc.subarray(["s"]))
  .map(([all, outOfStock, segments]) => visitor(all, { outOfStock, segments, categories: new Map([["a", 1]]) }));

const filters: fc.Arbitrary<RecommendationFilter> = fc.record(
  {
    exclude: fc.array(id, { maxLength: 3 }),
    types: fc.subarray(["product", "article"], { minLength: 1 }),
    categories: fc.subarray(["a", "b"], { minLength: 1 }),
    brands: fc.subarray(["x", "y"], { minLength: 1 }),
    minimumPrice: fc.constant(9),
    maximumPrice: fc.constant(15),
    mostPerBrand: fc.integer({ min: 1, max: 2 }),
    diversity: fc.constantFrom(0, 0.3, 1),
  },
  { requiredKeys: [] },
);
const requests: fc.Arbitrary<RecommendationRequest> = fc.record(
  {
    scenario: fc.constantFrom(...SCENARIOS),
    n: fc.integer({ min: 1, max: 8 }),
    items: fc.array(id, { maxLength: 2 }),
    filter: fc.oneof(
      filters,
      fc.record({ mostPerBrand: fc.integer({ min: 1, max: 2 }), diversity: fc.constantFrom(0, 0.5) }),
    ),
  },
  { requiredKeys: ["scenario", "n"] },
);

const property = (holds: (shop: ServedRecommender, taste: Taste, request: RecommendationRequest) => void): void => {
  fc.assert(
    fc.property(shops, tastes, requests, (shop, taste, request) => {
      holds(shop, taste, request);
      shop.dispose();
    }),
    { numRuns: 300 },
  );
};

/** Said again in other words than the filter's: what may be recommended at all. */
function mayBe(
  shop: ServedRecommender,
  name: string,
  taste: Taste,
  { scenario, items, filter = {} }: RecommendationRequest,
): boolean {
  const item = shop.item(name);
  if (item === undefined || removed.get(shop)?.has(name)) return false;
  const owned = taste.bought.some((one) => one.id === name);
  const { minimumPrice = 0, maximumPrice = Number.POSITIVE_INFINITY } = filter;
  const priced = filter.minimumPrice === undefined && filter.maximumPrice === undefined;
  return (
    item.inStock &&
    item.expiresAt > NOW &&
    !taste.outOfStock.includes(name) &&
    !(filter.exclude ?? []).includes(name) &&
    !(items ?? []).includes(name) &&
    (!owned || scenario === "replenishment") &&
    (filter.types?.includes(item.type) ?? true) &&
    (filter.categories?.includes(item.category) ?? true) &&
    (filter.brands?.includes(item.brand) ?? true) &&
    (priced || (item.price !== undefined && item.price >= minimumPrice && item.price <= maximumPrice))
  );
}

describe("whatever is asked", () => {
  it("never answers with what may not be recommended, nor twice with the same", () => {
    property((shop, taste, request) => {
      const { items } = shop.recommend(taste, request);
      const ids = items.map(({ item }) => item.id);
      expect(items.length).toBeLessThanOrEqual(request.n);
      expect(new Set(ids).size).toBe(ids.length);
      for (const name of ids) expect(mayBe(shop, name, taste, request), name).toBe(true);
    });
  });

  it("has no more of a brand than asked for", () => {
    property((shop, taste, request) => {
      const most = request.filter?.mostPerBrand ?? Number.POSITIVE_INFINITY;
      const brands = shop.recommend(taste, request).items.map(({ item }) => item.brand);
      for (const brand of ["x", "y"]) expect(brands.filter((one) => one === brand).length).toBeLessThanOrEqual(most);
    });
  });

  it("is never empty while something may be recommended, and full while enough may", () => {
    property((shop, taste, request) => {
      const { items } = shop.recommend(taste, request);
      const { mostPerBrand: _, ...filter } = request.filter ?? {};
      const possible = IDS.filter((name) => mayBe(shop, name, taste, { ...request, scenario: "for-you", filter }));
      if (possible.length > 0) expect(items.length).toBeGreaterThan(0);
      if (request.filter?.mostPerBrand === undefined)
        expect(items.length).toBeGreaterThanOrEqual(Math.min(request.n, possible.length));
    });
  });

  it("has parts that add up to the score, and shares that add up to 1", () => {
    property((shop, taste, request) => {
      for (const { score, parts, because, scenario } of shop.recommend(taste, request).items) {
        expect(parts.length).toBeGreaterThan(0);
        expect(score).toBeCloseTo(
          parts.reduce((sum, { value }) => sum + value, 0),
          6,
        );
        expect(score, scenario).not.toBeNaN();
        if (because.length > 0) expect(because.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
        for (const [n, { share }] of because.entries()) {
          expect(share).toBeGreaterThan(0);
          if (n > 0) expect(share).toBeLessThanOrEqual((because[n - 1] as { share: number }).share);
        }
      }
    });
  });

  it("is the same for the same question, whatever was asked in between", () => {
    fc.assert(
      fc.property(shops, fc.array(fc.tuple(tastes, requests), { minLength: 2, maxLength: 6 }), (shop, asked) => {
        const batch = asked.map(([taste, request]) => shop.recommend(taste, request));
        const single = asked.toReversed().map(([taste, request]) => shop.recommend(taste, request));
        expect(single.toReversed()).toEqual(batch);
        shop.dispose();
      }),
      { numRuns: 100 },
    );
  });

  it("names the chain's members that items come from", () => {
    property((shop, taste, request) => {
      const { items, answeredBy } = shop.recommend(taste, request);
      expect([...new Set(items.map(({ scenario }) => scenario))]).toEqual(answeredBy);
    });
  });
});

describe("scores of all items", () => {
  it("rank as recommend does, before filters", () => {
    fc.assert(
      fc.property(shops, tastes, (shop, taste) => {
        const { items } = shop.recommend(taste, { scenario: "for-you", n: 8, filter: { diversity: 0 } });
        const { scores } = shop.scoreAll(taste, "forYou");
        const ranked = items
          .filter(({ scenario }) => scenario === "for-you")
          .map(({ item }) => scores[shop.row(item.id)] as number);
        expect(ranked).toEqual(ranked.toSorted((a, b) => b - a));
        shop.dispose();
      }),
      { numRuns: 100 },
    );
  });

  it("are the weighted sum of the signals' z-scores", () => {
    fc.assert(
      fc.property(withLinks, tastes, (known, taste) => {
        const shop = shopOf({ goods: Object.fromEntries(IDS.map((name) => [name, { category: "a" }])), knows: known });
        const weights = { taste: 1, next: 0.4, session: 0.2, popular: 0.1, content: 0.3 };
        if (
          shop.recommend(taste, { scenario: "recently-viewed", n: 1 }).items.length === 0 ||
          taste.recent.every(({ id: name }) => shop.row(name) < 0)
        )
          return;
        const scores = shop.scoreAll(taste, "forYou", weights).scores.slice();
        const signals = Object.keys(weights) as (keyof typeof weights)[];
        const into = signals.map(() => new Float32Array(shop.rows));
        shop.signalScores(taste, signals, into);
        for (let row = 0; row < shop.rows; row++) {
          const sum = signals.reduce(
            (total, signal, at) => total + weights[signal] * ((into[at] as Float32Array)[row] as number),
            0,
          );
          expect(scores[row]).toBeCloseTo(sum, 3);
        }
        shop.dispose();
      }),
      { numRuns: 100 },
    );
  });
});

describe("a recommender", () => {
  it("knows its items and its version", () => {
    const shop = shopOf({ goods: { a: { title: "A" } } });
    expect(shop.version).toBe("none@1");
    expect(shop.item("a")?.title).toBe("A");
    expect(shop.item("b")).toBeUndefined();
    expect(shop.newsOf({ id: "b", type: "product", title: "B", category: "", brand: "", price: 1 })).toMatchObject({
      title: "B",
    });
  });

  it("says that it doesn't know a scenario", () => {
    expect(() => shopOf({ goods: {} }).recommend(visitor(), { scenario: "no-such", n: 1 })).toThrow(RangeError);
  });

  it("answers with nothing where the catalogue holds nothing", () => {
    expect(shopOf({ goods: {} }).recommend(visitor(["view a"]), { scenario: "for-you", n: 3 })).toMatchObject({
      items: [],
      answeredBy: [],
    });
  });
});
