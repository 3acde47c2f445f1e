import type { SegmentEvent } from "../../domain/event.js";
import type { Statistics } from "../../domain/population.js";
import { isPopularity, LANDMARK, POPULARITY_HEAD, PopularitySum } from "../../domain/popularity.js";
import type { RecommendationPolicy, Recommender } from "../../domain/recommendation.js";
import { readItemFields } from "../../domain/wire/item-fields.js";
import type { RecommenderModel } from "../../models/recommender/model.js";
import { CatalogueFold } from "../../recommend/catalogue/index.js";
import { createRecommender, prepareServing, type ServedRecommender } from "../../recommend/index.js";
import { productFeed } from "../../simulator/catalogue.js";
import type { Assortment } from "../../simulator/population/index.js";
import { EventInteractions } from "../../training/read/event-interactions.js";
import { InteractionBuilder } from "../../training/read/interaction-builder.js";
import { defaultRecipe } from "../../training/recommender/recipe.js";
import { trainRecommender } from "../../training/recommender/train.js";

export interface RecommendingParts {
  readonly assortment: Assortment;
  readonly policy: RecommendationPolicy;
  readonly seed: number;
  /** When the shop's story begins, ms: how old its products are. */
  readonly start: number;
}

/** The catalogue, live popularity and a model that is trained anew now and then, in memory: what the keeper and `attune train` do for a shop. */
export class Recommending {
  readonly #parts: RecommendingParts;
  readonly #fold = new CatalogueFold();
  /** What training learns from. */
  readonly #events: SegmentEvent[] = [];
  #model: RecommenderModel | undefined;
  #served: ServedRecommender | undefined;
  #versions = 0;

  constructor(parts: RecommendingParts) {
    this.#parts = parts;
    for (const product of parts.assortment.products) {
      const { id, ...feed } = productFeed(product, parts.start);
      const read = readItemFields(feed);
      if (!read.ok) throw new Error(`an item of the simulated shop is refused: ${read.message}`);
      const { fields } = read;
      this.#fold.append(this.#fold.position + 1, { kind: "item", id, source: "declared", time: parts.start, fields });
    }
  }

  hear(event: SegmentEvent): void {
    if (event.type === "identify" || TRAINED_ON.has(event.name)) this.#events.push(event);
  }

  /** What recommends from now on, with what is popular as the statistics say at a time (ms). What was returned before is gone. */
  serve(statistics: Statistics, time: number): Recommender {
    const { policy } = this.#parts;
    const landmark = statistics.get(POPULARITY_HEAD)?.get(LANDMARK);
    if (landmark !== undefined) {
      const sum = new PopularitySum(time, policy.popularity);
      for (const [name, numbers] of statistics) {
        if (isPopularity(name) && name !== POPULARITY_HEAD) sum.add([{ landmark, numbers }]);
      }
      this.#fold.append(this.#fold.position + 1, { kind: "popularity", popularity: sum.result() });
    }
    const catalogue = this.#fold.snapshot();
    const pin = { model: this.#model?.manifest.version ?? "", catalogue: catalogue.position };
    this.#served?.dispose();
    this.#served = createRecommender({ pin, model: prepareServing(this.#model, catalogue), catalogue, policy });
    return this.#served;
  }

  /** Trains on everything heard so far. */
  async train(): Promise<void> {
    const builder = new InteractionBuilder();
    const interactions = new EventInteractions(builder);
    for (const event of this.#events) interactions.take(event);
    if (builder.count === 0) return;
    const version = `simulated-${++this.#versions}`;
    const options = { version, threads: 1, seed: this.#parts.seed, createdAt: new Date(0).toISOString() };
    this.#model = await trainRecommender(builder.finish("simulation"), defaultRecipe(), options);
  }

  dispose(): void {
    this.#served?.dispose();
    this.#served = undefined;
  }
}

const TRAINED_ON: ReadonlySet<string> = new Set([
  "Product Viewed",
  "Product Added",
  "Product Added to Wishlist",
  "Order Completed",
]);
