import type { EngineContext } from "../../../domain/context.js";
import { moneyOf } from "../../../domain/fields.js";
import { type Product, productOf } from "../../../domain/product.js";
import type { Plan } from "../../../domain/profile.js";
import type { ProfileDraft } from "../../../domain/profile-draft.js";
import { given, wasBought } from "../items.js";
import { open } from "../opening.js";
import { PLAN_ITEMS } from "../plans.js";
import type { About, Heard, OccasionRule, Readable, Seed } from "../rule.js";
import { toldProduct, withNews } from "../told.js";

/** What the person has to do with an item, the strongest first. The subject of news about it. */
const RELATIONS = ["cart", "saved", "viewed"] as const;
type Relation = (typeof RELATIONS)[number];

/** An item that they looked at, saved or have in the cart has become cheaper. Its value: the new price. */
export const priceDrop: OccasionRule = {
  occasion: "price-drop",
  waits: "time",
  isAboutItems: true,
  opens: {
    "Product Price Dropped"(heard) {
      const { before, event, context } = heard;
      const product = productOf(event.properties);
      if (product?.price === undefined) return;
      const oldPrice = moneyOf(event.properties["old_price"]);
      // The profile knows the new price already.
      const from = oldPrice ?? priceSeen(before, product.id);
      if (from === undefined || from - product.price < from * context.occasions.priceDropShare) return;
      // "was 80, now 60" must be true of the shop's price, not of what this person happened to see.
      if (from > product.price) tell(heard, priceDrop, product, oldPrice);
    },
  },
  about: stillWanted,
  gone,
};

/** An item that they looked at, saved or have in the cart can be bought again. */
export const backInStock: OccasionRule = {
  occasion: "back-in-stock",
  waits: "time",
  isAboutItems: true,
  opens: {
    "Product Back in Stock"(heard) {
      const product = productOf(heard.event.properties);
      if (product !== undefined) tell(heard, backInStock, product);
    },
  },
  about: stillWanted,
  gone,
};

/** News of several items within one wait is one message: the last ones, newest first. */
function tell(heard: Heard, rule: OccasionRule, product: Product, oldPrice?: number): void {
  const { id, price } = product;
  const relation = wasBought(heard.draft, id) ? undefined : relationTo(heard.draft, id);
  if (relation === undefined) return;
  const news = toldProduct(product, oldPrice);
  open(heard, rule, {
    subject: relation,
    items: [id],
    value: price ?? priceSeen(heard.draft, id) ?? 0,
    told: withNews(undefined, news),
    again: (plan, { value }) => ({
      ...plan,
      items: [id, ...plan.items.filter(isNot(id))].slice(0, PLAN_ITEMS),
      value,
      told: withNews(plan.told, news),
    }),
  });
}

function isNot(item: string): (other: string) => boolean {
  return (other) => other !== item;
}

function relationTo(draft: ProfileDraft, item: string): Relation | undefined {
  return RELATIONS.find((relation) => isRelated(draft, relation, item));
}

function isRelated(draft: ProfileDraft, relation: Relation, item: string): boolean {
  switch (relation) {
    case "cart":
      return draft.cartLine(item) !== undefined;
    case "saved":
      return draft.read("saved").some((entry) => entry.item === item);
    case "viewed":
      return draft.read("items").some(({ id, kind }) => id === item && kind !== "order");
  }
}

/** What was bought, let go or sold out while it waited is left out. */
function stillWanted(draft: ProfileDraft, seed: Seed, context: EngineContext): About {
  const about = given(draft, seed, context);
  return { ...about, items: about.items.filter((item) => isOpen(draft, item)) };
}

function gone(draft: ProfileDraft, { items }: Plan): "occasion.cancelled-by-purchase" | "occasion.emptied" | undefined {
  if (items.some((item) => isOpen(draft, item))) return undefined;
  return items.some((item) => wasBought(draft, item)) ? "occasion.cancelled-by-purchase" : "occasion.emptied";
}

function isOpen(draft: ProfileDraft, item: string): boolean {
  if (wasBought(draft, item) || relationTo(draft, item) === undefined) return false;
  return !draft.read("outOfStock").includes(item);
}

/** The price at which the person saw it last. */
function priceSeen(profile: Readable, item: string): number | undefined {
  return (
    profile.read("cart").lines.find((line) => line.item === item)?.price ??
    profile.read("items").findLast(({ id, price }) => id === item && price !== undefined)?.price
  );
}
