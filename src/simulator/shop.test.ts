import { describe, expect, it } from "vitest";
import { makeCatalogue, productFeed } from "./catalogue.js";
import type { SegmentCall } from "./segment-call.js";
import { simulateShop, type ShopOptions } from "./shop.js";

const WEEK: ShopOptions = { seed: 7, people: 400, start: Date.parse("2026-03-02T00:00:00Z"), days: 7 };
const calls = [...simulateShop(WEEK)];

function named(event: string): SegmentCall[] {
  return calls.filter((call) => call.event === event);
}

describe("the seeded shop", () => {
  it("gives the same calls for the same seed, others for another", () => {
    expect([...simulateShop(WEEK)]).toEqual(calls);
    expect([...simulateShop({ ...WEEK, seed: 8 })]).not.toEqual(calls);
  });

  it("lets nobody's chance hang on how many others there are", () => {
    const fewer = [...simulateShop({ ...WEEK, people: 20 })];
    const ids = new Set(fewer.map((call) => call.messageId));
    expect(calls.filter((call) => ids.has(call.messageId))).toEqual(fewer);
  });

  it("yields calls in order of time, each with its own message id, within its days", () => {
    const times = calls.map((call) => Date.parse(call.timestamp));
    expect(times.every((time, i) => i === 0 || time >= (times[i - 1] as number))).toBe(true);
    expect(times[0]).toBeGreaterThanOrEqual(WEEK.start);
    expect(new Set(calls.map((call) => call.messageId)).size).toBe(calls.length);
  });

  it("has a shop's proportions: many views, fewer carts, fewest orders", () => {
    const [views, carts, orders] = [named("Product Viewed"), named("Product Added"), named("Order Completed")].map(
      (list) => list.length,
    ) as [number, number, number];
    expect(carts / views).toBeGreaterThan(0.08);
    expect(carts / views).toBeLessThan(0.3);
    expect(orders / carts).toBeGreaterThan(0.08);
    expect(orders / carts).toBeLessThan(0.5);
    for (const event of [
      "Products Searched",
      "Product Removed",
      "Product Added to Wishlist",
      "Cart Viewed",
      "Checkout Started",
    ]) {
      expect(named(event).length, event).toBeGreaterThan(0);
    }
  });

  it("lets visitors begin anonymously, and some log in, some of them on two devices", () => {
    const devicesOf = new Map<string, Set<string>>();
    for (const call of calls) {
      if (call.userId === undefined) continue;
      devicesOf.set(call.userId, (devicesOf.get(call.userId) ?? new Set()).add(call.anonymousId));
    }
    const sizes = [...devicesOf.values()].map((devices) => devices.size);
    const anonymous = new Set(calls.filter((call) => call.userId === undefined).map((call) => call.anonymousId));
    expect(sizes.length).toBeGreaterThan(50);
    expect(sizes.filter((size) => size === 2).length).toBeGreaterThan(5);
    expect(Math.max(...sizes)).toBe(2);
    expect(anonymous.size).toBeGreaterThan(sizes.length);
    expect(
      calls.filter((call) => call.type === "identify").every((call) => typeof call.traits?.["email"] === "string"),
    ).toBe(true);
  });

  it("only removes and buys what lies in the cart", () => {
    const carts = new Map<string, Map<string, number>>();
    for (const call of calls) {
      const owner = call.messageId.slice(0, call.messageId.lastIndexOf("-"));
      const cart = carts.get(owner) ?? new Map<string, number>();
      carts.set(owner, cart);
      const id = String(call.properties?.["product_id"]);
      const quantity = Number(call.properties?.["quantity"]);
      if (call.event === "Product Added") cart.set(id, (cart.get(id) ?? 0) + quantity);
      if (call.event === "Product Removed") {
        expect(cart.get(id)).toBe(quantity);
        cart.delete(id);
      }
      if (call.event === "Order Completed") {
        const products = call.properties?.["products"] as { product_id: string; quantity: number }[];
        expect(new Map(products.map((product) => [product.product_id, product.quantity]))).toEqual(cart);
        cart.clear();
      }
    }
  });

  it("is busier in the evening than at night", () => {
    const at = (low: number, high: number): number =>
      calls.filter((call) => Number(call.timestamp.slice(11, 13)) >= low && Number(call.timestamp.slice(11, 13)) < high)
        .length;
    expect(at(17, 22)).toBeGreaterThan(4 * at(0, 5));
  });
});

describe("the catalogue", () => {
  it("has about 200 priced products in 12 categories", () => {
    const catalogue = makeCatalogue(7);
    expect(catalogue.length).toBeGreaterThan(190);
    expect(new Set(catalogue.map((product) => product.category)).size).toBe(12);
    expect(new Set(catalogue.map((product) => product.id)).size).toBe(catalogue.length);
    expect(
      catalogue.every((product) => product.price > 0 && Number.isInteger(Math.round(product.price * 1e6) / 1e4)),
    ).toBe(true);
  });

  it("is told of as a shop would, in colours of some things", () => {
    const catalogue = makeCatalogue(7);
    const feed = catalogue.map((product) => productFeed(product, WEEK.start));
    expect(feed[0]).toMatchObject({ id: "shoes-01", url: "https://shop.example.com/p/shoes-01", category: "shoes" });
    expect(feed.every(({ publishedAt }) => Date.parse(publishedAt) <= WEEK.start)).toBe(true);
    const variants = catalogue.filter(({ id, group }) => id !== group);
    expect(variants.length).toBeGreaterThan(10);
    for (const { group, name, colour } of variants) {
      const first = catalogue.find(({ id }) => id === group);
      expect(first?.group).toBe(group);
      expect(name).toBe(`${first?.name}, ${colour}`);
      expect(colour).not.toBe("");
    }
  });
});

describe("the visitors", () => {
  it("have tastes: what they look at hangs together more than chance would have it", () => {
    const sets = new Map<string, Set<string>>();
    for (const call of named("Product Viewed")) {
      const who = call.messageId.slice(0, call.messageId.lastIndexOf("-"));
      sets.set(who, (sets.get(who) ?? new Set()).add(String(call.properties?.["brand"])));
    }
    const lovers = (a: string, b: string) => {
      const all = [...sets.values()];
      const both = all.filter((set) => set.has(a) && set.has(b)).length / all.length;
      return (
        both / ((all.filter((set) => set.has(a)).length * all.filter((set) => set.has(b)).length) / all.length ** 2)
      );
    };
    expect(lovers("Basecamp", "Ember")).toBeGreaterThan(1.2);
    expect(lovers("Basecamp", "Pacer")).toBeLessThan(lovers("Basecamp", "Ember"));
  });
});
