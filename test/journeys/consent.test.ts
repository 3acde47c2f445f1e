import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestShop, type TestShop } from "../harness/open-test-shop.js";

describe("nothing is said without agreement", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openTestShop({ now: "2026-03-02T10:00:00Z", channels: ["email"] });
  });

  afterEach(() => shop.close());

  it("stays silent with the reason while consent is unknown, and speaks once it is given", async () => {
    await shop.identified("cas", { email: "cas@example.com" });
    await shop.added("cas", "shoe-1");
    await shop.advance("1 h");
    expect(await shop.messages("u:cas")).toEqual([]);
    const [silent] = await shop.decisions("u:cas");
    expect(silent).toMatchObject({ outcome: "silence", reason: "silence.no-candidate" });
    expect(silent?.candidates).toMatchObject([{ treatment: "cart-email", stage: "consent", code: "consent.unknown" }]);

    await shop.identified("cas", { consent: { email: true } });
    await shop.added("cas", "shirt-1");
    await shop.advance("1 h");
    expect(await shop.messages("u:cas")).toHaveLength(1);
  });

  it("stays silent after a refusal", async () => {
    await shop.identified("cas", { email: "cas@example.com", consent: { email: false } });
    await shop.added("cas", "shoe-1");
    await shop.advance("1 h");
    const [silent] = await shop.decisions("u:cas");
    expect(silent?.candidates).toMatchObject([{ stage: "consent", code: "consent.denied" }]);
    expect(await shop.messages("u:cas")).toEqual([]);
  });

  it("stays silent when someone unsubscribes while a reminder waits", async () => {
    await shop.identified("cas", { email: "cas@example.com", consent: { email: true } });
    await shop.added("cas", "shoe-1");
    await shop.advance("20 min");
    await shop.take({ type: "track", userId: "cas", event: "Unsubscribed", properties: { list_id: "news" } });
    await shop.advance("1 h");
    expect(await shop.messages("u:cas")).toEqual([]);
  });

  it("stays silent without an address", async () => {
    await shop.identified("cas", { consent: { email: true } });
    await shop.added("cas", "shoe-1");
    await shop.advance("1 h");
    const [silent] = await shop.decisions("u:cas");
    expect(silent?.candidates).toMatchObject([{ code: "channel.no-address" }]);
  });

  it("opens no occasion for an event that asks for silence", async () => {
    await shop.identified("cas", { email: "cas@example.com", consent: { email: true } });
    const properties = { product_id: "shoe-1", quantity: 1, price: 40 };
    await shop.take({ type: "track", userId: "cas", event: "Product Added", properties, integrations: { All: false } });
    await shop.advance("1 h");
    expect(await shop.messages("u:cas")).toEqual([]);
    expect(await shop.profile("u:cas")).toMatchObject({ activity: { cartAdds: 1 } });
  });
});
