import type { EngineContext } from "../../domain/context.js";
import type { CartLine, ItemRecord, SavedItem, View } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { NO_ITEMS, PLAN_ITEMS } from "./plans.js";
import type { About, Seed } from "./rule.js";

/** What occasions are about: items, most relevant first, without those just bought, and what they are worth. */

export function nothing(): About {
  return { items: NO_ITEMS, value: 0, justBought: false };
}

/** What its plan or its event named. */
export function given(draft: ProfileDraft, seed: Seed, context: EngineContext): About {
  if (seed.items.length === 0) return { items: NO_ITEMS, value: seed.value, justBought: false };
  const bought = boughtLately(draft, context);
  const items = seed.items.filter((item) => !bought.has(item));
  return { items, value: seed.value, justBought: items.length < seed.items.length };
}

/** The cart, the dearest line first. */
export function inCart(draft: ProfileDraft, context: EngineContext): About {
  const { lines } = draft.read("cart");
  const bought = boughtLately(draft, context);
  const left = lines.filter((line) => !bought.has(line.item)).toSorted((a, b) => worth(b) - worth(a));
  const value = left.reduce((sum, line) => sum + worth(line), 0);
  return { items: left.map((line) => line.item), value, justBought: left.length < lines.length };
}

/** What was viewed last. */
export function viewed(draft: ProfileDraft, context: EngineContext): About {
  return newest(
    draft.read("items").filter((item) => item.kind === "view"),
    (item: View<ItemRecord>) => item.id,
    boughtLately(draft, context),
  );
}

/** What was saved last. */
export function saved(draft: ProfileDraft, context: EngineContext): About {
  return newest(draft.read("saved"), (entry: View<SavedItem>) => entry.item, boughtLately(draft, context));
}

/** What is in the cart, or what was viewed where there is none: what a person who is on the site has in mind. */
export function inMind(draft: ProfileDraft, context: EngineContext): About {
  const about = draft.hasCart() ? inCart(draft, context) : viewed(draft, context);
  // Who has just bought has come back for something else.
  return { ...about, items: about.items.slice(0, PLAN_ITEMS), justBought: false };
}

/** Whether an order of it is remembered. */
export function wasBought(draft: ProfileDraft, item: string, since = 0): boolean {
  return draft.read("orders").some((order) => order.time >= since && order.items.includes(item));
}

function boughtLately(draft: ProfileDraft, context: EngineContext): ReadonlySet<string> {
  const { clock } = draft.read("activity");
  const late = draft.read("orders").filter((order) => clock - order.time < context.justBoughtMs);
  return new Set(late.flatMap((order) => order.items));
}

function newest<T extends { readonly price: number | undefined }>(
  entries: readonly T[],
  idOf: (entry: T) => string,
  bought: ReadonlySet<string>,
): About {
  const left = entries.filter((entry) => !bought.has(idOf(entry))).toReversed();
  return {
    items: left.slice(0, PLAN_ITEMS).map(idOf),
    value: left[0]?.price ?? 0,
    justBought: left.length < entries.length,
  };
}

function worth(line: View<CartLine>): number {
  return (line.price ?? 0) * line.quantity;
}
