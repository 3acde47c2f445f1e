import type { WeightedKeys } from "../../domain/profile.js";
import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";

/** What the person is interested in, has in the cart, saved and looked at: made at once, for each is one section. */

export function interestsOf({ draft }: Basis): View["interests"] {
  const { categories, tags } = draft.read("interests");
  let topCategory = "";
  let most = 0;
  categories.keys.forEach((key, i) => {
    const weight = categories.weights[i] as number;
    // Of equals the one that sorts first: the order of the keys says nothing.
    if (weight > most || (weight === most && key < topCategory)) {
      most = weight;
      topCategory = key;
    }
  });
  return { categories: sharesOf(categories), tags: sharesOf(tags), topCategory };
}

function sharesOf({ keys, weights }: WeightedKeys): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  let sum = 0;
  for (const weight of weights) sum += weight;
  if (sum > 0) keys.forEach((key, i) => shares.set(key, (weights[i] as number) / sum));
  return shares;
}

export function cartOf({ draft }: Basis): View["cart"] {
  const { lines } = draft.read("cart");
  let count = 0;
  let value = 0;
  for (const { quantity, price } of lines) {
    count += quantity;
    value += quantity * (price ?? 0);
  }
  return {
    count,
    value,
    items: lines.map((line) => line.item),
    categories: distinct(lines.map((line) => line.category)),
  };
}

export function savedOf({ draft }: Basis): View["saved"] {
  const items = draft.read("saved").map((saved) => saved.item);
  return { count: items.length, items };
}

export function viewedOf({ draft }: Basis): View["viewed"] {
  const viewed = draft
    .read("items")
    .filter((item) => item.kind === "view")
    .toReversed();
  return { items: viewed.map((item) => item.id), categories: distinct(viewed.map((item) => item.category)) };
}

function distinct(categories: readonly string[]): readonly string[] {
  return [...new Set(categories)].filter((category) => category !== "");
}
