import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { REACHABLE } from "../harness/calls.js";
import { openTestShop, type TestShop } from "../harness/open-test-shop.js";

describe("somebody leaves a cart behind", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openTestShop({ now: "2026-03-02T10:00:00Z", channels: ["email"] });
    await shop.identified("ann", REACHABLE);
  });

  afterEach(() => shop.close());

  it("gets one reminder after 45 minutes of silence, and the decision says why", async () => {
    await shop.viewed("ann", "shoe-1");
    await shop.added("ann", "shoe-1");
    await shop.advance("44 min");
    expect(await shop.messages()).toEqual([]);

    await shop.advance("1 min");
    const [message, ...more] = await shop.messages("u:ann");
    expect(more).toEqual([]);
    expect(message).toMatchObject({
      channel: "email",
      action: "cart-reminder",
      treatment: "cart-email",
      occasion: "cart-abandoned",
      address: "someone@example.com",
      items: ["shoe-1"],
      time: Date.parse("2026-03-02T10:45:00Z"),
      copy: { title: "Ann, your Shoe 1 is still here" },
    });

    const [decision] = await shop.decisions("u:ann");
    expect(decision).toMatchObject({
      id: message?.decision,
      outcome: "message",
      reason: "ok.chosen",
      winner: "cart-reminder/cart-email",
      message: message?.id,
    });
    expect(decision?.candidates).toMatchObject([
      { treatment: "cart-email", stage: "emitted", code: "ok.chosen", v: 12, l: 1 },
    ]);
  });

  it("is not reminded of the same cart again", async () => {
    await shop.added("ann", "shoe-1");
    await shop.advance("45 min");
    await shop.advance("3 days");
    expect(await shop.messages("u:ann")).toHaveLength(1);
    expect((await shop.timers("u:ann")).map((timer) => timer.kind)).not.toContain("cart-abandoned");
  });

  it("is left in peace for as long as there is no silence", async () => {
    await shop.added("ann", "shoe-1");
    for (let i = 0; i < 4; i++) {
      await shop.advance("30 min");
      await shop.viewed("ann", `shirt-${i}`);
    }
    expect(await shop.messages("u:ann")).toEqual([]);
    await shop.advance("45 min");
    expect(await shop.messages("u:ann")).toHaveLength(1);
  });

  it("is not reminded after buying", async () => {
    await shop.added("ann", "shoe-1");
    await shop.advance("10 min");
    await shop.bought("ann", "o-1", ["shoe-1"]);
    await shop.advance("1 day");
    const actions = (await shop.messages("u:ann")).map((message) => message.action);
    expect(actions).toEqual(["thank-you"]);
    expect((await shop.timers("u:ann")).map((timer) => timer.kind)).not.toContain("cart-abandoned");
  });

  it("is not reminded of an emptied cart", async () => {
    await shop.added("ann", "shoe-1");
    await shop.removed("ann", "shoe-1");
    await shop.advance("1 day");
    expect(await shop.messages("u:ann")).toEqual([]);
  });
});
