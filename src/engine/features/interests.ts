import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft, WeightedKeys } from "../../domain/profile.js";
import { decay } from "../../domain/time.js";
import type { Product } from "./product.js";

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
  if (product.category === "" && product.tags.length === 0) return;
  const interests = draft.write("interests");
  const { limits, halfLives } = context;
  // A weight that arrives late is what is left of it by now.
  const factor = decay(time - interests.at, halfLives.interest);
  const added = weight * decay(interests.at - time, halfLives.interest);
  if (time > interests.at) interests.at = time;
  const categories = product.category === "" ? NONE : [product.category];
  interests.categories = grown(interests.categories, factor, categories, added, limits.categories);
  interests.tags = grown(interests.tags, factor, product.tags, added, limits.tags);
}

/** All weights times `factor`, then `added` to each of the keys; at most `limit` keys. */
export function grown(
  from: WeightedKeys,
  factor: number,
  added: readonly string[],
  weight: number,
  limit: number,
): WeightedKeys {
  if (from.keys.length === 0 && added.length === 0) return from;
  let keys = from.keys;
  const weights = from.weights.slice();
  if (factor !== 1) for (let i = 0; i < weights.length; i++) weights[i] = Math.fround((weights[i] as number) * factor);
  for (const key of added) {
    const at = keys.indexOf(key);
    if (at >= 0) {
      weights[at] = Math.fround((weights[at] as number) + weight);
      continue;
    }
    if (keys === from.keys) keys = keys.slice();
    (keys as string[]).push(key);
    weights.push(Math.fround(weight));
  }
  return keys.length > limit ? strongest(keys, weights, limit) : { keys, weights };
}

/** The strongest `limit`, in their order. Of equally weak ones the older goes, so that a new interest gets a chance. */
function strongest(keys: readonly string[], weights: readonly number[], limit: number): WeightedKeys {
  const kept = keys
    .map((_, i) => i)
    .sort((a, b) => (weights[b] as number) - (weights[a] as number) || b - a)
    .slice(0, limit)
    .sort((a, b) => a - b);
  return { keys: kept.map((i) => keys[i] as string), weights: kept.map((i) => weights[i] as number) };
}
