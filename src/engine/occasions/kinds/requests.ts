import type { JsonObject } from "../../../domain/event.js";
import type { EngineContext } from "../../../domain/context.js";
import { ID_CHARS, textOf } from "../../../domain/fields.js";
import { orderNamed } from "../../../domain/order.js";
import { productsOf } from "../../../domain/product.js";
import type { ProfileDraft } from "../../../domain/profile-draft.js";
import { inCart, inMind, saved, viewed } from "../items.js";
import { open } from "../opening.js";
import { NO_ITEMS, PLAN_ITEMS } from "../plans.js";
import type { About, OccasionRule, Seed } from "../rule.js";
import { toldOf } from "../told.js";

/** "E-mail me my saved homes": the person asked for it. Its subject: what was asked for, in lower case. */
export const sendRequested: OccasionRule = {
  occasion: "send-requested",
  waits: "time",
  opens: {
    "Send Requested"(heard) {
      const { properties } = heard.event;
      const products = "products" in properties ? productsOf(properties) : [];
      open(heard, sendRequested, {
        subject: textOf(properties["what"], ID_CHARS)?.toLowerCase() ?? "",
        items: products.slice(0, PLAN_ITEMS).map((product) => product.id),
        value: products[0]?.price ?? 0,
        told: toldOf(properties, products),
      });
    },
  },
  about: askedFor,
};

/** The site asks what to show in a place on the page. Its subject: the place; its items: those that the page is about. */
export const slotRequested: OccasionRule = {
  occasion: "slot-requested",
  waits: "time",
  opens: {
    "Slot Requested"(heard) {
      const { properties } = heard.event;
      const products = "product_id" in properties || "products" in properties ? productsOf(properties) : [];
      const items = products.slice(0, PLAN_ITEMS).map((product) => product.id);
      const page = items.length === 0 ? {} : { items, told: toldOf(properties, products) };
      open(heard, slotRequested, { subject: slotOf(properties), ...page });
    },
  },
  about: (draft, { items, value }, context) =>
    items.length > 0 ? { items, value, justBought: false } : inMind(draft, context),
};

/** What was asked for is answered, even where nothing of it is left. */
function askedFor(draft: ProfileDraft, { subject, items, value, told }: Seed, context: EngineContext): About {
  if (items.length > 0) return { items, value, justBought: false };
  switch (subject) {
    case "saved":
      return { ...saved(draft, context), justBought: false };
    case "cart":
      return { ...inCart(draft, context), justBought: false };
    case "viewed":
      return { ...viewed(draft, context), justBought: false };
    case "order": {
      const order = orderNamed(draft.read("orders"), told?.order);
      return { items: order?.items ?? NO_ITEMS, value: order?.value ?? 0, justBought: false };
    }
    default:
      return { items: NO_ITEMS, value: 0, justBought: false };
  }
}

function slotOf(properties: JsonObject): string {
  return textOf(properties["slot"], ID_CHARS) ?? "";
}
