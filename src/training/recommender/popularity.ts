import type { ItemKind } from "../../domain/profile.js";
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
