import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { product, REACHABLE, track } from "../harness/calls.js";
import { openTestShop, type TestShop } from "../harness/open-test-shop.js";

describe("history and erasure", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openTestShop({ now: "2026-03-02T10:00:00Z", channels: ["email"] });
    await shop.identified("gus", REACHABLE);
  });

  afterEach(() => shop.close());

  it("learns from an import of history and says nothing because of it", async () => {
    const timestamp = "2026-03-02T09:00:00Z";
    await shop.take({ ...track("gus", "Product Added", product("shoe-1")), timestamp }, { history: true });
    await shop.take(
      { ...track("gus", "Order Completed", { order_id: "o-1", total: 40 }), timestamp },
      { history: true },
    );
    await shop.advance("1 day");
    expect(await shop.profile("u:gus")).toMatchObject({ activity: { cartAdds: 1, orders: 1 } });
    expect(await shop.messages("u:gus")).toEqual([]);
  });

  it("forgets a person altogether: profile, timers, events in the log", async () => {
    await shop.viewed("hal", "shoe-1");
    await shop.added("gus", "shoe-1");
    expect(await shop.timers("u:gus")).not.toEqual([]);

    await shop.erase("u:gus");
    expect(await shop.profile("u:gus")).toBeUndefined();
    expect(await shop.timers("u:gus")).toEqual([]);
    expect(await shop.records("u:gus")).toEqual([]);
    await shop.advance("1 day");
    expect(await shop.messages("u:gus")).toEqual([]);
    expect(await shop.profile("u:hal")).toMatchObject({ activity: { views: 1 } });
    expect(await shop.records("u:hal")).toHaveLength(1);
  });

  it("forgets the devices that were merged into the person too", async () => {
    await shop.viewed("a:phone", "shoe-1");
    await shop.identified({ userId: "gus", anonymousId: "phone" });
    await shop.erase("u:gus");
    expect(await shop.profile("u:gus")).toBeUndefined();
    expect(await shop.profile("a:phone")).toBeUndefined();
    expect(await shop.records("a:phone")).toEqual([]);
    expect(await shop.total("people")).toBe(0);
  });
});
