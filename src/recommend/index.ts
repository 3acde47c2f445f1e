/**
 * The recommender as served: a person's recent events, a model and the catalogue in, items with reasons out. Pure: no clock, no chance, no I/O, and nothing of a
 * person is kept. Read recommend.ts first; scenarios/ has one file for each scenario.
 */
export { createRecommender, type Scorer, type ServedRecommender } from "./recommender.js";
export type { BlendWeights } from "./blend-weights.js";
export { prepareServing } from "./serving/prepare-serving.js";
export type { SharedModel } from "./serving/shared-model.js";
