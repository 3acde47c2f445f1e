import type { Taste } from "../../domain/recommendation.js";
import type { ServingRecipe } from "../../models/recommender/model.js";
import type { BlendWeights } from "../../recommend/index.js";
import type { Interactions } from "../interactions.js";
import { ColumnPast } from "./column-past.js";
import type { Contender, Moment } from "./contender.js";
import type { Past } from "./past.js";
import type { ServedModel } from "./served-model.js";

/** One rung of the ladder: which signals, with which weights, over which way to fold a person in. */
export interface RungPlan {
  readonly name: string;
  readonly weights: BlendWeights;
  readonly serving: ServingRecipe;
}

/** What contenders that serve have in common: what is known now, and the model in force. */
export interface ServingStage {
  readonly past: Past;
  readonly served: ServedModel;
}

/** The fold-in alone. */
export const TASTE = { taste: 1 };

/** Every interaction counts alike. */
export function flat(serving: ServingRecipe): ServingRecipe {
  return { ...serving, floor: 1, recency: 0 };
}

/** The served code with some of its parts. */
export class ServedRung implements Contender {
  readonly name: string;
  readonly #stage: ServingStage;
  readonly #plan: RungPlan;

  constructor(plan: RungPlan, stage: ServingStage) {
    this.name = plan.name;
    this.#stage = stage;
    this.#plan = plan;
  }

  score({ person, time }: Moment): Float32Array {
    const { past, served } = this.#stage;
    const taste = past.taste(person, time);
    served.refresh(past.popularity(time));
    return served.scorer(this.#plan.serving).scoreAll(taste, "nextItem", this.#plan.weights).scores;
  }

  /** The stage's past has seen it. */
  apply(): void {}
}

/**
 * iALS as a batch job serves it until the next: everybody's vector from all they did before the cut, each interaction alike. Who was not there gets what was
 * popular then.
 */
export class FrozenFactors implements Contender {
  readonly name: string;
  readonly #served: ServedModel;
  readonly #serving: ServingRecipe;
  readonly #tastes: (Taste | undefined)[];
  readonly #popular: Float32Array;

  /** `train`: the interactions before the cut, by the numbers of `interactions`. */
  constructor(
    interactions: Interactions,
    train: Uint32Array,
    served: ServedModel,
    serving: ServingRecipe,
    name = "frozen",
  ) {
    this.name = name;
    this.#served = served;
    this.#serving = flat(serving);
    const { kinds } = serving;
    const past = new ColumnPast(interactions, {
      recentItems: Number.POSITIVE_INFINITY,
      halfLifeMs: Number.POSITIVE_INFINITY,
      kinds,
    });
    this.#popular = new Float32Array(interactions.items.length);
    const isKnown = new Uint8Array(interactions.people.length);
    for (const at of train) {
      past.apply(at);
      const item = interactions.item[at] as number;
      this.#popular[item] = (this.#popular[item] as number) + 1;
      isKnown[interactions.person[at] as number] = 1;
    }
    this.#tastes = interactions.people.map((_, person) => (isKnown[person] === 1 ? past.taste(person, 0) : undefined));
  }

  score({ person }: Moment): Float32Array {
    const taste = this.#tastes[person];
    if (taste === undefined) return this.#popular;
    return this.#served.scorer(this.#serving).scoreAll(taste, "nextItem", TASTE).scores;
  }

  /** It doesn't learn. */
  apply(): void {}
}
