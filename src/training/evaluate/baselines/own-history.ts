import type { Interactions } from "../../interactions.js";
import type { Contender, Moment } from "../contender.js";

/** What the person met before, newest first: the baseline where repeats are candidates. */
export class OwnHistory implements Contender {
  readonly name = "own history";
  readonly #interactions: Interactions;
  readonly #scores: Float64Array;
  readonly #past = new Map<number, Map<number, number>>();

  constructor(interactions: Interactions) {
    this.#interactions = interactions;
    this.#scores = new Float64Array(interactions.items.length);
  }

  score({ person }: Moment): Float64Array {
    this.#scores.fill(0);
    for (const [item, at] of this.#past.get(person) ?? []) this.#scores[item] = at + 1;
    return this.#scores;
  }

  apply(at: number): void {
    const who = this.#interactions.person[at] as number;
    let past = this.#past.get(who);
    if (past === undefined) this.#past.set(who, (past = new Map<number, number>()));
    past.set(this.#interactions.item[at] as number, at);
  }
}
