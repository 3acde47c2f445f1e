import type { EngineContext } from "../../domain/context.js";
import type { ItemKind, ProfileDraft } from "../../domain/profile.js";
import type { Product } from "./product.js";

/** How many items' names are kept for copy. */
export const LABELS = 8;

/** The ring of recent items: one entry an item and kind, the newest last. */
export function rememberItem(draft: ProfileDraft, product: Product, kind: ItemKind, time: number, context: EngineContext): void {
  const items = draft.write("items");
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i];
    if (item?.id === product.id && item.kind === kind) {
      items.splice(i, 1);
      break;
    }
  }
  items.push({ id: product.id, kind, time, category: product.category, price: product.price });
  if (items.length > context.limits.recentItems) items.splice(0, items.length - context.limits.recentItems);
  rememberLabel(draft, product);
}

function rememberLabel(draft: ProfileDraft, { id, name }: Product): void {
  if (name === "") return;
  const known = draft.read("labels");
  const at = known.findIndex((label) => label.id === id);
  if (at >= 0 && at === known.length - 1 && known[at]?.name === name) return;
  const labels = draft.write("labels");
  if (at >= 0) labels.splice(at, 1);
  labels.push({ id, name });
  if (labels.length > LABELS) labels.shift();
}
