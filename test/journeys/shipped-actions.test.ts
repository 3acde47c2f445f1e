import { afterEach, describe, expect, it } from "vitest";
import { requireConfiguration, shippedFolder } from "../../src/config/index.js";
import { type Call, order, product, track } from "../harness/calls.js";
import { openTestShop, type TestShop } from "../harness/open-test-shop.js";

/** Every action of the shipped configuration says its word once: what leads to it, and the treatment that is chosen. */

const WHO = "kim";
const said = (name: string, properties = {}): Call => track(WHO, name, properties);

interface Told {
  readonly tell: (shop: TestShop) => Promise<void>;
  readonly treatment: string;
  readonly title: string;
  /** There is one. */
  readonly catalogue?: true;
}

const TOLD: Readonly<Record<string, Told>> = {
  "cart-reminder": {
    tell: async (shop) => {
      await shop.added(WHO, "shoe-1");
      await shop.advance("45 min");
    },
    treatment: "cart-email",
    title: "Kim, your Shoe 1 is still here",
  },
  "browse-nudge": {
    tell: async (shop) => {
      for (const item of ["shoe-1", "shoe-2", "shoe-3"]) await shop.viewed(WHO, item);
      await shop.advance("2 h");
    },
    treatment: "browse-email",
    title: "Kim, have another look?",
  },
  "thank-you": {
    tell: (shop) => shop.bought(WHO, "o-1", ["shoe-1"]),
    treatment: "thanks-email",
    title: "Thank you, Kim",
  },
  "order-update": {
    tell: (shop) => shop.take(said("Order Shipped", { order_id: "o-1" })),
    treatment: "update-email",
    title: "Your order is on its way",
  },
  "search-help": {
    tell: async (shop) => {
      await shop.take(said("Products Searched", { query: "left-handed scissors", results: 0 }));
      await shop.advance("2 min");
    },
    treatment: "search-onsite",
    title: "Can we help?",
  },
  "frequent-browser": {
    tell: async (shop) => {
      for (let visit = 0; visit < 5; visit++) {
        await shop.viewed(WHO, "shoe-1");
        await shop.advance("5 h");
      }
    },
    treatment: "look-onsite",
    title: "Still looking?",
  },
  "price-drop": {
    tell: async (shop) => {
      await shop.viewed(WHO, "shoe-1");
      await shop.take(said("Product Price Dropped", { ...product("shoe-1"), price: 30, old_price: 40 }));
      await shop.advance("15 min");
    },
    treatment: "drop-email",
    title: "Shoe 1 costs less now",
  },
  "back-in-stock": {
    tell: async (shop) => {
      await shop.viewed(WHO, "shoe-1");
      await shop.take(said("Product Back in Stock", product("shoe-1")));
    },
    treatment: "stock-email",
    title: "Shoe 1 is back",
  },
  "saved-reminder": {
    tell: async (shop) => {
      await shop.take(said("Product Added to Wishlist", product("shoe-1")));
      await shop.advance("7 days");
    },
    treatment: "saved-email",
    title: "Shoe 1 is still on your list",
  },
  "saved-list": {
    tell: async (shop) => {
      await shop.take(said("Product Added to Wishlist", product("shoe-1")));
      await shop.take(said("Send Requested", { what: "saved" }));
    },
    treatment: "list-email",
    title: "Your list",
  },
  "win-back": {
    tell: async (shop) => {
      await shop.bought(WHO, "o-1", ["shoe-1"]);
      // Silent for half a year, and then the hour that suits.
      await shop.advance("184 days");
    },
    treatment: "back-sms",
    title: "We'd like you back",
  },
  birthday: {
    tell: async (shop) => {
      await shop.identified(WHO, { birthday: "1990-03-05" });
      await shop.advance("3 days");
    },
    treatment: "birthday-email",
    title: "Happy birthday, Kim",
  },
  "near-tier": {
    tell: (shop) => shop.take(said("Points Earned", { points: 460, transaction_id: "t-1" })),
    treatment: "tier-email",
    title: "40 points to silver",
  },
  "points-expiring": {
    tell: async (shop) => {
      await shop.take(said("Points Earned", { points: 85, transaction_id: "t-1" }));
      await shop.advance("352 days");
    },
    treatment: "points-email",
    title: "85 of your points run out",
  },
  refill: {
    tell: async (shop) => {
      await shop.take(order(WHO, "o-1", ["coffee-1"]));
      await shop.advance("28 days");
    },
    treatment: "refill-email",
    title: "Time for more Coffee 1?",
  },
  "new-collection": {
    tell: async (shop) => {
      await shop.viewed(WHO, "shoe-1");
      await shop.take(
        said("Collection Launched", { collection: "Spring", category: "shoe", products: [product("shoe-9")] }),
      );
    },
    treatment: "collection-email",
    title: "New: Spring",
  },
  "early-access": {
    tell: async (shop) => {
      await shop.bought(WHO, "o-1", ["shoe-1"]);
      await shop.advance("30 days");
      await shop.bought(WHO, "o-2", ["shoe-2"]);
      await shop.advance("30 days");
      await shop.bought(WHO, "o-3", ["shoe-3", "shoe-4", "shirt-1"]);
    },
    treatment: "early-email",
    title: "A first look",
  },
  "home-banner": {
    tell: (shop) => shop.take(said("Slot Requested", { slot: "home-banner" })),
    treatment: "banner-again",
    title: "Where you left off",
  },
  "cross-sell": {
    catalogue: true,
    tell: async (shop) => {
      await shop.bought(WHO, "o-1", ["shoe-1"]);
      await shop.advance("6 days");
    },
    treatment: "cross-email",
    title: "Kim, this goes with your order",
  },
  "sold-out": {
    catalogue: true,
    tell: (shop) => shop.take(said("Slot Requested", { slot: "sold-out", product_id: "shoe-2" })),
    treatment: "instead",
    title: "It is sold out",
  },
};

