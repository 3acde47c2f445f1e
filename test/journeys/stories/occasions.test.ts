import { afterEach, describe, expect, it } from "vitest";
import type { Occasion } from "../../../src/domain/action.js";
import { OCCASIONS } from "../../../src/domain/action.js";
import type { Scoring } from "../../../src/domain/scoring.js";
import { DAY } from "../../../src/domain/time.js";
import { type Call, identify, order, product, track } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";
import { aPurchaseTimingModel, aScoring } from "../../harness/scoring-models.js";

/** Every occasion once, from the events that make it to the message, and once where it must not come. */
interface Story {
  readonly trigger?: string;
  /** In force from the beginning. */
  readonly scoring?: Scoring;
  readonly files?: Readonly<Record<string, string>>;
  readonly tell: (shop: TestShop) => Promise<void>;
  /** The same but for what takes the reason away: nothing is said. */
  readonly not?: (shop: TestShop) => Promise<void>;
}

const WHO = "kim";
const said = (name: string, properties = {}): Call => track(WHO, name, properties);
const dropped = said("Product Price Dropped", { ...product("shoe-1"), price: 30, old_price: 40 });
const launched = said("Collection Launched", { collection: "spring", category: "shoe", products: [product("shoe-9")] });
const OCCASION_POLICY = "arbitration: { exploration: { gamma: off }, leavingCost: 0 }\noccasions:\n";

/** Orders every 30 days; half as likely a customer after 60 without. */
const MONTHLY = aScoring({ purchaseTiming: aPurchaseTimingModel("monthly", 30 * DAY) });

