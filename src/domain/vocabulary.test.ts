import { describe, expect, it } from "vitest";
import { RECEIPTS } from "./vocabulary-receipts.js";
import { canonicalEventName, isKnownEvent, KNOWN_EVENTS } from "./vocabulary.js";

describe("the canonical name of an event", () => {
  it.each([
    ["Viewed Product", "Product Viewed"],
    ["view_item", "Product Viewed"],
    ["product_viewed", "Product Viewed"],
    ["productViewed", "Product Viewed"],
    ["PRODUCT VIEWED", "Product Viewed"],
    ["Article Viewed", "Content Viewed"],
    ["offer_viewed", "Content Viewed"],
    ["purchase", "Order Completed"],
    ["completed_order", "Order Completed"],
    ["add_to_cart", "Product Added"],
    ["email_opened", "Email Opened"],
    ["Push Notification Opened", "Push Notification Tapped"],
    ["In-App Message Clicked", "In-App Message Clicked"],
    ["earn_virtual_currency", "Points Earned"],
    ["form_start", "Form Started"],
    ["consent_granted", "Consent Granted"],
    ["Opted Out", "Consent Revoked"],
    ["tag_assigned", "Tag Assigned"],
    ["product.back_in_stock", "Product Back in Stock"],
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

  it("is what receipts go by", () => {
    for (const name of RECEIPTS.keys()) expect(isKnownEvent(name)).toBe(true);
  });
});
