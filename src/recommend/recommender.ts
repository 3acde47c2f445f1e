import type { ItemFields, ObservedItem } from "../domain/item.js";
import type { Recommendation, RecommendationRequest, Recommender, Signal, Taste } from "../domain/recommendation.js";
import { pinName, type ServingPin } from "../domain/serving.js";
import type { FactorKernel } from "../models/kernels/index.js";
import { Blend, zScored } from "./blend.js";
import { type BlendWeights, blendOf } from "./blend-weights.js";
import { type Catalogue, REMOVED } from "./catalogue/index.js";
import { PersonScores } from "./person-scores.js";
import { recommend } from "./recommend.js";
import { personalBlend } from "./scenarios/blended.js";
import { clearBoards } from "./scores/scratch.js";
import { forgetTaste } from "./scores/taste-scores.js";
import { type Served, type ServedParts, serve } from "./served.js";

/** The scores that recommendations are ranked by, of all items: evaluation ranks by the served code. Numbers are those of the catalogue's rows. */
export interface Scorer {
  readonly rows: number;
  /** -1: not in the catalogue. */
  row(id: string): number;
  /**
   * The blend of z-scores of every row, before any filter; for somebody of whom nothing is known, popularity, where their chain ends. `weights` instead of the
   * model's. Valid until the next call.
   */
  scoreAll(taste: Taste, which: "forYou" | "nextItem", weights?: BlendWeights): { readonly scores: Float32Array };
  /** The z-scores of each signal over all rows, 0 where it says nothing, into arrays of the caller's: what blends are learnt from. */
  signalScores(taste: Taste, signals: readonly Signal[], into: readonly Float32Array[]): void;
}

export interface ServedRecommender extends Recommender, Scorer {
  /** Gives back what it holds of the shared memory; it must not be asked any more. */
  dispose(): void;
}

export interface RecommenderParts extends ServedParts {
  readonly pin: ServingPin;
}

/** Kernels of recommenders that nobody disposed of: a memory has room for 64. */
const abandoned = new FinalizationRegistry<FactorKernel>((kernel) => kernel.dispose());

/** One thread's recommender over what all threads share; made in microseconds, for every pin that comes into force. */
export function createRecommender({ pin, ...parts }: RecommenderParts): ServedRecommender {
  return new CatalogueRecommender(pinName(pin), serve(parts));
}

class CatalogueRecommender implements ServedRecommender {
  readonly version: string;
  readonly #served: Served;
  readonly #catalogue: Catalogue;
  #disposed = false;

  constructor(version: string, served: Served) {
    this.version = version;
    this.#served = served;
    this.#catalogue = served.catalogue;
    if (served.learnt !== undefined) abandoned.register(this, served.learnt.kernel, this);
  }

  get rows(): number {
    return this.#catalogue.count;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    abandoned.unregister(this);
    this.#served.learnt?.kernel.dispose();
  }

  recommend(taste: Taste, request: RecommendationRequest): Recommendation {
    return this.#once(() => recommend(this.#served, this.version, taste, request));
  }

  item(id: string) {
    const row = this.#catalogue.row(id);
    const isThere = row >= 0 && ((this.#catalogue.columns.flags[row] as number) & REMOVED) === 0;
    return isThere ? this.#catalogue.item(row) : undefined;
  }

  newsOf(observed: ObservedItem): ItemFields | undefined {
    return this.#catalogue.newsOf(observed);
  }

  row(id: string): number {
    return this.#catalogue.row(id);
  }

  scoreAll(
    taste: Taste,
    which: "forYou" | "nextItem",
    weights = blendOf(this.#served, which),
  ): { scores: Float32Array } {
    return this.#once(() => {
      const person = new PersonScores(this.#served, taste);
      const personal = personalBlend(person, weights);
      const blend = personal === undefined || personal.isEmpty ? new Blend([zScored(person.popular())]) : personal;
      return { scores: blend.scoreAll(this.rows) };
    });
  }

  signalScores(taste: Taste, signals: readonly Signal[], into: readonly Float32Array[]): void {
    this.#once(() => {
      const person = new PersonScores(this.#served, taste);
      signals.forEach((signal, at) => {
        const out = into[at] as Float32Array;
        const summand = zScored(person.of(signal));
        out.fill(summand?.shift ?? 0);
        summand?.scores.addTo(out, summand.scale);
      });
    });
  }

  /** One person's turn: nothing of them is left in the thread's buffers when it ends, however it ends. */
  #once<T>(turn: () => T): T {
    // Its place in the shared memory may be another's by now.
    if (this.#disposed) throw new Error("this recommender was disposed of");
    try {
      return turn();
    } finally {
      clearBoards();
      if (this.#served.learnt !== undefined) forgetTaste(this.#served.learnt.kernel);
    }
  }
}
