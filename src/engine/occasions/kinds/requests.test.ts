import { describe, expect, it } from "vitest";
import {
  anAction,
  anEngineContext,
  anEvent,
  aPredicate,
  aTrack,
  aTreatment,
  MONDAY,
} from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import type { Occasion } from "../../../domain/action.js";
import { HOUR } from "../../../domain/time.js";
import type { View } from "../../../domain/view.js";

const story = (occasion: Occasion, trigger = {}) =>
  new EngineStory(
    anEngineContext({
      actions: [
        anAction({
          id: "said",
          class: "service",
          treatments: [aTreatment("onsite")],
          trigger: { occasion, waitMs: 0, ...trigger },
        }),
      ],
    }),
  );
const does = (name: string, item: string, time = MONDAY) => aTrack(name, time, { product_id: item, price: 10 });

describe("what a person asks to be sent", () => {
  const asks = (what: string, properties = {}) => aTrack("Send Requested", MONDAY + 9, { what, ...properties });
  const shop = [
    does("Product Viewed", "v1"),
    does("Product Viewed", "v2"),
    does("Product Added to Wishlist", "s1"),
    does("Product Added", "c1"),
    aTrack("Order Completed", MONDAY, { order_id: "o1", revenue: 5, products: [{ product_id: "s1" }] }),
  ];

  it.each([
    ["saved", ["s1"]],
    ["Saved", ["s1"]],
    ["cart", ["c1"]],
    ["viewed", ["v2", "v1"]],
    ["order", ["s1"]],
    ["terms", []],
  ])("%s: %j", (what, items) => {
    const told = story("send-requested").take(...shop);
    told.take(asks(what));
    expect(told.decisions).toMatchObject([{ subject: what.toLowerCase() }]);
    // What was saved and bought just now is left out of a list to buy from, not of an order.
    expect(told.messages[0]?.items ?? []).toEqual(what.toLowerCase() === "saved" ? [] : items);
  });

  it("can be named by the request itself", () => {
    const told = story("send-requested").take(
      asks("comparison", { products: [{ product_id: "x" }, { product_id: "y" }] }),
    );
    expect(told.messages[0]?.items).toEqual(["x", "y"]);
  });
});

describe("a place on the page", () => {
  it("is decided each time it is asked for, and recorded where nothing is said", () => {
    const told = story("slot-requested", { of: ["home"] }).take(does("Product Viewed", "v1"));
    told.take(
      aTrack("Slot Requested", MONDAY + 1, { slot: "home" }),
      aTrack("Slot Requested", MONDAY + 2, { slot: "home" }),
    );
    expect(told.decisions).toMatchObject([{ occasion: "slot-requested", subject: "home" }, { subject: "home" }]);
    expect(told.messages[0]).toMatchObject({ items: ["v1"], channel: "onsite" });
    expect(told.take(aTrack("Slot Requested", MONDAY + 3, { slot: "footer" })).decisions).toHaveLength(2);
  });
});

describe("a visit", () => {
  it("is spoken of when a session begins", () => {
    const told = story("visit").take(anEvent({ type: "page" }), anEvent({ type: "page", time: MONDAY + 1 }));
    expect(told.decisions).toHaveLength(1);
    expect(told.take(anEvent({ type: "page", time: MONDAY + HOUR })).decisions).toHaveLength(2);
    expect(told.take(anEvent({ type: "identify", time: MONDAY + 9 * HOUR })).decisions).toHaveLength(2);
  });
});

describe("any event", () => {
  const large = aPredicate((view: View) => Number(view.event.properties.get("amount")) > 100, {
    reads: new Set(["event"]),
  });
  const quote = (amount: number, time = MONDAY) => aTrack("Quote Asked", time, { amount });

  it("is an occasion by its name", () => {
    const told = story("event", { of: ["Quote Asked"] }).take(quote(5), aTrack("Quote Withdrawn", MONDAY + 1));
    expect(told.decisions).toMatchObject([{ occasion: "event", subject: "Quote Asked" }]);
  });

  it("is none, and leaves no record, where the condition does not hold", () => {
    const told = story("event", { of: ["Quote Asked"], when: large }).take(quote(5));
    expect(told.decisions).toEqual([]);
    expect(told.take(quote(500)).said).toEqual(["said"]);
  });

  it("may be any at all, under a condition", () => {
    const told = story("event", { when: large }).take(quote(5), quote(500), aTrack("Bid", MONDAY, { amount: 101 }));
    expect(told.decisions.map((decision) => decision.subject)).toEqual(["Quote Asked", "Bid"]);
  });

  it("waits under its condition, which is asked while the event is at hand", () => {
    const told = story("event", { of: ["Quote Asked"], when: large, waitMs: HOUR }).take(quote(5));
    expect(told.plans()).toEqual([]);
    told.take(quote(500, MONDAY + 1));
    expect(told.advance(MONDAY + 2 * HOUR).said).toEqual(["said"]);
  });

  it("carries its products and its value", () => {
    const products = [{ product_id: "x" }, { product_id: "y" }];
    const told = story("event", { of: ["Quote Asked"], minimumValue: 50 });
    told.take(
      aTrack("Quote Asked", MONDAY, { products, value: 49 }),
      aTrack("Quote Asked", MONDAY + 1, { products, value: 50 }),
    );
    expect(told.messages).toMatchObject([{ items: ["x", "y"], time: MONDAY + 1 }]);
  });

  it("opens nothing from history or in silence, and says so", () => {
    for (const quiet of [{ history: true }, { silent: true }]) {
      const told = story("event", { of: ["Quote Asked"] }).take(aTrack("Quote Asked", MONDAY, {}, quiet));
      expect(told.decisions).toEqual([]);
      expect(told.total("reasons.occasion.silent")).toBe(1);
    }
  });
});