/** What others of the actions say where there is a catalogue. */
const RECOMMENDED: Readonly<Record<string, Told>> = {
  "browse-nudge": {
    catalogue: true,
    tell: async (shop) => {
      for (const item of ["shoe-1", "shoe-2", "shoe-3"]) await shop.viewed(WHO, item);
      await shop.advance("2 h");
    },
    treatment: "browse-similar-email",
    title: "Kim, more like Shoe 3",
  },
  "home-banner": {
    catalogue: true,
    tell: (shop) => shop.take(said("Slot Requested", { slot: "home-banner" })),
    treatment: "banner-for-you",
    title: "Picked for you",
  },
};

const CATALOGUE = Object.fromEntries(
  ["shoe-1", "shoe-2", "shoe-3", "shoe-4", "shoe-5", "sock-1", "sock-2"].map((id) => {
    const { name, category, price } = product(id) as { name: string; category: string; price: number };
    return [id, { title: name, category, price, inStock: id !== "shoe-2" }];
  }),
);

describe("the shipped configuration", () => {
  let shop: TestShop;

  afterEach(() => shop.close());

  it.each([...Object.entries(TOLD), ...Object.entries(RECOMMENDED)])("%s", async (action, told) => {
    const { tell, treatment, title, catalogue } = told;
    shop = await openTestShop({
      now: "2026-03-02T10:00:00Z",
      // A story has one end: nothing is drawn.
      configure: (configuration) => {
        const { arbitration, timing } = configuration.engine;
        const engine = {
          ...configuration.engine,
          arbitration: { ...arbitration, gamma: Number.POSITIVE_INFINITY },
          timing: { ...timing, exploration: 0 },
        };
        return { ...configuration, engine };
      },
    });
    if (catalogue) {
      await shop.declare(CATALOGUE);
      await shop.refreshServing();
    }
    const consent = { email: true, sms: true };
    await shop.identified(WHO, { email: "kim@example.com", phone: "+48600000000", firstName: "Kim", consent });
    await tell(shop);
    const mine = (await shop.messages()).filter((message) => message.action === action);
    expect(mine.map((message) => [message.treatment, message.copy.title])).toEqual([[treatment, title]]);
    if (catalogue) expect(mine[0]?.recommendations?.length).toBeGreaterThan(1);
    const coupon = mine[0]?.coupon;
    if (coupon !== undefined) expect(mine[0]?.copy.body).toContain(coupon);
  });
});

it("the shipped configuration has no action without a story", () => {
  const { engine } = requireConfiguration(shippedFolder(), { environment: {} });
  expect(Object.keys(TOLD).toSorted()).toEqual([...new Set(engine.actions.map(({ id }) => id))].toSorted());
});
