import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { order, product, track } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

/** The two customers of the article: one on the way up, one who no longer reads e-mail. Unique behaviour, unique treatment. */
const FILES = {
  "segments.yaml": `
segments:
  - id: rising
    when: value.rising && orders.count >= 2 && responses.openRate > 0.5 && "marketing/push" in consent.granted && "marketing/sms" in consent.granted
`,
  "policies.yaml": `
arbitration: { exploration: { gamma: off }, leavingCost: 0 }
silence:
  - { channel: email, after: 180 days, mode: pause, pause: 30 days }
  - { channel: sms, after: 30 days, mode: win-back }
`,
  "actions/early-access.yaml": anActionFile(
    "early-access",
    `
class: promotional
topic: previews
trigger: { occasion: segment-entered, of: [rising] }
treatments:
  - id: app
    channel: push
    copy: [{ title: First look, body: The new collection is open for you a day early. }]
`,
  ),
  "actions/browse.yaml": anActionFile(
    "browse",
    `
class: promotional
topic: browsing
trigger: { occasion: browse-abandoned, wait: 2 h, cancel: [return] }
treatments:
  - id: mail
    channel: email
    copy: [{ title: Have another look, body: What you looked at. }]
`,
  ),
  "actions/win-back.yaml": anActionFile(
    "win-back",
    `
class: promotional
topic: win-back
trigger: { occasion: silence, of: [email] }
treatments:
  - id: text
    channel: sms
    coupon: back
    copy: [{ title: We'd like you back, body: "{{ coupon.code }} takes 25 % off." }]
`,
  ),
  "coupons.yaml": "pools:\n  - { id: back, kind: generated, prefix: BACK, secret: story, valid: 30 days }\n",
};

let shop: TestShop;

beforeEach(async () => {
  shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
});

afterEach(() => shop.close());

const opened = (who: string, id: string) => shop.take(track(who, "Email Opened", { message_id: id, channel: "email" }));

describe("customer 1: a repeat buyer on the way up", () => {
  it("is noticed at the event that makes it so, and gets the first look in the app", async () => {
    await shop.identified("hana", {
      email: "hana@example.com",
      phone: "+48600000001",
      pushToken: "token",
      consent: { email: true, sms: true, push: true },
    });
    for (const item of ["shoe-1", "shoe-2", "shoe-3"]) await shop.viewed("hana", item);
    await shop.advance("2 h");
    const [mail] = await shop.messages("u:hana");
    expect(mail?.channel).toBe("email");
    // What is opened within seconds was opened by a machine.
    await shop.advance("1 min");
    await opened("hana", mail?.id ?? "");
    await shop.bought("hana", "o-1", ["shoe-1"]);
    await shop.advance("30 days");
    expect((await shop.messages("u:hana")).filter((message) => message.action === "early-access")).toEqual([]);

    await shop.bought("hana", "o-2", ["shoe-2"]);
    await shop.advance("30 days");
    await shop.take(order("hana", "o-3", ["shoe-3", "shirt-1", "shirt-2"]));
    const last = (await shop.messages("u:hana")).at(-1);
    expect(last).toMatchObject({ action: "early-access", channel: "push", occasion: "segment-entered" });
    expect((await shop.decisions("u:hana")).at(-1)).toMatchObject({ subject: "rising" });
  });
});

describe("customer 2: e-mail unread for six months, text messages allowed", () => {
  it("is no longer e-mailed, and is asked back by text message with a code", async () => {
    await shop.identified("ivo", {
      email: "ivo@example.com",
      phone: "+48600000002",
      consent: { email: true, sms: true },
    });
    for (const item of ["shoe-1", "shoe-2", "shoe-3"]) await shop.viewed("ivo", item);
    await shop.advance("2 h");
    expect((await shop.messages("u:ivo")).map((message) => message.channel)).toEqual(["email"]);

    await shop.advance("181 days");
    const sent = await shop.messages("u:ivo");
    expect(sent.map((message) => [message.action, message.channel])).toEqual([
      ["browse", "email"],
      ["win-back", "sms"],
    ]);
    expect(sent[1]?.copy.body).toMatch(/^BACK\S+ takes 25 % off\.$/);

    for (const item of ["shirt-1", "shirt-2", "shirt-3"]) await shop.viewed("ivo", item);
    await shop.advance("2 h");
    expect(await shop.messages("u:ivo")).toHaveLength(2);
    expect((await shop.decisions("u:ivo")).at(-1)?.candidates).toMatchObject([{ code: "suitability.silence" }]);
  });
});

describe("no push token", () => {
  it("is no reason to say nothing: the site's own pages are a channel", async () => {
    await shop.close();
    shop = await openStoryShop({
      now: "2026-03-02T10:00:00Z",
      files: {
        "actions/price-drop.yaml": anActionFile(
          "price-drop",
          `
class: promotional
topic: prices
trigger: { occasion: price-drop }
value: 5
treatments:
  - id: push
    channel: push
    prior: 0.2
    copy: [{ title: Now cheaper, body: "{{ item.name }} costs less now." }]
  - id: frame
    channel: onsite
    copy: [{ title: Now cheaper, body: "{{ item.name }} costs less now." }]
`,
        ),
      },
    });
    const drop = track("a:phone", "Product Price Dropped", { ...product("shoe-1"), price: 30, old_price: 40 });
    await shop.viewed("a:phone", "shoe-1");
    await shop.take(drop);
    expect((await shop.messages()).map((message) => message.channel)).toEqual(["onsite"]);
    expect((await shop.decisions())[0]?.candidates).toMatchObject([
      { treatment: "push", code: expect.stringMatching(/^(?:channel\.no-address|consent\.unknown)$/) as string },
      { treatment: "frame", code: "ok.chosen" },
    ]);
  });
});

describe("the luxury restaurant and the cheap one", () => {
  const OFFERS = ["low", "high"].map((tier) => [
    `actions/${tier}.yaml`,
    anActionFile(
      `table-${tier}`,
      `
class: promotional
topic: tables
trigger: { occasion: browse-abandoned, wait: 2 h, when: value.tier == "${tier}" }
treatments:
  - id: mail
    channel: email
    copy: [{ title: A table for you, body: Near you. }]
`,
    ),
  ]);

  it.each([
    ["low", 12],
    ["high", 180],
  ])("a guest of the %s tier hears of their own kind", async (tier, price) => {
    await shop.close();
    shop = await openStoryShop({
      now: "2026-03-02T10:00:00Z",
      files: Object.fromEntries(OFFERS) as Record<string, string>,
    });
    await shop.identified("jo", { email: "jo@example.com", consent: { email: true } });
    for (const item of ["table-1", "table-2", "table-3"]) await shop.viewed("jo", item, { price });
    await shop.advance("2 h");
    expect((await shop.messages("u:jo")).map((message) => message.action)).toEqual([`table-${tier}`]);
  });
});
