import type { EngineContext } from "../../domain/context.js";
import type {
  CartLine,
  ItemRecord,
  OrderRecord,
  SectionName,
  Sections,
  View,
  WeightedKeys,
} from "../../domain/profile.js";
import type { Interaction, Taste } from "../../domain/recommendation.js";
import { decay } from "../../domain/time.js";

interface Readable {
  read<K extends SectionName>(section: K): View<Sections[K]>;
}

/** What a profile says of the person's taste at a time: all that a recommender is told of them. */
export function tasteOf(profile: Readable, context: EngineContext, time: number): Taste {
  const items = profile.read("items");
  const { at, categories, tags } = profile.read("interests");
  const left = decay(Math.max(0, time - at), context.halfLives.interest);
  return {
    time,
    recent: recentOf(items),
    cart: profile
      .read("cart")
      .lines.map((line: View<CartLine>) => line.item)
      .reverse(),
    saved: profile.read("saved").map(({ item, price }) => ({ id: item, price })),
    bought: boughtOf(profile.read("orders"), items),
    outOfStock: [...profile.read("outOfStock")],
    categories: weightsOf(categories, left),
    tags: weightsOf(tags, left),
    segments: [...profile.read("standing").segments],
  };
}

/** Newest first: what came in late stands where it belongs. */
function recentOf(items: readonly ItemRecord[]): Interaction[] {
  const recent = items.map(({ id, kind, time, price }) => ({ id, kind, time, price })).reverse();
  return recent.sort((a, b) => b.time - a.time);
}

/** Every time that an item was bought, of the orders that are kept and of what is remembered of older ones. */
function boughtOf(orders: readonly View<OrderRecord>[], items: readonly ItemRecord[]): Taste["bought"] {
  const times = new Map<string, Set<number>>();
  const note = (id: string, time: number): void => {
    const known = times.get(id);
    if (known === undefined) times.set(id, new Set([time]));
    else known.add(time);
  };
  for (const { kind, id, time } of items) if (kind === "order") note(id, time);
  for (const order of orders) for (const id of order.items) note(id, order.time);
  return [...times].flatMap(([id, all]) => Array.from(all, (time) => ({ id, time }))).sort((a, b) => b.time - a.time);
}

function weightsOf({ keys, weights }: WeightedKeys, factor: number): ReadonlyMap<string, number> {
  return new Map(keys.map((key, i) => [key, (weights[i] as number) * factor]));
}
