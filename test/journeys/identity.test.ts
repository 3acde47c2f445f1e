import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identify, order, product, REACHABLE, track } from "../harness/calls.js";
import { openTestShop, type TestShop } from "../harness/open-test-shop.js";

describe("the same person under several ids", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openTestShop({ now: "2026-03-02T10:00:00Z", channels: ["email"] });
  });

  afterEach(() => shop.close());

  it("takes an anonymous cart along at login: one profile, one reminder", async () => {
    await shop.viewed("a:phone", "shoe-1");
    await shop.added("a:phone", "shoe-1");
    await shop.advance("5 min");
    await shop.identified({ userId: "dora", anonymousId: "phone" }, REACHABLE);

    expect(await shop.profile("u:dora")).toMatchObject({
      activity: { views: 1, cartAdds: 1 },
      cart: { lines: [{ item: "shoe-1" }] },
      identity: { linked: ["a:phone"] },
    });
    expect(await shop.profile("a:phone")).toMatchObject({ identity: { forwardedTo: "u:dora" } });
    expect(await shop.total("people")).toBe(1);

    await shop.advance("2 h");
    const messages = await shop.messages();
    expect(messages.map(({ person, action }) => ({ person, action }))).toEqual([
      { person: "u:dora", action: "cart-reminder" },
    ]);
  });

  it("forwards a late anonymous event to the known profile", async () => {
    await shop.added("a:phone", "shoe-1");
    await shop.identified({ userId: "dora", anonymousId: "phone" }, REACHABLE);
    await shop.viewed("a:phone", "shirt-9");
    expect(await shop.profile("u:dora")).toMatchObject({ activity: { views: 1, cartAdds: 1 } });
    expect(await shop.total("forwarded")).toBe(1);
    expect(await shop.total("people")).toBe(1);
  });

  it("knows one person on two devices", async () => {
    await shop.viewed("a:phone", "shoe-1");
    await shop.viewed("a:laptop", "shoe-2");
    await shop.identified({ userId: "dora", anonymousId: "phone" });
    await shop.identified({ userId: "dora", anonymousId: "laptop" });
    expect(await shop.profile("u:dora")).toMatchObject({
      activity: { views: 2 },
      identity: { linked: ["a:phone", "a:laptop"] },
    });
    expect(await shop.total("people")).toBe(1);
  });

  it("follows an alias call", async () => {
    await shop.added("old-dora", "shoe-1");
    await shop.take({ type: "alias", userId: "dora", previousId: "old-dora" });
    expect(await shop.profile("u:dora")).toMatchObject({ cart: { lines: [{ item: "shoe-1" }] } });
    expect(await shop.profile("u:old-dora")).toMatchObject({ identity: { forwardedTo: "u:dora" } });
    await shop.viewed("old-dora", "shirt-2");
    expect(await shop.profile("u:dora")).toMatchObject({ activity: { views: 1 } });
  });

  it("takes the stricter consent when two profiles become one", async () => {
    await shop.identified("a:phone", { consent: { email: false } });
    await shop.identified("dora", REACHABLE);
    await shop.added("dora", "shoe-1");
    await shop.take({
      type: "track",
      userId: "dora",
      anonymousId: "phone",
      event: "Product Viewed",
      properties: product("shoe-1"),
    });
    await shop.advance("1 h");
    expect(await shop.messages("u:dora")).toEqual([]);
    const decisions = await shop.decisions("u:dora");
    expect(decisions.at(-1)?.candidates).toMatchObject([{ code: "consent.denied" }]);
  });

  it("does not bring back a cart that was bought while the profiles were being joined", async () => {
    await shop.added("a:phone", "shoe-1");
    await shop.advance("5 min");
    // All three are stored before the anonymous profile's owner has handed anything over.
    const both = { userId: "dora", anonymousId: "phone" };
    await shop.takeAll([identify(both, REACHABLE), track(both, "Checkout Started"), order(both, "o-1", ["shoe-1"])]);
    await shop.advance("3 h");
    expect((await shop.messages()).map((message) => message.action)).toEqual(["thank-you"]);
  });
});
