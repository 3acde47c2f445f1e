import type { LivePopularity, WeightedItem } from "../../domain/item.js";
import type { ItemKind } from "../../domain/profile.js";
import { type Interaction, nobody, type Taste } from "../../domain/recommendation.js";
import { type Interactions, KINDS } from "../interactions.js";
import { DecayedCounts } from "../recommender/decayed-counts.js";
import { type Past, POPULARITY_EVERY_MS } from "./past.js";

/** Items in the list of what is popular. */
const LISTED = 500;

export interface ColumnPastOptions {
  /** Of a person, so many (item, kind) are remembered: what a profile holds, or Infinity. */
  readonly recentItems: number;
  readonly halfLifeMs: number;
  readonly kinds: Readonly<Record<ItemKind, number>>;
}

/** The past straight from the columns, where there is no configuration of an engine: while a model is trained, and in protocols that have no order of time. */
export class ColumnPast implements Past {
  readonly #interactions: Interactions;
  readonly #options: ColumnPastOptions;
  /** By person: (item, kind), the newest last. */
  readonly #recent: Map<number, number>[];
  readonly #counts: DecayedCounts;
  #popularity: LivePopularity | undefined;

  constructor(interactions: Interactions, options: ColumnPastOptions) {
    this.#interactions = interactions;
    this.#options = options;
    this.#recent = interactions.people.map(() => new Map<number, number>());
    this.#counts = new DecayedCounts(interactions.items.length, options.halfLifeMs);
  }

  taste(person: number, time: number): Taste {
    const recent = [...(this.#recent[person] as Map<number, number>).values()].reverse();
    return { ...nobody(time), recent: recent.map((at) => interactionOf(this.#interactions, at)) };
  }

  popularity(time: number): LivePopularity {
    if (this.#popularity === undefined || time - this.#popularity.time >= POPULARITY_EVERY_MS) {
      this.#popularity = this.#sum(time);
    }
    return this.#popularity;
  }

  apply(at: number): void {
    const { person, item, kind, time } = this.#interactions;
    const recent = this.#recent[person[at] as number] as Map<number, number>;
    const key = (item[at] as number) * KINDS.length + (kind[at] as number);
    recent.delete(key);
    recent.set(key, at);
    if (recent.size > this.#options.recentItems) {
      for (const oldest of recent.keys()) {
        recent.delete(oldest);
        break;
      }
    }
    const weight = this.#options.kinds[KINDS[kind[at] as number] as ItemKind];
    this.#counts.add(item[at] as number, weight, time[at] as number);
  }

  #sum(time: number): LivePopularity {
    const { sums, halfLifeMs } = this.#counts;
    const met = Array.from(sums.keys()).filter((item) => (sums[item] as number) > 0);
    met.sort((a, b) => (sums[b] as number) - (sums[a] as number) || a - b);
    const overall = met
      .slice(0, LISTED)
      .map((item): WeightedItem => [this.#interactions.items[item] as string, this.#counts.weightOf(item, time)]);
    return { time, halfLifeMs, overall, trending: [], segments: {} };
  }
}

function interactionOf({ item, items, kind, time, prices }: Interactions, at: number): Interaction {
  const number = item[at] as number;
  const price = prices[number] as number;
  return {
    id: items[number] as string,
    kind: KINDS[kind[at] as number] as ItemKind,
    time: time[at] as number,
    price: Number.isNaN(price) ? undefined : price,
  };
}
