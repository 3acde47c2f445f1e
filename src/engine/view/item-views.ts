import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";

/** What the person saved and looked at: made at once, for each is one section. */

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

/** Each category once, as it first appears. */
export function distinct(categories: readonly string[]): readonly string[] {
  return [...new Set(categories)].filter((category) => category !== "");
}