const STORIES: Readonly<Record<Occasion, Story>> = {
  "cart-abandoned": {
    trigger: "wait: 45 min, cancel: [purchase]",
    tell: async (shop) => {
      await shop.added(WHO, "shoe-1");
      await shop.advance("45 min");
    },
    not: async (shop) => {
      await shop.added(WHO, "shoe-1");
      await shop.bought(WHO, "o-1", ["shoe-1"]);
      await shop.advance("1 day");
    },
  },
  "browse-abandoned": {
    trigger: "wait: 2 h, cancel: [return]",
    tell: async (shop) => {
      for (const item of ["shoe-1", "shoe-2", "shoe-3"]) await shop.viewed(WHO, item);
      await shop.advance("2 h");
    },
    not: async (shop) => {
      await shop.viewed(WHO, "shoe-1");
      await shop.advance("1 day");
    },
  },
  "form-abandoned": {
    trigger: "wait: 1 h, of: [quote]",
    tell: async (shop) => {
      await shop.take(said("Form Started", { form: "quote" }));
      await shop.advance("1 h");
    },
    not: async (shop) => {
      await shop.take(said("Form Started", { form: "quote" }));
      await shop.take(said("Form Submitted", { form: "quote" }));
      await shop.advance("1 day");
    },
  },
  "search-without-result": {
    trigger: "wait: 1 h",
    tell: async (shop) => {
      await shop.take(said("Products Searched", { query: "left-handed scissors", results: 0 }));
      await shop.advance("1 h");
    },
    not: async (shop) => {
      await shop.take(said("Products Searched", { query: "left-handed scissors", results: 0 }));
      await shop.viewed(WHO, "scissors-1");
      await shop.advance("1 day");
    },
  },
  "frequent-browsing": {
    trigger: "wait: 0 s",
    files: { "policies.yaml": `${OCCASION_POLICY}  browsingSessions: 3\n  browsingWithoutOrder: 30 days\n` },
    tell: async (shop) => {
      for (let visit = 0; visit < 4; visit++) {
        await shop.viewed(WHO, "shoe-1");
        await shop.advance("5 h");
      }
    },
    not: async (shop) => {
      await shop.bought(WHO, "o-1", ["shirt-1"]);
      for (let visit = 0; visit < 4; visit++) {
        await shop.viewed(WHO, "shoe-1");
        await shop.advance("5 h");
      }
    },
  },
  "order-placed": { tell: (shop) => shop.bought(WHO, "o-1", ["shoe-1"]) },
  "order-status": {
    trigger: "of: [shipped]",
    tell: (shop) => shop.take(said("Order Updated", { order_id: "o-1", status: "shipped" })),
    not: (shop) => shop.take(said("Order Updated", { order_id: "o-1", status: "packed" })),
  },
  "replenishment-due": {
    files: { "policies.yaml": `${OCCASION_POLICY}  replenishment: { coffee: 30 days }\n  replenishmentLead: 3 days\n` },
    tell: async (shop) => {
      await shop.take(order(WHO, "o-1", ["coffee-1"]));
      await shop.advance("27 days");
    },
    not: async (shop) => {
      await shop.take(order(WHO, "o-1", ["lamp-1"]));
      await shop.advance("60 days");
    },
  },
  "next-order-due": {
    scoring: MONTHLY,
    tell: async (shop) => {
      for (const id of ["o-1", "o-2"]) {
        await shop.take(order(WHO, id, ["coffee-1"]));
        await shop.advance("29 days");
      }
    },
    not: async (shop) => {
      await shop.take(order(WHO, "o-1", ["coffee-1"]));
      await shop.advance("60 days");
    },
  },
  "churn-risk": {
    scoring: MONTHLY,
    tell: async (shop) => {
      await shop.take(order(WHO, "o-1", ["coffee-1"]));
      await shop.advance("60 days");
    },
    not: async (shop) => {
      for (const id of ["o-1", "o-2", "o-3"]) {
        await shop.take(order(WHO, id, ["coffee-1"]));
        await shop.advance("50 days");
      }
    },
  },
  "price-drop": {
    tell: async (shop) => {
      await shop.viewed(WHO, "shoe-1");
      await shop.take(dropped);
    },
    not: async (shop) => {
      await shop.viewed(WHO, "shoe-2");
      await shop.take(dropped);
    },
  },
  "back-in-stock": {
    tell: async (shop) => {
      await shop.viewed(WHO, "shoe-1");
      await shop.take(said("Product Back in Stock", product("shoe-1")));
    },
    not: (shop) => shop.take(said("Product Back in Stock", product("shoe-1"))),
  },
  "saved-reminder": {
    trigger: "wait: 7 days, cancel: [purchase]",
    tell: async (shop) => {
      await shop.take(said("Product Added to Wishlist", product("shoe-1")));
      await shop.advance("7 days");
    },
    not: async (shop) => {
      await shop.take(said("Product Added to Wishlist", product("shoe-1")));
      await shop.take(said("Product Removed from Wishlist", product("shoe-1")));
      await shop.advance("8 days");
    },
  },
  "new-collection": {
    tell: async (shop) => {
      for (const item of ["shoe-1", "shoe-2"]) await shop.viewed(WHO, item);
      await shop.take(launched);
    },
    not: async (shop) => {
      for (const item of ["lamp-1", "lamp-2"]) await shop.viewed(WHO, item, { brand: "Other" });
      await shop.take(launched);
    },
  },
  birthday: {
    tell: async (shop) => {
      await shop.identified(WHO, { birthday: "1990-03-05", timezone: "Europe/Warsaw" });
      await shop.advance("3 days");
      expect((await shop.messages()).map((message) => new Date(message.time).toISOString())).toEqual([
        "2026-03-05T08:00:00.000Z",
      ]);
    },
    not: async (shop) => {
      await shop.identified(WHO, { birthday: "1990-05-05" });
      await shop.advance("30 days");
    },
  },
  silence: {
    trigger: "of: [onsite]",
    files: {
      "policies.yaml":
        "arbitration: { exploration: { gamma: off }, leavingCost: 0 }\nsilence:\n  - { channel: onsite, after: 30 days, mode: win-back }\n",
      "actions/thanks.yaml": anActionFile(
        "thanks",
        `
class: service
topic: orders
trigger: { occasion: order-placed }
treatments: [{ id: thanks, channel: onsite, copy: [{ title: Thank you, body: Thank you. }] }]
`,
      ),
    },
    tell: async (shop) => {
      await shop.bought(WHO, "o-1", ["shoe-1"]);
      await shop.advance("31 days");
    },
    not: async (shop) => {
      await shop.bought(WHO, "o-1", ["shoe-1"]);
      await shop.advance("20 days");
      const [thanks] = await shop.messages();
      await shop.take(said("Message Clicked", { channel: "onsite", message_id: thanks?.id ?? "" }));
      await shop.advance("20 days");
    },
  },
  "tag-assigned": {
    trigger: "of: [vip]",
    tell: (shop) => shop.take(said("Tag Assigned", { tag: "vip" })),
    not: (shop) => shop.take(said("Tag Assigned", { tag: "b2b" })),
  },
  "segment-entered": {
    trigger: "of: [fans]",
    files: { "segments.yaml": "segments:\n  - { id: fans, when: activity.views >= 2 }\n" },
    tell: async (shop) => {
      for (const item of ["shoe-1", "shoe-2", "shoe-3"]) await shop.viewed(WHO, item);
    },
    not: (shop) => shop.viewed(WHO, "shoe-1"),
  },
  "segment-left": {
    trigger: "of: [fresh]",
    files: { "segments.yaml": "segments:\n  - { id: fresh, when: activity.daysSinceSeen < 10 }\n" },
    tell: async (shop) => {
      await shop.viewed(WHO, "shoe-1");
      await shop.advance("11 days");
    },
    not: async (shop) => {
      await shop.viewed(WHO, "shoe-1");
      await shop.advance("9 days");
    },
  },
  "near-next-tier": {
    files: { "loyalty.yaml": "tiers: [{ id: gold, points: 100, benefit: more }]\nnearPoints: 20\n" },
    tell: (shop) => shop.take(said("Points Earned", { points: 85, transaction_id: "t-1" })),
    not: (shop) => shop.take(said("Points Earned", { points: 50, transaction_id: "t-1" })),
  },
  "points-expiring": {
    files: { "loyalty.yaml": "expiry: 60 days\nexpiryNotice: 10 days\n" },
    tell: async (shop) => {
      await shop.take(said("Points Earned", { points: 85, transaction_id: "t-1" }));
      await shop.advance("50 days");
    },
    not: async (shop) => {
      await shop.take(said("Points Earned", { points: 85, transaction_id: "t-1" }));
      await shop.take(said("Points Redeemed", { points: 85, transaction_id: "t-2" }));
      await shop.advance("55 days");
    },
  },
  "send-requested": {
    trigger: "of: [saved]",
    tell: async (shop) => {
      await shop.take(said("Product Added to Wishlist", product("shoe-1")));
      await shop.take(said("Send Requested", { what: "saved" }));
    },
  },
  "slot-requested": {
    tell: (shop) => shop.take(said("Slot Requested", { slot: "home-banner" })),
  },
  visit: {
    trigger: "when: activity.sessions > 1.0",
    tell: async (shop) => {
      await shop.viewed(WHO, "shoe-1");
      await shop.advance("2 h");
      await shop.viewed(WHO, "shoe-1");
    },
    not: (shop) => shop.viewed(WHO, "shoe-1"),
  },
  event: {
    trigger: "of: [Quote Asked], when: event.properties.amount > 100",
    tell: (shop) => shop.take(said("Quote Asked", { amount: 250 })),
    not: (shop) => shop.take(said("Quote Asked", { amount: 50 })),
  },
};

