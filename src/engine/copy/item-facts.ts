import type { JsonObject } from "../../domain/event.js";
import { moneyOf } from "../../domain/fields.js";
import { productOf } from "../../domain/product.js";
import type { Known } from "./known.js";
import { cents, listed, plain } from "./plain.js";

/** The most relevant item. What the event at hand says of it is newer than what the profile remembers. */
export function itemFacts({ draft, moment }: Known): JsonObject | undefined {
  const [id] = moment.items;
  if (id === undefined) return undefined;
  const line = draft.cartLine(id);
  const record = draft.read("items").findLast((entry) => entry.id === id);
  const properties = moment.event?.properties;
  const said = properties === undefined ? undefined : productOf(properties);
  const now = said?.id === id ? said : undefined;
  const name = now?.name || line?.name || labelOf(draft.read("labels"), id);
  const category = now?.category || line?.category || record?.category;
  const price = now?.price ?? line?.price ?? record?.price;
  // "was 80, now 60" must be true of the shop's price, not of what this person happened to see.
  const old = now?.price === undefined ? undefined : moneyOf(properties?.["old_price"]);
  return plain({
    id,
    ...(name === undefined || name === "" ? {} : { name }),
    ...(category === undefined || category === "" ? {} : { category }),
    ...(price === undefined ? {} : { price }),
    ...(old === undefined || price === undefined || old <= price ? {} : { oldPrice: old, saving: cents(old - price) }),
  });
}

/** All that the moment is about. */
export function itemsFacts({ draft, moment }: Known): JsonObject | undefined {
  if (moment.items.length === 0) return undefined;
  const labels = draft.read("labels");
  const names = listed(moment.items.map((id) => draft.cartLine(id)?.name || labelOf(labels, id)));
  return plain({ count: moment.items.length, ...(names === undefined ? {} : { names }) });
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

export function savedFacts({ draft, moment }: Known): JsonObject | undefined {
  const saved = draft.read("saved");
  if (saved.length === 0) return undefined;
  const labels = draft.read("labels");
  const items = listed(
    saved.map(({ item }) => (moment.items.includes(item) ? labelOf(labels, item) : undefined)).reverse(),
  );
  return plain({ count: saved.length, ...(items === undefined ? {} : { items }) });
}

function labelOf(labels: readonly { readonly id: string; readonly name: string }[], id: string): string | undefined {
  return labels.find((label) => label.id === id)?.name;
}
