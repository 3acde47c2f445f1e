import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

/** A review first, then a code, then a text message, and a popup with the waiting code at the next visit; an order ends it. */
const FILES = {
  "coupons.yaml": "pools:\n  - { id: cart, kind: generated, prefix: CART, secret: story, valid: 30 days }\n",
  "actions/cart-rescue.yaml": anActionFile(
    "cart-rescue",
    `
class: promotional
topic: cart
trigger: { occasion: cart-abandoned, wait: 45 min, cancel: [purchase] }
value: 12
validity: 2 days
goal: { event: Order Completed, within: 14 days }
treatments:
  - id: review
    channel: email
    copy: [{ title: What others say about it, body: "Read what others say about {{ item.name }}." }]
steps:
  - after: 1 day
    treatments:
      - id: code
        channel: email
        coupon: cart
        copy: [{ title: A code for your cart, body: "{{ coupon.code }} takes 10 % off." }]
  - after: 1 day
    treatments:
      - id: text
        channel: sms
        copy: [{ title: Your cart, body: Your code is waiting in your mailbox. }]
  - after: 1 day
    at: next-visit
    treatments:
      - id: popup
        channel: onsite
        coupon: cart
        copy: [{ title: Your code is waiting, body: "{{ coupon.code }}" }]
`,
  ),
};

describe("the cart ladder", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
    await shop.identified("ann", {
      email: "ann@example.com",
      phone: "+48600000000",
      consent: { email: true, sms: true },
    });
    await shop.added("ann", "shoe-1");
  });

  afterEach(() => shop.close());

  it("climbs from a review to a code to a text message to a popup with the same code", async () => {
    await shop.advance("45 min");
    await shop.advance("1 day");
    await shop.advance("1 day");
    await shop.advance("3 days");
    const sent = await shop.messages("u:ann");
    expect(sent.map((message) => [message.treatment, message.channel, message.step])).toEqual([
      ["review", "email", 0],
      ["code", "email", 1],
      ["text", "sms", 2],
    ]);

    await shop.viewed("ann", "shoe-2");
    const popup = (await shop.messages("u:ann")).at(-1);
    expect(popup).toMatchObject({ treatment: "popup", channel: "onsite", step: 3 });
    const code = sent[1]?.coupon;
    expect(code).toMatch(/^CART/);
    expect(popup?.coupon).toBe(code);
    expect(popup?.copy.body).toBe(code);
    await shop.advance("30 days");
    expect(await shop.messages("u:ann")).toHaveLength(4);
  });

  it("ends with the order, whichever step it is at", async () => {
    await shop.advance("45 min");
    await shop.advance("1 day");
    await shop.bought("ann", "order-1", ["shoe-1"]);
    await shop.advance("10 days");
    await shop.viewed("ann", "shoe-2");
    expect((await shop.messages("u:ann")).map((message) => message.treatment)).toEqual(["review", "code"]);
    expect(await shop.total("reasons.escalation.goal-reached")).toBe(1);
  });

  it("gives everybody a code of their own", async () => {
    for (const who of ["ben", "cem", "dov"]) {
      await shop.identified(who, { email: `${who}@example.com`, consent: { email: true } });
      await shop.added(who, "shoe-1");
    }
    await shop.advance("2 days");
    const codes = (await shop.messages()).flatMap((message) => message.coupon ?? []);
    expect(codes).toHaveLength(4);
    expect(new Set(codes).size).toBe(4);
  });
});
