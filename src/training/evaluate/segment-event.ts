import type { JsonObject, SegmentEvent } from "../../domain/event.js";
import type { PersonKey } from "../../domain/person.js";
import type { ItemKind } from "../../domain/profile.js";
import { type Interactions, KINDS } from "../interactions.js";

const EVENT_OF: Readonly<Record<ItemKind, string>> = {
  view: "Product Viewed",
  cart: "Product Added",
  save: "Product Added to Wishlist",
  order: "Order Completed",
};

/** The call that a site would have sent for an interaction, as history: profiles learn from it, nothing is said. */
export function segmentEventOf(interactions: Interactions, at: number): SegmentEvent {
  const kind = KINDS[interactions.kind[at] as number] as ItemKind;
  const item = interactions.item[at] as number;
  const price = interactions.prices[item] as number;
  const product: JsonObject = {
    product_id: interactions.items[item] as string,
    category: interactions.categories[item] as string,
    ...(Number.isNaN(price) ? {} : { price }),
  };
  const person = interactions.people[interactions.person[at] as number] as PersonKey;
  return {
    type: "track",
    id: `evaluation-${at}`,
    person,
    time: interactions.time[at] as number,
    hops: 0,
    name: EVENT_OF[kind],
    properties: kind === "order" ? { order_id: `evaluation-${at}`, products: [product] } : product,
    traits: {},
    context: {},
    source: "evaluation",
    history: true,
    silent: false,
  };
}
