import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";

/**
 * Whether an order that the profile keeps holds the item. Not where the person wants it again (it was put in the cart since), and not where
 * such things run out (its category is one to replenish).
 */
export function isOwned(draft: ProfileDraft, item: string, context: EngineContext): boolean {
  const order = draft.read("orders").findLast(({ items }) => items.includes(item));
  if (order === undefined) return false;
  const line = draft.cartLine(item);
  if (line !== undefined && line.time > order.time) return false;
  const { replenishment } = context.occasions;
  if (replenishment.size === 0) return true;
  const category = line?.category || draft.read("items").findLast(({ id }) => id === item)?.category;
  return category === undefined || !replenishment.has(category);
}
