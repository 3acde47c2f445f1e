import { describe, expect, it } from "vitest";
import { canonicalEventName, isKnownEvent, KNOWN_EVENTS } from "./vocabulary.js";

describe("the canonical name of an event", () => {
  it.each([
    ["Viewed Product", "Product Viewed"],
    ["view_item", "Product Viewed"],
    ["product_viewed", "Product Viewed"],
    ["productViewed", "Product Viewed"],
    ["PRODUCT VIEWED", "Product Viewed"],
    ["purchase", "Order Completed"],
    ["completed_order", "Order Completed"],
    ["add_to_cart", "Product Added"],
    ["email_opened", "Email Opened"],
    ["  My own event ", "My own event"],
    ["__proto__", "__proto__"],
    ["constructor", "constructor"],
  ])("%s -> %s", (name, canonical) => {
    expect(canonicalEventName(name)).toBe(canonical);
  });

  it("stays itself when it is canonical", () => {
    for (const name of KNOWN_EVENTS) {
      expect(canonicalEventName(name)).toBe(name);
      expect(isKnownEvent(name)).toBe(true);
    }
    expect(isKnownEvent("Viewed Product")).toBe(false);
  });
});
