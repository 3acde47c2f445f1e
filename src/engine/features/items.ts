import type { EngineContext } from "../../domain/context.js";
import type { ItemKind } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Product } from "../../domain/product.js";

/** How many items' names are kept for copy. */
export const LABELS = 8;

/** One entry an item and kind, the newest last. A label's place says when its item was first seen by that name. */
export function rememberItem(
  draft: ProfileDraft,
  product: Product,
  kind: ItemKind,
  time: number,
  context: EngineContext,
): void {
  const { id, name, category, price } = product;
  draft.rememberItem({ id, kind, time, category, price }, context.limits.recentItems);
  if (name !== "") draft.rememberLabel({ id, name }, LABELS);
}
