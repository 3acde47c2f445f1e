import { describe, expect, it } from "vitest";
import { aTrack, anEngineContext, anEvent, MONDAY } from "../../../test/harness/engine-context.js";
import type { JsonObject, SegmentEvent } from "../../domain/event.js";
import { DAY, HOUR, MINUTE } from "../../domain/time.js";
import { Draft } from "../profile/draft.js";
import { EMPTY_PROFILE } from "../profile/stored-profile.js";
import { StepOutput } from "../step-output.js";
import { applyFeatures } from "./apply.js";
import { hourOfWeek } from "../../domain/hours-of-week.js";
import { countResponse } from "./responses.js";

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
  for (const event of events) applyFeatures(draft, event, context, new StepOutput());
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

  it("leaves in the cart, in the checkout and on the list what came after an order or a removal that is told late", () => {
    const day = (name: string, properties: JsonObject, ago = 0) => aTrack(name, MONDAY - ago, properties);
    const now = [day("Product Added", shoe), day("Checkout Started", {}), day("Product Added to Wishlist", shoe)];
    const late = after(
      ...now,
      day("Order Completed", { order_id: "old", products: [shoe] }, DAY),
      day("Order Completed", { order_id: "older" }, 2 * DAY),
      day("Product Removed", shoe, DAY),
      day("Product Removed from Wishlist", shoe, DAY),
    );
    expect(late.read("cart").lines).toMatchObject([{ item: "s1", quantity: 1 }]);
    expect(late.read("saved")).toHaveLength(1);
    expect(late.read("activity")).toMatchObject({ orders: 2, checkoutBegun: MONDAY });
    const again = after(...now, day("Product Added", shoe, DAY), day("Order Completed", { order_id: "old" }, HOUR));
    expect(again.read("cart").lines).toMatchObject([{ item: "s1", quantity: 2, time: MONDAY }]);
    // A little late, within the session.
    const session = after(
      ...now,
      anEvent({ type: "page", time: MONDAY + 5 }),
      day("Order Completed", { order_id: "o", products: [shoe] }, -2),
    );
    expect(session.read("cart").lines).toEqual([]);
    expect(session.read("activity")).toMatchObject({ checkoutBegun: 0 });
  });

  it("knows what something costs now wherever it was seen at another price, but for what was paid", () => {
    const dropped = (time: number) => aTrack("Product Price Dropped", time, { product_id: "s1", price: 9 });
    const seen = ["Product Viewed", "Product Added", "Product Added to Wishlist"].map((name) =>
      aTrack(name, MONDAY, shoe),
    );
    const paid = aTrack("Order Completed", MONDAY - 1, { order_id: "o", products: [shoe] });
    const prices = (draft: Draft) => [
      ...draft.read("items").map(({ kind, price }) => [kind, price]),
      ["line", draft.cartLine("s1")?.price],
      ["saved", draft.read("saved")[0]?.price],
    ];
    expect(prices(after(paid, ...seen, dropped(MONDAY + 1)))).toEqual([
      ["order", 19.99],
      ["view", 9],
      ["cart", 9],
      ["save", 9],
      ["line", 9],
      ["saved", 9],
    ]);
    expect(prices(after(...seen, dropped(MONDAY - 1)))).toEqual(prices(after(...seen)));
    expect(after(dropped(MONDAY)).read("items")).toEqual([]);
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
    expect(hourOfWeek("UTC", MONDAY)).toBe(10);
    expect(hourOfWeek("UTC", MONDAY - 11 * HOUR)).toBe(167);
    expect(hourOfWeek("UTC", -1)).toBe(71);
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

  it.each([
    ["Tag Assigned", { tag: "vip" }],
    ["Points Earned", { points: 1 }],
    ["Order Shipped", { order_id: "o1" }],
    ["Order Refunded", { order_id: "o1" }],
    ["Product Price Dropped", { product_id: "s1", price: 1 }],
    ["Product Back in Stock", { product_id: "s1" }],
    ["Collection Launched", { collection: "spring" }],
    ["Service Case Opened", {}],
    ["Consent Revoked", {}],
    ["Preferences Updated", { topics: ["shoes"] }],
    ["Push Notification Tapped", {}],
  ])("does not take %s for a visit", (name, properties) => {
    const draft = new Draft(EMPTY_PROFILE, "u:ada");
    expect(applyFeatures(draft, aTrack(name, MONDAY, properties), context, new StepOutput())).toBe("quiet");
    expect(draft.read("activity")).toMatchObject({ events: 1, sessions: 0, lastSeen: 0 });
  });

  it.each(["Form Started", "Form Submitted", "Slot Requested", "Send Requested", "Checkout Started", "Own event"])(
    "takes %s for a visit",
    (name) => {
      const draft = new Draft(EMPTY_PROFILE, "u:ada");
      expect(applyFeatures(draft, aTrack(name, MONDAY), context, new StepOutput())).toBe("activity");
    },
  );

  it("decays the number of visits", () => {
    const page = (time: number) => anEvent({ type: "page", time });
    const draft = after(page(MONDAY), page(MONDAY + context.halfLives.activity));
    expect(draft.read("activity").recentSessions).toBeCloseTo(1.5, 12);
  });

  it("counts what was sent since the last answer, and from when", () => {
    const draft = new Draft(EMPTY_PROFILE, "u:ada");
    const email = () => draft.read("responses").ignored.slice(0, 3);
    for (const day of [0, 1, 2]) countResponse(draft, "email", "sent", MONDAY + day * DAY, context);
    expect(email()).toEqual([MONDAY, 3, 0]);
    applyFeatures(draft, aTrack("Email Delivered", MONDAY + 2 * DAY), context, new StepOutput());
    expect(email()).toEqual([MONDAY, 3, 0]);
    applyFeatures(draft, aTrack("Email Opened", MONDAY - DAY), context, new StepOutput());
    expect(email()).toEqual([MONDAY, 3, MONDAY - DAY]);
    applyFeatures(draft, aTrack("Email Link Clicked", MONDAY + 3 * DAY), context, new StepOutput());
    expect(email()).toEqual([0, 0, MONDAY + 3 * DAY]);
    countResponse(draft, "email", "sent", MONDAY + 4 * DAY, context);
    expect(email()).toEqual([MONDAY + 4 * DAY, 1, MONDAY + 3 * DAY]);
  });

  it("knows the channel of a receipt that doesn't name it", () => {
    const opened = after(aTrack("In-App Message Viewed", MONDAY), aTrack("Push Notification Tapped", MONDAY));
    expect(opened.read("responses").counts.flatMap((count, at) => (count > 0 ? [at] : []))).toEqual([
      2 * 4 + 3,
      3 * 4 + 2,
    ]);
    expect(after(aTrack("SMS Rejected", MONDAY)).read("failures")).toEqual([0, MONDAY, 0, 0, 0]);
  });

  it("knows that a checkout is under way until it becomes an order", () => {
    const begun = (...events: SegmentEvent[]) => after(...events).read("activity").checkoutBegun;
    const started = aTrack("Checkout Started", MONDAY);
    expect(begun(started, aTrack("Payment Info Entered", MONDAY + 1))).toBe(MONDAY);
    expect(begun(aTrack("Checkout Step Viewed", MONDAY + 1))).toBe(MONDAY + 1);
    expect(begun(started, aTrack("Order Completed", MONDAY + 2, { order_id: "o1" }))).toBe(0);
  });

  it("knows that a service problem is open, since the first case", () => {
    const opened = (...events: SegmentEvent[]) => after(...events).read("activity").serviceOpened;
    const open = (time: number) => aTrack("Service Case Opened", time);
    const closed = (time: number) => aTrack("Service Case Closed", time);
    expect(opened(open(MONDAY), open(MONDAY + 1))).toBe(MONDAY);
    expect(opened(open(MONDAY), closed(MONDAY + 1))).toBe(0);
    expect(opened(open(MONDAY), closed(MONDAY - 1))).toBe(MONDAY);
  });

  it("remembers what is out of stock until it is back", () => {
    const out = (...events: SegmentEvent[]) => after(...events).read("outOfStock");
    const viewed = (properties: JsonObject) => aTrack("Product Viewed", MONDAY, { ...shoe, ...properties });
    const gone = viewed({ availability: "https://schema.org/OutOfStock" });
    expect(out(viewed({}))).toEqual([]);
    expect(out(viewed({ in_stock: false }))).toEqual(["s1"]);
    expect(out(gone, gone)).toEqual(["s1"]);
    expect(out(gone, viewed({}))).toEqual(["s1"]);
    expect(out(gone, viewed({ in_stock: true }))).toEqual([]);
    expect(out(aTrack("Product Out of Stock", MONDAY, shoe))).toEqual(["s1"]);
    expect(out(gone, aTrack("Product Back in Stock", MONDAY, shoe))).toEqual([]);
    const many = Array.from({ length: 40 }, (_, n) => aTrack("Product Out of Stock", MONDAY, { product_id: `p${n}` }));
    expect(out(...many)).toHaveLength(context.limits.recentItems);
  });

  it("keeps the price at which an item was saved", () => {
    const saved = (properties: JsonObject) =>
      aTrack("Product Added to Wishlist", MONDAY, { product_id: "s1", ...properties });
    const price = (...events: SegmentEvent[]) => after(...events).read("saved")[0]?.price;
    const cheaper = aTrack("Product Viewed", MONDAY + 1, { ...shoe, price: 9 });
    expect(price(saved({ price: 19.99 }), cheaper)).toBe(19.99);
    expect(price(saved({ price: 19.99 }), saved({}))).toBe(19.99);
    expect(price(cheaper, saved({}))).toBe(9);
  });

  it("marks a coupon as used when it is applied or ordered with, and free when it is taken out", () => {
    const draft = new Draft(EMPTY_PROFILE, "u:ada");
    const given = { pool: "p", action: "a", given: MONDAY, expires: MONDAY + DAY, used: 0 };
    draft.write("coupons").push({ ...given, code: "SAVE-1" }, { ...given, code: "SAVE-2" });
    const used = (name: string, properties: JsonObject, time: number) => {
      applyFeatures(draft, aTrack(name, time, properties), context, new StepOutput());
      return draft.read("coupons").map((coupon) => coupon.used);
    };
    expect(used("Coupon Applied", { coupon_id: "save-1" }, MONDAY + 1)).toEqual([MONDAY + 1, 0]);
    expect(used("Coupon Removed", { coupon_id: "save-1" }, MONDAY + 2)).toEqual([0, 0]);
    expect(used("Order Completed", { order_id: "o1", coupon: "SAVE-2" }, MONDAY + 3)).toEqual([0, MONDAY + 3]);
    expect(used("Order Completed", { order_id: "o2", products: [{ coupon: "SAVE-1" }] }, MONDAY + 4)).toEqual([
      MONDAY + 4,
      MONDAY + 3,
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
