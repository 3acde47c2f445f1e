import { beforeAll, describe, expect, it } from "vitest";
import { interactionsOf } from "../../test/harness/interactions-of.js";
import { type Goods, NOW, POLICY, visitor, catalogueOf } from "../../test/harness/recommend-shop.js";
import { DAY, HOUR } from "../domain/time.js";
import { trainRecommender } from "../training/recommender/train.js";
import { defaultRecipe } from "../training/recommender/recipe.js";
import { createRecommender, prepareServing, type ServedRecommender } from "./index.js";

/**
 * The whole way from interactions to the list: even people like even items, odd people odd ones. Whoever wires a signal wrongly, numbers rows wrongly or folds in
 * wrongly gets the other half of the board.
 */
const SIZE = 40;
const parityOf = (id: string): number => Number(id.slice(1)) % 2;

let shop: ServedRecommender;

beforeAll(async () => {
  const rows: [string, string, number, "view" | "order"][] = [];
  for (let person = 0; person < SIZE; person++) {
    for (let n = 0; n < SIZE / 2; n++) {
      const item = 2 * ((n * 7 + person) % (SIZE / 2)) + (person % 2);
      // Each leaves some out, so that there is something to recommend.
      if ((item + person) % 5 === 0) continue;
      const time = NOW - 30 * DAY + person * HOUR + n * 60_000;
      rows.push([`p${person}`, `i${item}`, time, (n + (person >> 1)) % 2 === 0 ? "order" : "view"]);
    }
  }
  rows.sort((a, b) => a[2] - b[2]);
  const interactions = interactionsOf(rows);
  const recipe = defaultRecipe();
  const model = await trainRecommender(interactions, recipe, { threads: 1, seed: 5 });
  // Another order than the model's, and a stranger to it in each half.
  const goods: Record<string, Goods[string]> = {};
  for (let item = SIZE + 1; item >= 0; item--) {
    goods[`i${item}`] = { category: item % 2 === 0 ? "even" : "odd", publishedAt: item >= SIZE ? NOW - DAY : 1 };
  }
  const catalogue = catalogueOf(goods);
  shop = createRecommender({
    pin: { model: "checkerboard", catalogue: catalogue.position },
    model: prepareServing(model, catalogue),
    catalogue,
    policy: POLICY,
  });
});

describe("the checkerboard", () => {
  it.each([0, 1])(
    "people of parity %i are recommended items of theirs, in every scenario that is about taste",
    (parity) => {
      for (let first = parity; first < SIZE; first += 2) {
        const taste = visitor([first, first + 6, first + 10].map((item) => `view i${item % SIZE}`));
        for (const scenario of ["for-you", "next-item", "also-viewed", "also-bought", "similar"]) {
          const { items } = shop.recommend(taste, { scenario, n: 8 });
          const own = items.filter((one) => one.scenario === scenario);
          expect(own.length, scenario).toBeGreaterThan(0);
          for (const { item } of own) expect(parityOf(item.id), `${scenario} for ${first}: ${item.id}`).toBe(parity);
        }
      }
    },
  );

  it("new items, which the model never met, go to the right half", () => {
    for (const first of [0, 1, 2, 3]) {
      const { items } = shop.recommend(visitor([`view i${first}`]), { scenario: "new-arrivals", n: 1 });
      expect(items.map(({ item }) => item.id)).toEqual([`i${SIZE + (first % 2)}`]);
    }
  });

  it("reasons name items of the same half", () => {
    const taste = visitor(["view i2", "view i8"]);
    for (const { because } of shop.recommend(taste, { scenario: "for-you", n: 5 }).items) {
      expect(because.map(({ id }) => parityOf(id))).toEqual(because.map(() => 0));
    }
  });

  it("a person of both halves gets more of the one they came from last", () => {
    const taste = visitor(["view i2", "view i8", "view i12", "view i3", "view i5"]);
    const { items } = shop.recommend(taste, { scenario: "for-you", n: 6, filter: { diversity: 0 } });
    expect(items.filter(({ item }) => parityOf(item.id) === 0).length).toBeGreaterThan(3);
  });
});
