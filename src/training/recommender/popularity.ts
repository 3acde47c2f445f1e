import type { ItemKind } from "../../domain/profile.js";
import type { WeightedItem } from "../../domain/item.js";
import { type Interactions, KINDS } from "../interactions.js";
import { DecayedCounts } from "./decayed-counts.js";
import { lastTime } from "./histories.js";
import { sharedFloat32 } from "./shared-arrays.js";

export interface PopularityTraining {
  /** What an interaction of each kind counts. */
  readonly kinds: Readonly<Record<ItemKind, number>>;
  /** An interaction counts half this long before the last one. */
  readonly halfLifeMs: number;
}

/** By item: the decayed weight of what people did with it, as of the last interaction. */
export function trainPopularity(
  interactions: Interactions,
  { kinds, halfLifeMs }: PopularityTraining,
): Float32Array<SharedArrayBuffer> {
  const { count, item, kind, time } = interactions;
  const weights = KINDS.map((name) => kinds[name]);
  const counts = new DecayedCounts(interactions.items.length, halfLifeMs);
  for (let at = 0; at < count; at++) {
    counts.add(item[at] as number, weights[kind[at] as number] as number, time[at] as number);
  }
  const popularity = sharedFloat32(interactions.items.length);
  const until = lastTime(interactions);
  for (let each = 0; each < popularity.length; each++) popularity[each] = counts.weightOf(each, until);
  return popularity;
}

/** The most popular items of each category, best first, the lower number first among equals; items that nobody met, or without a category, are left out. */
export function popularByCategory(
  popularity: Float32Array,
  { items, categories }: Pick<Interactions, "items" | "categories">,
  most: number,
): ReadonlyMap<string, readonly WeightedItem[]> {
  const ranked = Uint32Array.from({ length: items.length }, (_, item) => item);
  ranked.sort((a, b) => (popularity[b] as number) - (popularity[a] as number) || a - b);
  const lists = new Map<string, WeightedItem[]>();
  for (const item of ranked) {
    const category = categories[item] ?? "";
    const weight = popularity[item] as number;
    if (weight <= 0) break;
    if (category === "") continue;
    const list = lists.get(category);
    if (list === undefined) lists.set(category, [[items[item] as string, weight]]);
    else if (list.length < most) list.push([items[item] as string, weight]);
  }
  return lists;
}
