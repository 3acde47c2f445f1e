import { availabilityOf } from "../../domain/availability.js";
import type { EngineContext } from "../../domain/context.js";
import type { JsonObject } from "../../domain/event.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";

/** Whether an event says that its product can be bought; undefined where it doesn't say. */
export function stockOf(properties: JsonObject): boolean | undefined {
  const flag = properties["in_stock"] ?? properties["inStock"] ?? properties["is_in_stock"];
  if (typeof flag === "boolean") return flag;
  const text = flag ?? properties["availability"] ?? properties["stock_status"];
  return typeof text === "string" ? availabilityOf(text) : undefined;
}

/** Remembers what can't be bought, newest last, until it is said to be there again. */
export function noteStock(draft: ProfileDraft, item: string, isThere: boolean, context: EngineContext): void {
  const known = draft.read("outOfStock").indexOf(item);
  if (known < 0 === isThere) return;
  const list = draft.write("outOfStock");
  if (known >= 0) list.splice(known, 1);
  else list.push(item);
  if (list.length > context.limits.recentItems) list.shift();
}
