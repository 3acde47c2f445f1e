import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import {
  LANDMARK,
  POPULARITY_HEAD,
  popularityKeys,
  popularityOf,
  segmentKey,
  weekOf,
} from "../../domain/popularity.js";
import { productIdOf, productsOf } from "../../domain/product.js";
import type { ItemKind } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet, PartitionView } from "../../domain/step.js";

const KINDS: ReadonlyMap<string, ItemKind> = new Map([
  ["Product Viewed", "view"],
  ["Content Viewed", "view"],
  ["Product Added", "cart"],
  ["Wishlist Product Added to Cart", "cart"],
  ["Product Added to Wishlist", "save"],
]);

/**
 * What is popular: every interaction with an item counts for everybody, and for the segments that have favourites of their own. Nothing of the
 * person is in it. `isOrder`: an order that was not counted before.
 */
export function notePopular(
  draft: ProfileDraft,
  event: SegmentEvent,
  isOrder: boolean,
  context: EngineContext,
  out: Outlet,
  partition: PartitionView,
): void {
  if (context.recommendations.popularity.halfLifeMs === 0 || event.type !== "track") return;
  const kind = isOrder ? "order" : KINDS.get(event.name);
  if (kind === undefined) return;
  const { properties, time } = event;
  if (isOrder) {
    for (const { id } of productsOf(properties)) countItem(id, kind, draft, time, context, out, partition);
    return;
  }
  const item = productIdOf(properties);
  if (item !== undefined) countItem(item, kind, draft, time, context, out, partition);
}

function countItem(
  item: string,
  kind: ItemKind,
  draft: ProfileDraft,
  time: number,
  { recommendations }: EngineContext,
  out: Outlet,
  partition: PartitionView,
): void {
  const { weights, popularity } = recommendations;
  const landmark = landmarkOf(time, out, partition);
  const weight = weights[kind];
  const overall = popularityOf(weight, time, landmark, popularity.halfLifeMs);
  if (overall === 0) return;
  const keys = popularityKeys(item);
  const { group } = keys;
  out.learn(group, keys.overall, overall);
  const trending = popularityOf(weight, time, landmark, popularity.trendingHalfLifeMs);
  if (trending > 0) out.learn(group, keys.trending, trending);
  if (popularity.segments.length === 0) return;
  for (const segment of draft.read("standing").segments) {
    if (popularity.segments.includes(segment)) out.learn(group, segmentKey(segment, item), overall);
  }
}

/** Set by the partition's first interaction, moved on by ContextEvents (domain/popularity.ts). */
function landmarkOf(time: number, out: Outlet, partition: PartitionView): number {
  const known = partition.statistic(POPULARITY_HEAD, LANDMARK) + out.learnt(POPULARITY_HEAD, LANDMARK);
  if (known !== 0) return known;
  const first = weekOf(time);
  out.learn(POPULARITY_HEAD, LANDMARK, first);
  return first;
}
