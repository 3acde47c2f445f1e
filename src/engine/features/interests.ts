import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { decay } from "../../domain/time.js";
import type { Product } from "../../domain/product.js";

/** How strongly each interaction speaks for an interest. */
export const INTEREST = { click: 0.5, view: 1, save: 2, cart: 3, order: 5 } as const;

const NONE: readonly string[] = [];

/** Affinity by category and by tag: bounded keys with decayed weights; a new key takes the place of the weakest. */
export function addInterest(
  draft: ProfileDraft,
  product: Product,
  time: number,
  weight: number,
  context: EngineContext,
): void {
  const { category, tags } = product;
  if (category === "" && tags.length === 0) return;
  const { limits, halfLives } = context;
  const at = draft.interestsAt();
  const later = Math.max(at, time);
  draft.growInterests(
    later,
    decay(later - at, halfLives.interest),
    // A weight that arrives late is what is left of it by now.
    weight * decay(later - time, halfLives.interest),
    { keys: category === "" ? NONE : [category], limit: limits.categories },
    { keys: tags, limit: limits.tags },
  );
}
