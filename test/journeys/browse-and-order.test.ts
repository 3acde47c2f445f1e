import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { REACHABLE } from "../harness/calls.js";
import { openTestShop, type TestShop } from "../harness/open-test-shop.js";

describe("browsing and buying", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openTestShop({ now: "2026-03-02T10:00:00Z", channels: ["email"] });
    await shop.identified("ben", REACHABLE);
  });

  afterEach(() => shop.close());

  it("nudges someone who looked at several products and left", async () => {
    for (const item of ["shoe-1", "shoe-2", "shoe-3"]) {
      await shop.viewed("ben", item);
      await shop.advance("1 min");
    }
    await shop.advance("2 h");
    const messages = await shop.messages("u:ben");
    expect(messages.map((message) => message.action)).toEqual(["browse-nudge"]);
    expect(messages[0]?.occasion).toBe("browse-abandoned");
  });

  it("says nothing after a glance", async () => {
    await shop.viewed("ben", "shoe-1");
    await shop.viewed("ben", "shoe-2");
    await shop.advance("1 day");
    expect(await shop.messages("u:ben")).toEqual([]);
  });

  it("takes the nudge back when they come again", async () => {
    for (const item of ["shoe-1", "shoe-2", "shoe-3"]) await shop.viewed("ben", item);
    await shop.advance("100 min");
    await shop.viewed("ben", "shoe-4");
    await shop.advance("1 day");
    expect(await shop.messages("u:ben")).toEqual([]);
    expect(await shop.total("reasons.occasion.cancelled-by-return")).toBe(1);
  });

  it("thanks for an order at once", async () => {
    await shop.bought("ben", "o-7", ["shoe-1", "shirt-2"]);
    const [message] = await shop.messages("u:ben");
    expect(message).toMatchObject({ action: "thank-you", occasion: "order-placed", copy: { title: "Thank you, Ann" } });
    expect(message?.copy.body).toContain("o-7");
  });

  it("keeps what they did: views, orders, revenue", async () => {
    await shop.viewed("ben", "shoe-1");
    await shop.bought("ben", "o-7", ["shoe-1", "shirt-2"]);
    expect(await shop.profile("u:ben")).toMatchObject({ activity: { views: 1, orders: 1, revenue: 80 } });
  });
});