describe("every occasion", () => {
  let shop: TestShop;

  afterEach(() => shop.close());

  const open = async (occasion: Occasion, { trigger = "", files = {}, scoring }: Story) => {
    const action = anActionFile(
      "told",
      `
class: service
topic: story
trigger: { occasion: ${occasion}${trigger === "" ? "" : `, ${trigger}`} }
treatments:
  - { id: told, channel: onsite, copy: [{ title: Hello, body: Hello. }] }
`,
    );
    shop = await openStoryShop({
      now: "2026-03-02T10:00:00Z",
      files: { "actions/told.yaml": action, ...files },
      ...(scoring === undefined ? {} : { scoring: { resolve: () => Promise.resolve(scoring) } }),
    });
    if (scoring !== undefined) await shop.pinScoring(scoring.pin);
    await shop.take(identify(WHO));
  };
  const told = async () => (await shop.messages()).filter((message) => message.action === "told");

  it.each(OCCASIONS)("%s is spoken of", async (occasion) => {
    await open(occasion, STORIES[occasion]);
    await STORIES[occasion].tell(shop);
    expect((await told()).map((message) => message.occasion)).toEqual([occasion]);
    expect((await shop.verifyReplay()).equal).toBe(true);
  });

  it.each(OCCASIONS.filter((occasion) => STORIES[occasion].not !== undefined))(
    "%s is not spoken of without a reason",
    async (occasion) => {
      await open(occasion, STORIES[occasion]);
      await STORIES[occasion].not?.(shop);
      expect(await told()).toEqual([]);
    },
  );
});
