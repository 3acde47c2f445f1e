import type { EngineContext } from "../../domain/context.js";
import type { ItemKind, ProfileDraft } from "../../domain/profile.js";
import { pushNewest } from "../../domain/ring.js";
import type { Product } from "./product.js";

/** How many items' names are kept for copy. */
export const LABELS = 8;

/** The ring of recent items: one entry an item and kind, the newest last. */
export function rememberItem(
  draft: ProfileDraft,
  product: Product,
  kind: ItemKind,
  time: number,
  context: EngineContext,
): void {
  const items = draft.write("items");
  let known = items.length - 1;
  while (known >= 0 && (items[known]?.id !== product.id || items[known]?.kind !== kind)) known--;
  const { id, category, price } = product;
  pushNewest(items, { id, kind, time, category, price }, context.limits.recentItems, known);
  rememberLabel(draft, product);
}

function rememberLabel(draft: ProfileDraft, { id, name }: Product): void {
  if (name === "") return;
  const labels = draft.read("labels");
  let known = labels.length - 1;
  while (known >= 0 && labels[known]?.id !== id) known--;
  // Known by that name: nothing to write. So a label's place says when its item was first seen, not last.
  if (known >= 0 && labels[known]?.name === name) return;
  pushNewest(draft.write("labels"), { id, name }, LABELS, known);
}
