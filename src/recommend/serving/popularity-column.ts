import type { RecommenderModel } from "../../models/recommender/model.js";
import type { Catalogue } from "../catalogue/index.js";
import type { SharedPopularity } from "./shared-model.js";

/** However old a model is, what it knows of popularity still orders what nobody has met since. */
const LEAST_DECAY = 2 ** -10;

/**
 * ln(1 + weight) by row: weights are spread over decades. Live weights and the model's (decayed to the same moment) count the same interactions, so the larger
 * one is taken, not the sum.
 */
export function popularityColumn(
  catalogue: Catalogue,
  model: Pick<RecommenderModel, "popularity" | "manifest"> | undefined,
  itemOf: Int32Array | undefined,
): SharedPopularity {
  const { count, popularity: live } = catalogue;
  const column = new Float32Array(new SharedArrayBuffer(count * Float32Array.BYTES_PER_ELEMENT));
  if (model !== undefined && itemOf !== undefined) {
    const age = live === undefined ? 0 : Math.max(0, live.time - model.manifest.until);
    const decay = live === undefined ? 1 : Math.max(LEAST_DECAY, 2 ** (-age / live.halfLifeMs));
    for (let row = 0; row < count; row++) {
      const item = itemOf[row] as number;
      if (item >= 0) column[row] = decay * (model.popularity[item] as number);
    }
  }
  for (const [id, weight] of live?.overall ?? []) {
    const row = catalogue.row(id);
    if (row >= 0) column[row] = Math.max(column[row] as number, weight);
  }
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < count; row++) {
    const value = Math.log1p(column[row] as number);
    column[row] = value;
    sum += value;
    squares += value * value;
  }
  const mean = count === 0 ? 0 : sum / count;
  return { column, mean, deviation: count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}
