import { afterEach, describe, expect, it } from "vitest";
import type { Occasion } from "../../../src/domain/action.js";
import { type Call, identify, order, product, track } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

/**
 * What an event told must still be right when the message comes much later: because the action waits, because the person wants to hear in the
 * evening only, and although more of the same happens meanwhile.
 */
interface Later {
  readonly occasion: Occasion;
  readonly trigger?: string;
  /** Only waits that the occasion may have. */
  readonly waits?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly words: string;
  /** Said in their place where the guard softens them. */
  readonly generic?: string;
  readonly tell: (shop: TestShop) => Promise<void>;
  readonly said: string;
  /** Left out: in the evening. What was asked for is sent when it is due. */
  readonly at?: string;
}

const WHO = "kim";
const said = (name: string, properties = {}): Call => track(WHO, name, properties);
const dropped = (item: string, price: number, old: number) =>
  said("Product Price Dropped", { ...product(item), price, old_price: old });
const OLD_ORDER = { ...order(WHO, "o-0", ["hat-1"]), timestamp: "2025-01-01T00:00:00Z" };

const STORIES: Readonly<Record<string, Later>> = {
  "the status of an order, though another was placed since": {
    occasion: "order-status",
    trigger: "of: [shipped]",
    words: "Order {{ order.id }} of {{ order.value }} is {{ order.status }}",
    async tell(shop) {
      await shop.bought(WHO, "o-1", ["shoe-1"]);
      await shop.advance("1 h");
      await shop.take(said("Order Updated", { order_id: "o-1", status: "shipped" }));
      await shop.advance("1 h");
      await shop.bought(WHO, "o-2", ["shoe-2", "shoe-3"]);
    },
    said: "Order o-1 of 40 is shipped",
  },
  "the status of an order that is not remembered": {
    occasion: "order-status",
    words: "Order {{ order.id }} is {{ order.status }}: {{ item.name }}",
    async tell(shop) {
      await shop.take(said("Order Shipped", { transaction_id: "o-9", products: [product("lamp-9")] }));
      await shop.bought(WHO, "o-2", ["shoe-2"]);
    },
    said: "Order o-9 is shipped: Lamp 9",
  },
  "an order that was placed, though an old one was imported since": {
    occasion: "order-placed",
    words: "Order {{ order.id }} of {{ order.value }}: {{ item.name }}",
    async tell(shop) {
      await shop.bought(WHO, "o-1", ["shoe-1"]);
      await shop.take(OLD_ORDER, { history: true });
    },
    said: "Order o-1 of 40: Shoe 1",
  },
  "a price that dropped": {
    occasion: "price-drop",
    words: "{{ item.name }} is {{ item.price }} now, was {{ item.oldPrice }}: {{ item.saving }} less",
    async tell(shop) {
      await shop.viewed(WHO, "shoe-1");
      await shop.take(dropped("shoe-1", 30, 40));
    },
    said: "Shoe 1 is 30 now, was 40: 10 less",
  },
  "a price that dropped of what is in the cart, and a little more since": {
    occasion: "price-drop",
    words: "{{ item.name }} is {{ item.price }} now, was {{ item.oldPrice }}; your cart: {{ cart.value }}",
    async tell(shop) {
      await shop.added(WHO, "shoe-1");
      await shop.take(dropped("shoe-1", 30, 40));
      await shop.take(said("Product Price Dropped", { product_id: "shoe-1", price: 29.5 }));
    },
    said: "Shoe 1 is 29.5 now, was 40; your cart: 29.5",
  },
  "prices of several things that dropped, the newest of which was let go": {
    occasion: "price-drop",
    trigger: "cancel: []",
    waits: ["15 min"],
    words: "{{ item.name }} is {{ item.price }} now, {{ item.saving }} less",
    async tell(shop) {
      await shop.viewed(WHO, "shoe-1");
      await shop.added(WHO, "shoe-2");
      await shop.take(dropped("shoe-1", 30, 40));
      await shop.take(dropped("shoe-2", 10, 40));
      await shop.bought(WHO, "o-1", ["shoe-2"]);
    },
    said: "Shoe 1 is 30 now, 10 less",
  },
  "something that is back in stock, at another price": {
    occasion: "back-in-stock",
    words: "{{ item.name }} is back at {{ item.price }}",
    async tell(shop) {
      await shop.viewed(WHO, "shoe-1");
      await shop.take(said("Product Out of Stock", product("shoe-1")));
      await shop.take(said("Product Back in Stock", product("shoe-1", { price: 45 })));
    },
    said: "Shoe 1 is back at 45",
  },
  "a new collection of things never seen": {
    occasion: "new-collection",
    words: "{{ collection.name }}: {{ item.name }} at {{ item.price }}, of {{ items.names }}",
    async tell(shop) {
      for (const item of ["shoe-1", "shoe-2"]) await shop.viewed(WHO, item);
      const products = [product("shoe-8", { price: 70 }), product("shoe-9")];
      await shop.take(said("Collection Launched", { collection: "spring", category: "shoe", products }));
    },
    said: "spring: Shoe 8 at 70, of Shoe 8, Shoe 9",
  },
  "a collection that is too delicate to be named": {
    occasion: "new-collection",
    files: {
      "policies.yaml":
        "arbitration: { exploration: { gamma: off }, leavingCost: 0 }\ntiming: { spread: 0 s }\nguard: { facts: { category.maternity: intimate } }\n",
    },
    words: "{{ collection.name }}: {{ item.name }}",
    generic: "Something new",
    async tell(shop) {
      for (const item of ["shoe-1", "shoe-2"]) await shop.viewed(WHO, item);
      const products = [product("maternity-8"), product("shoe-9")];
      await shop.take(said("Collection Launched", { collection: "spring", category: "shoe", products }));
    },
    said: "Something new",
  },
  "a search": {
    occasion: "search-without-result",
    words: "No {{ search.query }}?",
    tell: (shop) => shop.take(said("Products Searched", { query: "left-handed scissors / 2", results: 0 })),
    said: "No left-handed scissors / 2?",
  },
  "a form": {
    occasion: "form-abandoned",
    waits: ["15 min"],
    words: "Your {{ form.name }}",
    tell: (shop) => shop.take(said("Form Started", { form: "quote" })),
    said: "Your quote",
  },
  "a saved list that was asked for": {
    occasion: "send-requested",
    trigger: "of: [saved]",
    waits: ["15 min"],
    at: "10:15",
    words: "Your {{ moment.subject }} list: {{ saved.items }}",
    async tell(shop) {
      for (const item of ["home-1", "home-2"]) await shop.take(said("Product Added to Wishlist", product(item)));
      await shop.take(said("Send Requested", { what: "saved" }));
    },
    said: "Your saved list: Home 2, Home 1",
  },
  "things that were asked for": {
    occasion: "send-requested",
    waits: ["15 min"],
    at: "10:15",
    words: "Your {{ moment.subject }}: {{ items.names }}, from {{ item.price }}",
    tell: (shop) =>
      shop.take(said("Send Requested", { what: "brochures", products: [product("home-7"), product("home-8")] })),
    said: "Your brochures: Home 7, Home 8, from 40",
  },
  "what was saved": {
    occasion: "saved-reminder",
    waits: ["1 h"],
    words: "{{ item.name }} at {{ item.price }}",
    async tell(shop) {
      await shop.take(said("Product Added to Wishlist", product("home-1")));
      await shop.take(dropped("home-1", 30, 40));
    },
    said: "Home 1 at 30",
  },
  "a tag": {
    occasion: "tag-assigned",
    words: "Now {{ moment.subject }}",
    async tell(shop) {
      await shop.take(said("Tag Assigned", { tag: "vip" }));
    },
    said: "Now vip",
  },
  "a tier in reach": {
    occasion: "near-next-tier",
    files: { "loyalty.yaml": "tiers: [{ id: gold, points: 100, benefit: more }]\nnearPoints: 20\n" },
    words: "{{ loyalty.pointsToNext }} to {{ moment.subject }}",
    tell: (shop) => shop.take(said("Points Earned", { points: 85, transaction_id: "t-1" })),
    said: "15 to gold",
  },
  "an event of the shop's own, about a product never seen": {
    occasion: "event",
    trigger: "of: [Quote Asked], when: event.properties.amount > 100",
    words: "{{ moment.subject }}: {{ item.name }} at {{ item.price }}",
    tell: (shop) => shop.take(said("Quote Asked", { amount: 250, ...product("sofa-1", { price: 900 }) })),
    said: "Quote Asked: Sofa 1 at 900",
  },
  "an event whose product became cheaper since": {
    occasion: "event",
    trigger: "of: [Quote Asked]",
    words: "{{ item.name }} at {{ item.price }}",
    async tell(shop) {
      await shop.take(said("Quote Asked", product("sofa-1", { price: 900 })));
      await shop.take(dropped("sofa-1", 700, 900));
    },
    said: "Sofa 1 at 700",
  },
};

