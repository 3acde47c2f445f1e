import { describe, expect, it } from "vitest";
import { aTrack, anEngineContext, anEvent, MONDAY } from "../../../test/harness/engine-context.js";
import type { JsonObject, SegmentEvent } from "../../domain/event.js";
import { DAY, HOUR, MINUTE } from "../../domain/time.js";
import { Draft } from "../profile/draft.js";
import { EMPTY_PROFILE } from "../profile/stored-profile.js";
import { applyFeatures } from "./apply.js";
import { hourOfWeek } from "./hours.js";

const context = anEngineContext();
const shoe: JsonObject = {
  product_id: "s1",
  name: "Shoe",
  category: "shoes",
  brand: "Acme",
  price: "19.99",
  tags: ["red", "red"],
};

function after(...events: SegmentEvent[]): Draft {
  const draft = new Draft(EMPTY_PROFILE, "u:ada");
  for (const event of events) applyFeatures(draft, event, context);
  return draft;
}

describe("profile features", () => {
  it("counts a product view, remembers the item and grows the interests", () => {
    const draft = after(aTrack("Product Viewed", MONDAY, shoe));
    expect(draft.read("activity")).toMatchObject({
      events: 1,
      views: 1,
      sessions: 1,
      sessionViews: 1,
      recentViews: 1,
      lastSeen: MONDAY,
    });
    expect(draft.read("items")).toEqual([{ id: "s1", kind: "view", time: MONDAY, category: "shoes", price: 19.99 }]);
    expect(draft.read("interests").categories).toEqual({ keys: ["shoes"], weights: [1] });
    expect(draft.read("interests").tags.keys).toEqual(["brand:Acme", "red"]);
    expect(draft.read("labels")).toEqual([{ id: "s1", name: "Shoe" }]);
  });

  it("halves decayed counters after their half-life, and counts a late event as of now", () => {
    const later = MONDAY + context.halfLives.activity;
    const draft = after(
      aTrack("Product Viewed", MONDAY, shoe),
      aTrack("Product Viewed", later, shoe),
      aTrack("Product Viewed", MONDAY, shoe),
    );
    expect(draft.read("activity").recentViews).toBeCloseTo(0.5 + 1 + 0.5, 12);
    expect(draft.read("activity")).toMatchObject({ views: 3, clock: later, lastSeen: later, firstSeen: MONDAY });
  });

  it("begins a session after the gap", () => {
    const draft = after(
      aTrack("Product Viewed", MONDAY, shoe),
      aTrack("Product Viewed", MONDAY + 30 * MINUTE, shoe),
      anEvent({ type: "page", time: MONDAY + 61 * MINUTE }),
    );
    expect(draft.read("activity")).toMatchObject({ sessions: 2, sessionStart: MONDAY + 61 * MINUTE, sessionViews: 0 });
  });

  it("fills and empties the cart", () => {
    const draft = after(
      aTrack("Product Added", MONDAY, { ...shoe, quantity: 2 }),
      aTrack("Product Added", MONDAY, { ...shoe, quantity: 1 }),
      aTrack("Product Added", MONDAY, { product_id: "s2" }),
      aTrack("Product Removed", MONDAY, { product_id: "s1", quantity: 1 }),
      aTrack("Product Removed", MONDAY, { product_id: "s2" }),
    );
    expect(draft.read("cart").lines).toMatchObject([{ item: "s1", quantity: 2, price: 19.99, name: "Shoe" }]);
    expect(draft.read("activity")).toMatchObject({ cartAdds: 3, cartRemovals: 2 });
  });

  it("takes out of the cart what an order names, or everything where it names nothing", () => {
    const filled = [aTrack("Product Added", MONDAY, shoe), aTrack("Product Added", MONDAY, { product_id: "s2" })];
    const some = after(...filled, aTrack("Order Completed", MONDAY, { order_id: "o1", revenue: 5, products: [shoe] }));
    expect(some.read("cart").lines.map((line) => line.item)).toEqual(["s2"]);
    expect(after(...filled, aTrack("Order Completed", MONDAY, { order_id: "o1" })).read("cart").lines).toEqual([]);
  });

  it("counts an order once, however many of the site's systems report it", () => {
    const order = { order_id: "o1", products: [{ ...shoe, quantity: 2 }] };
    const draft = after(aTrack("Order Completed", MONDAY, order), aTrack("Order Completed", MONDAY + HOUR, order));
    expect(draft.read("activity")).toMatchObject({
      orders: 1,
      revenue: 39.98,
      lastOrder: MONDAY,
      lastOrderValue: 39.98,
    });
    expect(draft.read("orders")).toMatchObject([{ id: "o1", pieces: 2, items: ["s1"] }]);
  });

  it("keeps what was saved until it is taken back", () => {
    const saved = aTrack("Product Added to Wishlist", MONDAY, shoe);
    expect(after(saved).read("saved")).toMatchObject([{ item: "s1", price: 19.99 }]);
    expect(after(saved, aTrack("Product Removed from Wishlist", MONDAY, shoe)).read("saved")).toEqual([]);
  });

  it("knows the hour of the week, Monday first, before 1970 too", () => {
    expect(hourOfWeek(MONDAY)).toBe(10);
    expect(hourOfWeek(MONDAY - 11 * HOUR)).toBe(167);
    expect(hourOfWeek(-1)).toBe(71);
    expect(after(anEvent({ type: "page" }), anEvent({ type: "page" })).read("hours")).toMatchObject({
      hours: [10],
      weights: [1],
    });
  });

  it("evicts the weakest interest and the oldest item", () => {
    const many = Array.from({ length: 40 }, (_, n) =>
      aTrack("Product Viewed", MONDAY + n, { product_id: `p${n}`, category: `c${n}` }),
    );
    const draft = after(aTrack("Order Completed", MONDAY, { products: [{ ...shoe, category: "loved" }] }), ...many);
    expect(draft.read("items")).toHaveLength(context.limits.recentItems);
    expect(draft.read("items").at(-1)?.id).toBe("p39");
    expect(draft.read("interests").categories.keys).toHaveLength(context.limits.categories);
    expect(draft.read("interests").categories.keys).toEqual(expect.arrayContaining(["loved", "c39"]));
  });

  it("does not take a receipt for a visit", () => {
    const draft = after(aTrack("Email Opened", MONDAY), aTrack("Message Clicked", MONDAY, { channel: "push" }));
    expect(draft.read("activity")).toMatchObject({ events: 2, sessions: 0, lastSeen: 0 });
    expect(draft.read("responses").counts.filter((count) => count > 0)).toEqual([1, 1]);
  });

  it("lets the later statement about consent count, and of two at once the refusal", () => {
    const consent = (...events: SegmentEvent[]) => after(...events).read("consent")[0]?.granted;
    const granted = aTrack("Consent Granted", MONDAY, { channel: "email" });
    const denied = aTrack("Consent Denied", MONDAY + 1, { channel: "email" });
    expect(consent(granted, denied)).toBe(false);
    expect(consent(denied, granted)).toBe(false);
    expect(consent(anEvent({ type: "identify", traits: { consent: { email: true } }, time: MONDAY + 2 }), denied)).toBe(
      true,
    );
    expect(consent(granted, aTrack("Unsubscribed", MONDAY))).toBe(false);
    expect(consent(granted, aTrack("Email Marked as Spam", MONDAY + DAY))).toBe(false);
    expect(consent(aTrack("Consent Granted", MONDAY, { channel: "smoke signals" }))).toBeUndefined();
  });

  it("keeps declared traits by the time they were declared", () => {
    const identify = (traits: JsonObject, time: number) => anEvent({ type: "identify", traits, time });
    const draft = after(
      identify({ email: "new@example.com", age: 30, nested: { a: 1 }, gone: "x" }, MONDAY + 1),
      identify({ email: "old@example.com" }, MONDAY),
      identify({ gone: null }, MONDAY + 2),
    );
    expect(draft.read("traits").map(({ key, value }) => [key, value])).toEqual([
      ["email", "new@example.com"],
      ["age", 30],
    ]);
  });

  it("keeps a device's push token as a trait", () => {
    expect(after(anEvent({ context: { device: { token: "tok" } } })).read("traits")).toMatchObject([
      { key: "pushToken", value: "tok" },
    ]);
  });

  it("reads nothing from what is no product", () => {
    const draft = after(
      aTrack("Product Viewed", MONDAY, { name: "no id" }),
      aTrack("Order Completed", MONDAY, { products: "none" }),
    );
    expect(draft.read("items")).toEqual([]);
    expect(draft.read("activity")).toMatchObject({ events: 2, views: 0, orders: 1, revenue: 0 });
  });
});
