import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Product } from "../../domain/product.js";

/** With the price that it was saved at: what a price drop is measured by. Where the event has none, the last one that was seen. */
export function saveItem(draft: ProfileDraft, product: Product, time: number, context: EngineContext): void {
  const saved = draft.write("saved");
  const at = saved.findIndex((entry) => entry.item === product.id);
  const before = saved[at];
  if (at >= 0) saved.splice(at, 1);
  const seen = draft.read("items").findLast((entry) => entry.id === product.id && entry.price !== undefined);
  saved.push({
    item: product.id,
    time: Math.max(time, before?.time ?? time),
    category: product.category === "" ? (before?.category ?? seen?.category ?? "") : product.category,
    price: product.price ?? before?.price ?? seen?.price,
  });
  if (saved.length > context.limits.savedItems) saved.shift();
}

/** What was saved after that stays. */
export function unsaveItem(draft: ProfileDraft, item: string, time: number): void {
  const at = draft.read("saved").findIndex((entry) => entry.item === item && entry.time <= time);
  if (at >= 0) draft.write("saved").splice(at, 1);
}
