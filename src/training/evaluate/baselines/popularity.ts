import type { Interactions } from "../../interactions.js";
import { DecayedCounts } from "../../recommender/decayed-counts.js";
import type { Contender } from "../contender.js";

/** How often each item was met so far, the test's own past included. */
export class Popularity implements Contender {
  readonly name = "popularity";
  readonly #interactions: Interactions;
  readonly #counts: Float64Array;

  constructor(interactions: Interactions) {
    this.#interactions = interactions;
    this.#counts = new Float64Array(interactions.items.length);
  }

  score(): Float64Array {
    return this.#counts;
  }

  apply(at: number): void {
    const item = this.#interactions.item[at] as number;
    this.#counts[item] = (this.#counts[item] as number) + 1;
  }
}

/** The same, a newer interaction counting more. */
export class RecentPopularity implements Contender {
  readonly name = "recent popularity";
  readonly #interactions: Interactions;
  readonly #counts: DecayedCounts;

  constructor(interactions: Interactions, halfLifeMs: number) {
    this.#interactions = interactions;
    this.#counts = new DecayedCounts(interactions.items.length, halfLifeMs);
  }

  /** Sums as of the landmark are ordered as weights at any moment are. */
  score(): Float64Array {
    return this.#counts.sums;
  }

  apply(at: number): void {
    this.#counts.add(this.#interactions.item[at] as number, 1, this.#interactions.time[at] as number);
  }
}
