import type { Facts, Moment } from "../../domain/consideration.js";
import type { JsonObject } from "../../domain/event.js";
import type { ProfileDraft } from "../../domain/profile.js";

/**
 * What words may be made of, as plain JSON: `person` (declared traits), `item` (the most relevant one), `cart`, `order`. What is not known
 * is left out, so that a version that needs it fails closed. No links: whoever holds a site's public write key could send one.
 */
export function factsOf(draft: ProfileDraft, moment: Moment): Facts {
  const facts = plain({ person: personFacts(draft) });
  const item = itemFacts(draft, moment.items[0]);
  if (item !== undefined) facts["item"] = item;
  if (moment.occasion === "cart-abandoned") {
    const wanted = new Set(moment.items);
    const lines = draft.read("cart").lines.filter((line) => wanted.has(line.item));
    facts["cart"] = plain({
      count: lines.reduce((sum, line) => sum + line.quantity, 0),
      // Without a price for each line the sum would be a false claim.
      ...(lines.every((line) => line.price !== undefined) ? { value: cents(moment.value) } : {}),
      items: lines.map((line) => line.name).filter((name) => name !== ""),
    });
  }
  const order = draft.read("orders").at(-1);
  if (moment.occasion === "order-placed" && order !== undefined) {
    facts["order"] = plain({
      id: order.id,
      value: cents(order.value),
      ...(order.pieces > 0 ? { items: order.pieces } : {}),
    });
  }
  return facts;
}

function personFacts(draft: ProfileDraft): JsonObject {
  const person = plain({});
  for (const { key, value } of draft.read("traits")) person[key] = value;
  // Segment's reserved traits are camelCase; many sites send snake case.
  if (person["firstName"] === undefined && person["first_name"] !== undefined)
    person["firstName"] = person["first_name"];
  if (person["lastName"] === undefined && person["last_name"] !== undefined) person["lastName"] = person["last_name"];
  return person;
}

function itemFacts(draft: ProfileDraft, id: string | undefined): JsonObject | undefined {
  if (id === undefined) return undefined;
  const line = draft.cartLine(id);
  const item = draft.read("items").findLast((entry) => entry.id === id);
  const name = line?.name || draft.read("labels").find((label) => label.id === id)?.name;
  const category = line?.category || item?.category;
  const price = line?.price ?? item?.price;
  return plain({
    id,
    ...(name === undefined || name === "" ? {} : { name }),
    ...(category === undefined || category === "" ? {} : { category }),
    ...(price === undefined ? {} : { price }),
  });
}

/** Sums of money without the dust of binary fractions. */
function cents(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Without a prototype: a trait may be called "constructor". */
function plain(entries: JsonObject): JsonObject {
  return Object.assign(Object.create(null) as JsonObject, entries);
}
