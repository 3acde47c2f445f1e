import { afterEach, beforeEach, expect, it } from "vitest";
import { product, track } from "../../../test/harness/calls.js";
import { openStoryShop } from "../../../test/harness/open-story-shop.js";
import type { TestShop } from "../../../test/harness/open-test-shop.js";
import { CatalogueJournal } from "./journal.js";

let shop: TestShop;
beforeEach(async () => {
  shop = await openStoryShop({
    now: "2026-03-02T10:00:00Z",
    files: { "recommendations.yaml": 'learnFrom: ["*"]\n' },
  });
});
afterEach(() => shop.close());

it("product events of many people put an item into the catalogue once", async () => {
  const people = Array.from({ length: 12 }, (_, i) => `person-${i}`);
  for (const who of people)
    await shop.take(track(who, "Product Viewed", product("shoe-1", { name: "Shoe", price: 40 })));
  await shop.take(track("ann", "Product Viewed", product("shoe-1", { name: "Shoe", price: 35 })));
  await shop.advance("1 s");
  const { fold } = await CatalogueJournal.open(shop.log);
  expect(fold.count).toBe(1);
  expect([fold.get(0, "title"), fold.get(0, "price")]).toEqual(["Shoe", 35]);
  expect((await shop.log.bounds("items", 0)).count).toBe(2);
  expect(await shop.dead()).toEqual([]);
});
