import type { EngineContext } from "../../../domain/context.js";
import type { SavedItem, View } from "../../../domain/profile.js";
import type { ProfileDraft } from "../../../domain/profile-draft.js";
import { productOf } from "../../../domain/product.js";
import { saved, wasBought } from "../items.js";
import { open } from "../opening.js";
import type { About, OccasionRule } from "../rule.js";

/** Something was saved, and is neither bought nor let go since. One timer for all that is saved: it is about all of it. */
export const savedReminder: OccasionRule = {
  occasion: "saved-reminder",
  waits: "time",
  isAboutItems: true,
  opens: {
    "Product Added to Wishlist"(heard) {
      if (productOf(heard.event.properties) !== undefined) open(heard, savedReminder, { openedAt: heard.event.time });
    },
  },
  about: notBought,
  gone(draft, { openedAt }) {
    const since = savedSince(draft, openedAt);
    if (since.some((entry) => !wasBought(draft, entry.item, entry.time))) return undefined;
    return since.length > 0 ? "occasion.cancelled-by-purchase" : "occasion.emptied";
  },
  /** What it was set for is gone, but something was saved later: it waits for that. */
  moved(draft, plan, { waitMs }) {
    const left = savedSince(draft, plan.openedAt).filter((entry) => !wasBought(draft, entry.item, entry.time));
    const openedAt = Math.min(...left.map((entry) => entry.time));
    return left.length > 0 && openedAt + waitMs > plan.due ? { ...plan, openedAt, due: openedAt + waitMs } : undefined;
  },
};

function notBought(draft: ProfileDraft, _seed: unknown, context: EngineContext): About {
  const about = saved(draft, context);
  const entries = draft.read("saved");
  const items = about.items.filter(
    (item) => !wasBought(draft, item, entries.find((entry) => entry.item === item)?.time),
  );
  return { ...about, items };
}

function savedSince(draft: ProfileDraft, openedAt: number): readonly View<SavedItem>[] {
  return draft.read("saved").filter((entry) => entry.time >= openedAt);
}
