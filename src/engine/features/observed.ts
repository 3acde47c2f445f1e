import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import type { Product } from "../../domain/product.js";
import type { Outlet } from "../../domain/step.js";
import { readItemId } from "../../domain/wire/item-fields.js";

/**
 * What a product event tells the catalogue of its item: what the recommender in force doesn't hold and nobody declared. Only from write keys that
 * the configuration trusts, and from files that the operator imports. An order's price may be a discounted one, so it says none.
 */
export function observeItem(product: Product, event: SegmentEvent, context: EngineContext, out: Outlet): void {
  const { learnFrom } = context.recommendations;
  if (learnFrom.length === 0 || !isTrusted(event.source, learnFrom)) return;
  const { id, name, category, brand } = product;
  const price = event.name === "Order Completed" ? undefined : product.price;
  const type = event.name === "Content Viewed" && product.type === "product" ? "content" : product.type;
  const fields = context.recommender.newsOf({ id, type, title: name, category, brand, price });
  if (fields === undefined || readItemId(id) !== id) return;
  out.effect({ kind: "item", entry: { kind: "item", id, source: "observed", time: event.time, fields } });
}

/** `attune import` names its source "import-<preset>". */
function isTrusted(source: string, learnFrom: readonly string[]): boolean {
  return learnFrom.includes(source) || learnFrom.includes("*") || source.startsWith("import-");
}