const CASES = Object.entries(STORIES).flatMap(([name, story]) =>
  (story.waits ?? ["0 s", "15 min"]).map((wait) => [name, wait, story] as const),
);

describe("facts of an event, told in the evening", () => {
  let shop: TestShop;

  afterEach(() => shop.close());

  it.each(CASES)(
    "%s, after a wait of %s",
    async (_, wait, { occasion, trigger = "", files = {}, words, tell, ...end }) => {
      const generic = end.generic === undefined ? "" : `, { title: ${end.generic}, body: Hello., generic: true }`;
      const action = anActionFile(
        "told",
        `
class: service
topic: story
trigger: { occasion: ${occasion}, wait: ${wait}${trigger === "" ? "" : `, ${trigger}`} }
treatments:
  - { id: told, channel: onsite, copy: [{ title: "${words}", body: Hello. }${generic}] }
`,
      );
      shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: { "actions/told.yaml": action, ...files } });
      await shop.take(identify(WHO));
      await shop.take(said("Preferences Updated", { hours: { from: "18:00", to: "21:00" } }));
      await tell(shop);
      expect(await shop.messages()).toEqual([]);
      await shop.advanceTo(Date.parse("2026-03-02T20:00:00Z"));
      const messages = await shop.messages();
      expect(messages.map(({ copy, time }) => [copy.title, new Date(time).toISOString()])).toEqual([
        [end.said, `2026-03-02T${end.at ?? "18:00"}:00.000Z`],
      ]);
      expect((await shop.verifyReplay()).equal).toBe(true);
    },
  );
});
