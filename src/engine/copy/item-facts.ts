import type { JsonObject } from "../../domain/event.js";
import type { ToldProduct } from "../../domain/told.js";
import type { Known } from "./known.js";
import { cents, listed, plain } from "./plain.js";

/** The most relevant item. What the event told of it is newer than what the profile remembers from before. */
export function itemFacts(known: Known): JsonObject | undefined {
  const { draft, moment } = known;
  const [id] = moment.items;
  if (id === undefined) return undefined;
  const told = moment.told?.products.find((product) => product.id === id);
  const name = nameOf(known, id);
  const record = draft.read("items").findLast((entry) => entry.id === id);
  const category = told?.category || draft.cartLine(id)?.category || record?.category;
  const price = priceOf(known, id, told);
  const facts = plain({ id });
  if (name !== undefined && name !== "") facts["name"] = name;
  if (category !== undefined && category !== "") facts["category"] = category;
  if (price !== undefined) facts["price"] = price;
  const old = told?.oldPrice;
  if (old !== undefined && price !== undefined && old > price) {
    facts["oldPrice"] = old;
    facts["saving"] = cents(old - price);
  }
  return facts;
}

/** All that the moment is about. */
export function itemsFacts(known: Known): JsonObject | undefined {
  const { items } = known.moment;
  if (items.length === 0) return undefined;
  const names = listed(items.map((id) => nameOf(known, id)));
  return plain({ count: items.length, ...(names === undefined ? {} : { names }) });
}

/** The cart; of an abandoned one what the moment is about: without what was just bought. */
export function cartFacts({ draft, moment }: Known): JsonObject | undefined {
  let { lines } = draft.read("cart");
  if (moment.occasion === "cart-abandoned") lines = lines.filter((line) => moment.items.includes(line.item));
  if (lines.length === 0) return undefined;
  // Only what the moment is about: that is what the guard looks at.
  const items = listed(lines.map((line) => (moment.items.includes(line.item) ? line.name : "")).reverse());
  // Without a price for each line the sum would be a false claim.
  const isPriced = lines.every(({ price }) => price !== undefined);
  return plain({
    count: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    ...(isPriced ? { value: cents(lines.reduce((sum, { price, quantity }) => sum + (price ?? 0) * quantity, 0)) } : {}),
    ...(items === undefined ? {} : { items }),
  });
}

export function savedFacts(known: Known): JsonObject | undefined {
  const { draft, moment } = known;
  const saved = draft.read("saved");
  if (saved.length === 0) return undefined;
  const items = listed(
    saved.map(({ item }) => (moment.items.includes(item) ? nameOf(known, item) : undefined)).reverse(),
  );
  return plain({ count: saved.length, ...(items === undefined ? {} : { items }) });
}

/** Newest word first: seen since the occasion opened, told by its event, seen before. A price that dropped stands in all of them (features/prices.ts). */
function priceOf({ draft, moment }: Known, id: string, told: ToldProduct | undefined): number | undefined {
  const line = draft.cartLine(id);
  const record = draft.read("items").findLast((entry) => entry.id === id && entry.price !== undefined);
  const seen = [line, record].find((one) => one?.price !== undefined && one.time > moment.openedAt);
  return (
    seen?.price ??
    told?.price ??
    line?.price ??
    record?.price ??
    draft.read("saved").find((entry) => entry.item === id)?.price
  );
}

function nameOf({ draft, moment }: Known, id: string): string | undefined {
  return (
    moment.told?.products.find((product) => product.id === id)?.name ||
    draft.cartLine(id)?.name ||
    draft.read("labels").find((label) => label.id === id)?.name
  );
}
