import { describe, expect, it } from "vitest";
import { aRecommendationPolicy, aTrack, anEngineContext, MONDAY } from "../../../test/harness/engine-context.js";
import { EngineStory } from "../../../test/harness/engine-story.js";
import type { JsonObject, SegmentEvent } from "../../domain/event.js";
import type { CatalogueEntry, ObservedItem } from "../../domain/item.js";
import { NO_RECOMMENDER } from "../../domain/recommendation.js";
import { canonicalEventName } from "../../domain/vocabulary.js";

const shoe: JsonObject = {
  product_id: "s1",
  name: "Shoe",
  category: "shoes",
  brand: "Acme",
  price: "19.99",
  url: "https://elsewhere.example",
  image_url: "https://elsewhere.example/x.png",
  availability: "sold out",
};

function observed(
  events: readonly SegmentEvent[],
  learnFrom: readonly string[] = ["*"],
  recommender = NO_RECOMMENDER,
): CatalogueEntry[] {
  const recommendations = aRecommendationPolicy({ learnFrom });
  const story = new EngineStory(anEngineContext({ recommendations, recommender })).take(...events);
  return story.effects.flatMap((effect) => (effect.kind === "item" ? [effect.entry] : []));
}

describe("what product events tell the catalogue", () => {
  it("is name, category, brand, price and type, and never a link, a picture or a stock", () => {
    expect(observed([aTrack("Product Viewed", MONDAY, shoe)])).toEqual([
      {
        kind: "item",
        id: "s1",
        source: "observed",
        time: MONDAY,
        fields: { type: "product", title: "Shoe", category: "shoes", brand: "Acme", price: 19.99 },
      },
    ]);
  });

  it("counts from the write keys that are named, of imports too", () => {
    const viewed = (source: string, history = false) => ({
      ...aTrack("Product Viewed", MONDAY, shoe),
      source,
      history,
    });
    expect(observed([viewed("web")], [])).toEqual([]);
    expect(observed([viewed("web")], ["app"])).toEqual([]);
    expect(observed([viewed("web")], ["app", "web"]).length).toBe(1);
    expect(observed([viewed("web", true)], ["web"]).length).toBe(1);
  });

  it("comes of what people do with items, of each line of an order once, without its price", () => {
    const order: JsonObject = { order_id: "o1", products: [shoe, { sku: "s2", price: 3 }, { name: "no id" }] };
    const entries = observed([
      aTrack("Product Added", MONDAY, shoe),
      aTrack("Order Completed", MONDAY, order),
      aTrack("Order Completed", MONDAY + 1, order),
      aTrack("Cart Viewed", MONDAY, { products: [shoe] }),
    ]);
    expect(entries.map((entry) => (entry.kind === "item" ? [entry.id, entry.fields.price] : []))).toEqual([
      ["s1", 19.99],
      ["s1", undefined],
      ["s2", undefined],
    ]);
  });

  it("is only what the recommender in force says is news, asked once an event", () => {
    const asked: ObservedItem[] = [];
    const recommender = {
      ...NO_RECOMMENDER,
      newsOf: (item: ObservedItem) => {
        asked.push(item);
        return item.price === 5 ? { price: 5 } : undefined;
      },
    };
    const events = [4, 5].map((price) => aTrack("Product Viewed", MONDAY, { ...shoe, price }));
    expect(observed(events, ["*"], recommender)).toMatchObject([{ id: "s1", fields: { price: 5 } }]);
    expect(asked.length).toBe(2);
  });

  it.each<[string, JsonObject, string, string]>([
    ["Content Viewed", { content_id: "c1", content_type: "guide" }, "c1", "guide"],
    ["Content Viewed", { content_id: "c1" }, "c1", "content"],
    ["Article Viewed", { article_id: 7 }, "7", "article"],
    ["Offer Viewed", { offer_id: "o1" }, "o1", "offer"],
    ["Article Viewed", { id: "a1" }, "a1", "content"],
    ["Product Viewed", { product_id: "p", offer_id: "o" }, "p", "product"],
  ])("%s %j is of an item %s, a %s", (name, properties, id, type) => {
    expect(observed([aTrack(canonicalEventName(name), MONDAY, properties)])).toMatchObject([{ id, fields: { type } }]);
  });

  it("is nothing for an id that the catalogue can't have", () => {
    expect(observed([aTrack("Product Viewed", MONDAY, { product_id: "a\nb" })])).toEqual([]);
  });
});

describe("viewed content", () => {
  it("counts for taste and not as browsing in the shop", () => {
    const story = new EngineStory().take(
      aTrack("Content Viewed", MONDAY, { article_id: "a1", category: "running", title: "Run" }),
    );
    expect(story.profile?.read("items")).toMatchObject([{ id: "a1", kind: "view", category: "running" }]);
    expect(story.profile?.read("interests").categories.keys).toEqual(["running"]);
    expect(story.profile?.read("activity")).toMatchObject({ events: 1, views: 0, sessionViews: 0 });
  });
});
