import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile.js";
import type { Product } from "./product.js";

export function saveItem(draft: ProfileDraft, product: Product, time: number, context: EngineContext): void {
  const saved = draft.write("saved");
  const at = saved.findIndex((entry) => entry.item === product.id);
  if (at >= 0) saved.splice(at, 1);
  saved.push({ item: product.id, time, category: product.category, price: product.price });
  if (saved.length > context.limits.savedItems) saved.shift();
}

export function unsaveItem(draft: ProfileDraft, item: string): void {
  const at = draft.read("saved").findIndex((entry) => entry.item === item);
  if (at >= 0) draft.write("saved").splice(at, 1);
}
