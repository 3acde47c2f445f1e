import type { LivePopularity } from "../../domain/item.js";
import type { RecommendationPolicy } from "../../domain/recommendation.js";
import type { RecommenderModel, ServingRecipe } from "../../models/recommender/model.js";
import { CatalogueFold, type SharedCatalogue } from "../../recommend/catalogue/index.js";
import {
  createRecommender,
  prepareServing,
  type Scorer,
  type ServedRecommender,
  type SharedModel,
} from "../../recommend/index.js";
import type { Interactions } from "../interactions.js";

/** A model as it is served: with a catalogue of all items of an evaluation, and with what is popular at the moment. */
export class ServedModel {
  /** How many items there are to score. */
  readonly items: number;
  readonly model: RecommenderModel;
  readonly #policy: RecommendationPolicy;
  readonly #fold: CatalogueFold;
  readonly #scorers = new Map<ServingRecipe, ServedRecommender>();
  #catalogue: SharedCatalogue;
  #shared: SharedModel;

  /** `fold` is catalogueOf's: an item's number in the evaluation is its row. */
  constructor(model: RecommenderModel, fold: CatalogueFold, policy: RecommendationPolicy) {
    this.items = fold.count;
    this.model = model;
    this.#policy = policy;
    this.#fold = fold;
    this.#catalogue = fold.snapshot();
    this.#shared = prepareServing(model, this.#catalogue);
  }

  /** What everybody does lately, from now on. Scorers made before are gone. */
  refresh(popularity: LivePopularity): void {
    if (this.#catalogue.popularity === popularity) return;
    this.#fold.append(this.#fold.position + 1, { kind: "popularity", popularity });
    this.#catalogue = this.#fold.snapshot();
    this.#shared = prepareServing(this.model, this.#catalogue, this.#shared);
    this.dispose();
  }

  /** The served code, folding people in by this recipe. Valid until the next refresh. */
  scorer(serving: ServingRecipe = this.model.serving): Scorer {
    let scorer = this.#scorers.get(serving);
    if (scorer === undefined) {
      const { learnt } = this.#shared;
      const model = {
        ...this.#shared,
        learnt: learnt === undefined ? undefined : { ...learnt, model: { ...learnt.model, serving } },
      };
      const pin = { model: this.model.manifest.version, catalogue: this.#catalogue.position };
      scorer = createRecommender({ pin, model, catalogue: this.#catalogue, policy: this.#policy });
      this.#scorers.set(serving, scorer);
    }
    return scorer;
  }

  /** Gives back what scorers hold of the shared memory. */
  dispose(): void {
    for (const scorer of this.#scorers.values()) scorer.dispose();
    this.#scorers.clear();
  }
}

/** All items of the interactions, in their order. */
export function catalogueOf({ items, categories, prices, time }: Interactions): CatalogueFold {
  const fold = new CatalogueFold();
  items.forEach((id, item) => {
    const price = prices[item] as number;
    fold.append(item + 1, {
      kind: "item",
      id,
      source: "declared",
      time: time[0] ?? 0,
      fields: { category: categories[item] as string, ...(Number.isNaN(price) ? {} : { price }) },
    });
  });
  return fold;
}
