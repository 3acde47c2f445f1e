import { idOf, textOf, ID_CHARS } from "../../../domain/fields.js";
import type { JsonObject } from "../../../domain/event.js";
import { productsOf } from "../../../domain/product.js";
import type { WeightedKeys } from "../../../domain/profile.js";
import type { ProfileDraft } from "../../../domain/profile-draft.js";
import { given } from "../items.js";
import { open } from "../opening.js";
import { PLAN_ITEMS } from "../plans.js";
import type { OccasionRule } from "../rule.js";
import { toldOf } from "../told.js";

/** What a category or tag must be of all that the person is interested in, for a collection of it to be to their taste. */
const TASTE_SHARE = 0.1;
const MOST_TAGS = 16;

/** A collection that is to the person's taste. Its subject: the collection; its items: its products. */
export const newCollection: OccasionRule = {
  occasion: "new-collection",
  waits: "time",
  opens: {
    "Collection Launched"(heard) {
      const { properties } = heard.event;
      const products = productsOf({ products: properties["products"] ?? [] });
      const categories = [textOf(properties["category"], ID_CHARS), ...products.map((product) => product.category)];
      const tags = [...tagsOf(properties), ...products.flatMap((product) => product.tags)];
      if (!isToTaste(heard.draft, new Set(categories), new Set(tags))) return;
      open(heard, newCollection, {
        subject: idOf(properties["collection"]) ?? "",
        items: products.slice(0, PLAN_ITEMS).map((product) => product.id),
        value: products[0]?.price ?? 0,
        told: toldOf(properties, products),
      });
    },
  },
  about: given,
};

function isToTaste(
  draft: ProfileDraft,
  categories: ReadonlySet<string | undefined>,
  tags: ReadonlySet<string>,
): boolean {
  const interests = draft.read("interests");
  return shareOf(interests.categories, categories) >= TASTE_SHARE || shareOf(interests.tags, tags) >= TASTE_SHARE;
}

/** The strongest of the keys, as a share of all weights. */
function shareOf({ keys, weights }: WeightedKeys, wanted: ReadonlySet<string | undefined>): number {
  let all = 0;
  let best = 0;
  for (const [i, weight] of weights.entries()) {
    all += weight;
    if (weight > best && wanted.has(keys[i])) best = weight;
  }
  return all > 0 ? best / all : 0;
}

function tagsOf({ tags }: JsonObject): string[] {
  if (!Array.isArray(tags)) return [];
  return tags.slice(0, MOST_TAGS).flatMap((tag) => textOf(tag, ID_CHARS) ?? []);
}
