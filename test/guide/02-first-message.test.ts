/**
 * The guide, part 2: your first message.
 *
 * From here on the guide uses the test shop: the real engine, log and state, and a clock that we move. `config/actions/cart-reminder.yaml`
 * says that a cart left alone for 45 minutes is worth a word.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestShop, type TestShop } from "../harness/open-test-shop.js";

describe("your first message", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openTestShop({ now: "2026-03-02T10:00:00Z", channels: ["email"] });
  });

  afterEach(() => shop.close());

  it("needs three things: an occasion, an address, and agreement", async () => {
    // Who she is and what she agreed to: an identify call.
    await shop.identified("ada", { email: "ada@example.com", firstName: "Ada", consent: { email: true } });
    // The occasion: something in the cart ...
    await shop.added("ada", "lamp-3");
    // ... and silence.
    await shop.advance("45 min");

    const [message] = await shop.messages("u:ada");
    expect(message).toMatchObject({
      channel: "email",
      address: "ada@example.com",
      copy: { title: "Ada, your Lamp 3 is still here" },
      items: ["lamp-3"],
    });
  });

  it("is worthless after a while, and says so", async () => {
    await shop.identified("ada", { email: "ada@example.com", consent: { email: true } });
    await shop.added("ada", "lamp-3");
    await shop.advance("45 min");

    const [message] = await shop.messages("u:ada");
    // `validity: 2 days`: a channel service that comes later throws it away.
    expect(message?.expiresAt).toBe(Date.parse("2026-03-04T10:45:00Z"));
  });

  it("uses the first version of the copy whose facts are all known", async () => {
    // No first name: the version that greets by name can't be used, the next one can. Nobody is ever called "undefined".
    await shop.identified("ada", { email: "ada@example.com", consent: { email: true } });
    await shop.added("ada", "lamp-3");
    await shop.advance("45 min");

    const [message] = await shop.messages("u:ada");
    expect(message?.copy.title).toBe("Your Lamp 3 is still here");
  });
});
