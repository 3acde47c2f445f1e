import type { SparseTable } from "../../../models/recommender/model.js";
import type { Interactions } from "../../interactions.js";
import type { Contender, Moment } from "../contender.js";
import { Popularity } from "./popularity.js";

const LEAST_WEIGHT = 1e-6;

/**
 * Item-kNN (Sarwar et al., WWW 2001) on everybody's past as it is now: the similarities are those of training (trainItemNeighbours), the past grows with every
 * event, and an item of rank r in it (0 = newest) counts 2^(-r / halfLife). An item is as similar as can be to itself, so that repeats are foreseen where
 * they are candidates. Who has no past gets what is popular.
 */
export class ItemKnn implements Contender {
  readonly name = "item-kNN";
  readonly #interactions: Interactions;
  readonly #neighbours: SparseTable;
  readonly #halfLife: number;
  readonly #past = new Map<number, number[]>();
  readonly #scores: Float64Array;
  readonly #popular: Popularity;

  /** `neighbours`: by the item numbers of `interactions`. */
  constructor(interactions: Interactions, neighbours: SparseTable, halfLife: number) {
    this.#interactions = interactions;
    this.#neighbours = neighbours;
    this.#halfLife = halfLife;
    this.#scores = new Float64Array(interactions.items.length);
    this.#popular = new Popularity(interactions);
  }

  score({ person }: Moment): Float64Array {
    const past = this.#past.get(person);
    if (past === undefined) return this.#popular.score();
    this.#scores.fill(0);
    for (let rank = 0; rank < past.length; rank++) {
      const weight = 2 ** (-rank / this.#halfLife);
      if (weight < LEAST_WEIGHT) break;
      this.#add(past[past.length - 1 - rank] as number, weight);
    }
    return this.#scores;
  }

  apply(at: number): void {
    const who = this.#interactions.person[at] as number;
    const item = this.#interactions.item[at] as number;
    const past = this.#past.get(who);
    if (past === undefined) this.#past.set(who, [item]);
    else past.push(item);
    this.#popular.apply(at);
  }

  #add(item: number, weight: number): void {
    const { offsets, targets, weights } = this.#neighbours;
    const scores = this.#scores;
    scores[item] = (scores[item] as number) + weight;
    const end = offsets[item + 1] as number;
    for (let at = offsets[item] as number; at < end; at++) {
      const other = targets[at] as number;
      scores[other] = (scores[other] as number) + weight * (weights[at] as number);
    }
  }
}
