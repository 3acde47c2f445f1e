import type { Interactions } from "../../src/training/interactions.js";
import { trainIals } from "../../src/training/recommender/ials/index.js";
import { defaultRecipe } from "../../src/training/recommender/recipe.js";
import { seededRandom } from "../../src/training/seeded-random.js";

export interface TrainingResult {
  readonly name: string;
  readonly dimension: number;
  readonly iterations: number;
  readonly threads: number;
  /** Distinct pairs of a person and an item. */
  readonly pairs: number;
  readonly cpuSeconds: number;
  readonly seconds: number;
  /** Training's own arrays at their most. */
  readonly peakMb: number;
}

/** Factors by the default recipe. */
export async function benchTraining(
  shape: { name: string; people: number; items: number; interactions: number },
  threads: number,
): Promise<TrainingResult> {
  const { factors, kinds } = defaultRecipe();
  const interactions = madeUp(shape);
  const begin = performance.now();
  const trained = await trainIals(interactions, { factors, kinds }, { threads, seed: 1 });
  return {
    name: `train ${shape.name}`,
    dimension: factors.dimension,
    iterations: factors.iterations,
    threads,
    pairs: trained.pairs,
    cpuSeconds: trained.cpuSeconds,
    seconds: (performance.now() - begin) / 1000,
    peakMb: Math.round(trained.peakBytes / 2 ** 20),
  };
}

/** People are about equally busy, items are not: few make up most of what is met. */
function madeUp(shape: { people: number; items: number; interactions: number }): Interactions {
  const { people, items, interactions: count } = shape;
  const random = seededRandom(3);
  return {
    count,
    people: Array.from({ length: people }, (_, n) => `p${n}`),
    items: Array.from({ length: items }, (_, n) => `i${n}`),
    person: Uint32Array.from({ length: count }, () => Math.floor(random() * people)),
    item: Uint32Array.from({ length: count }, () => Math.floor(random() ** 2.5 * items)),
    kind: new Uint8Array(count),
    time: new Float64Array(count),
    categories: Array.from({ length: items }, () => ""),
    prices: new Float64Array(items).fill(Number.NaN),
    source: "made up",
  };
}
