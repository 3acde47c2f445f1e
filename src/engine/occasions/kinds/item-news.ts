import type { EngineContext } from "../../../domain/context.js";
import { moneyOf } from "../../../domain/fields.js";
import { type Product, productOf } from "../../../domain/product.js";
import type { Plan } from "../../../domain/profile.js";
import type { ProfileDraft } from "../../../domain/profile-draft.js";
import { given, wasBought } from "../items.js";
import { open } from "../opening.js";
import { PLAN_ITEMS } from "../plans.js";
import type { About, Heard, OccasionRule, Seed } from "../rule.js";

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
      const { draft, event, context } = heard;
      const product = productOf(event.properties);
      if (product?.price === undefined) return;
      const before = moneyOf(event.properties["old_price"]) ?? priceSeen(draft, product.id);
      if (before === undefined || before - product.price < before * context.occasions.priceDropShare) return;
      if (before > product.price) tell(heard, priceDrop, product);
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
function tell(heard: Heard, rule: OccasionRule, { id, price }: Product): void {
  const relation = wasBought(heard.draft, id) ? undefined : relationTo(heard.draft, id);
  if (relation === undefined) return;
  open(heard, rule, {
    subject: relation,
    items: [id],
    value: price ?? priceSeen(heard.draft, id) ?? 0,
    again: (plan, { value }) => ({ ...plan, items: [id, ...plan.items.filter(isNot(id))].slice(0, PLAN_ITEMS), value }),
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
function priceSeen(draft: ProfileDraft, item: string): number | undefined {
  return (
    draft.cartLine(item)?.price ??
    draft.read("items").findLast(({ id, price }) => id === item && price !== undefined)?.price
  );
}
