import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, MONDAY } from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import type { JsonObject } from "../../../domain/event.js";
import { HOUR } from "../../../domain/time.js";

const story = (occasion: "price-drop" | "back-in-stock", trigger = {}) =>
  new EngineStory(
    anEngineContext({
      actions: [anAction({ id: "news", trigger: { occasion, waitMs: 0, cancelOn: [], ...trigger } })],
    }),
  );
const does = (name: string, item: string, properties: JsonObject = {}, time = MONDAY) =>
  aTrack(name, time, { product_id: item, price: 40, ...properties });
const dropped = (item = "s1", price = 30, time = MONDAY + 1) =>
  aTrack("Product Price Dropped", time, { product_id: item, price, old_price: 40 });
const bought = (item: string, time = MONDAY) => aTrack("Order Completed", time, { products: [{ product_id: item }] });

describe("a price that drops", () => {
  it.each([
    ["Product Viewed", "viewed"],
    ["Product Added to Wishlist", "saved"],
    ["Product Added", "cart"],
  ])("is news after %s", (name, subject) => {
    const told = story("price-drop").take(does(name, "s1"), dropped());
    expect(told.decisions).toMatchObject([{ occasion: "price-drop", subject }]);
    expect(told.messages).toMatchObject([{ items: ["s1"] }]);
  });

  it("is none about what the person has nothing to do with, or has bought", () => {
    expect(story("price-drop").take(does("Product Viewed", "s2"), dropped()).decisions).toEqual([]);
    expect(story("price-drop").take(does("Product Viewed", "s1"), bought("s1"), dropped()).decisions).toEqual([]);
  });

  it("is none where it drops by little, or by the price the person saw", () => {
    expect(story("price-drop").take(does("Product Viewed", "s1"), dropped("s1", 37)).decisions).toEqual([]);
    const unnamed = aTrack("Product Price Dropped", MONDAY + 1, { product_id: "s1", price: 36 });
    expect(story("price-drop").take(does("Product Viewed", "s1"), unnamed).said).toEqual(["news"]);
    expect(story("price-drop").take(does("Product Viewed", "s1", { price: 36 }), unnamed).said).toEqual([]);
  });

  it("can be for saved items only", () => {
    const told = story("price-drop", { of: ["saved"] }).take(does("Product Viewed", "s1"), dropped());
    expect(told.decisions).toEqual([]);
    expect(told.take(does("Product Added to Wishlist", "s1"), dropped()).said).toEqual(["news"]);
  });

  it("is one message for several within the wait, without what was bought meanwhile", () => {
    const told = story("price-drop", { waitMs: HOUR });
    for (const item of ["a", "b", "c"]) told.take(does("Product Viewed", item), dropped(item));
    expect(told.timers.size).toBe(1);
    told.take(bought("b", MONDAY + 2));
    expect(told.advance(MONDAY + 2 * HOUR).messages).toMatchObject([{ items: ["c", "a"] }]);
  });

  it("is nothing any more when all was bought or let go meanwhile", () => {
    const told = story("price-drop", { waitMs: HOUR }).take(
      does("Product Viewed", "s1"),
      dropped(),
      bought("s1", MONDAY + 2),
    );
    expect(told.advance(MONDAY + 2 * HOUR).said).toEqual([]);
    expect(told.total("reasons.occasion.cancelled-by-purchase")).toBe(1);
  });
});

describe("an item that is back in stock", () => {
  const back = (time = MONDAY + 2) => aTrack("Product Back in Stock", time, { product_id: "s1" });
  const out = (time = MONDAY + 1) => aTrack("Product Out of Stock", time, { product_id: "s1" });

  it("is news for who looked at it", () => {
    expect(story("back-in-stock").take(does("Product Viewed", "s1"), out(), back()).said).toEqual(["news"]);
    expect(story("back-in-stock").take(out(), back()).said).toEqual([]);
  });

  it("is none if it is sold out again before it is told", () => {
    const told = story("back-in-stock", { waitMs: HOUR }).take(does("Product Viewed", "s1"), back(), out(MONDAY + 3));
    expect(told.advance(MONDAY + HOUR + 3).said).toEqual([]);
    expect(told.total("reasons.occasion.emptied")).toBe(1);
  });
});
