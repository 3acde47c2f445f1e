import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { product, REACHABLE, track } from "../harness/calls.js";
import { openTestShop, type TestShop } from "../harness/open-test-shop.js";

describe("what comes twice counts once", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openTestShop({ now: "2026-03-02T10:00:00Z", channels: ["email"] });
    await shop.identified("eve", REACHABLE);
  });

  afterEach(() => shop.close());

  const viewed = { ...track("eve", "Product Viewed", product("shoe-1")), messageId: "view-1" };

  it("when the sender repeats it at once: the log knows it", async () => {
    await shop.take(viewed);
    await shop.take(viewed);
    expect(await shop.profile("u:eve")).toMatchObject({ activity: { views: 1 } });
    expect(await shop.total("applied")).toBe(2);
  });

  it("when it comes again after the log has forgotten it: the profile knows it", async () => {
    await shop.take(viewed);
    await shop.advance("2 days");
    await shop.take(viewed, { entryId: "again" });
    expect(await shop.profile("u:eve")).toMatchObject({ activity: { views: 1 } });
    expect(await shop.total("duplicates")).toBe(1);
  });

  it("and a repeated order is thanked for once", async () => {
    const bought = {
      ...track("eve", "Order Completed", { order_id: "o-1", total: 40, products: [product("shoe-1")] }),
      messageId: "order-1",
    };
    await shop.take(bought);
    await shop.take(bought, { entryId: "again" });
    expect(await shop.messages("u:eve")).toHaveLength(1);
  });
});
