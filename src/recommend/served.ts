import type { RecommendationPolicy } from "../domain/recommendation.js";
import { FactorKernel } from "../models/kernels/index.js";
import { type Catalogue, openCatalogue, type SharedCatalogue } from "./catalogue/index.js";
import { LiveLists } from "./scores/live-scores.js";
import { popularityColumn } from "./serving/popularity-column.js";
import type { LearntRows, SharedModel, SharedPopularity } from "./serving/shared-model.js";

/** Up to so many rows all are scored: exact, and faster than choosing whom to score. */
export const EXACT_ROWS = 200_000;

/** What every recommendation of one recommender is made from. It never changes. */
export interface Served {
  readonly catalogue: Catalogue;
  readonly policy: RecommendationPolicy;
  readonly popularity: SharedPopularity;
  readonly live: LiveLists;
  /** Up to so many rows all are scored, above only candidates. */
  readonly exactRows: number;
  /** undefined: no model is promoted. */
  readonly learnt: (LearntRows & { readonly kernel: FactorKernel }) | undefined;
}

/** `model` is prepareServing's, of the same catalogue. */
export interface ServedParts {
  readonly model: SharedModel | undefined;
  readonly catalogue: SharedCatalogue;
  readonly policy: RecommendationPolicy;
  /** Default: EXACT_ROWS. */
  readonly exactRows?: number;
}

/** This thread's view of what all threads share; its kernel must be disposed of. */
export function serve({ model, catalogue: shared, policy, exactRows = EXACT_ROWS }: ServedParts): Served {
  const catalogue = openCatalogue(shared);
  if (model !== undefined && model.rows !== catalogue.count) {
    throw new RangeError(`a model prepared for ${model.rows} rows, a catalogue of ${catalogue.count}`);
  }
  return {
    catalogue,
    policy,
    popularity: model?.popularity ?? popularityColumn(catalogue, undefined, undefined),
    live: new LiveLists(catalogue, policy),
    exactRows,
    learnt:
      model?.learnt === undefined ? undefined : { ...model.learnt, kernel: FactorKernel.open(model.learnt.factors) },
  };
}
