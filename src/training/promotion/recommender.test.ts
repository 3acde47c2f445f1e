import { describe, expect, it } from "vitest";
import { anEngineContext } from "../../../test/harness/engine-context.js";
import type { Interactions } from "../interactions.js";
import { InteractionBuilder } from "../read/interaction-builder.js";
import { defaultRecipe } from "../recommender/recipe.js";
import { trainRecommender } from "../recommender/train.js";
import { seededRandom } from "../seeded-random.js";
import { compareRecommenders } from "./recommender.js";

const ITEMS = 30;
const START = Date.UTC(2026, 0, 1);
const RECIPE = { ...defaultRecipe(), factors: { ...defaultRecipe().factors, dimension: 8, iterations: 2 } };

/** From a place of their own people walk through the catalogue, up or down; `hours` of it, six people an hour. */
function walks(hours: number, step: 1 | -1 = 1): Interactions {
  const random = seededRandom(5);
  const builder = new InteractionBuilder();
  for (let who = 0; who < hours * 6; who++) {
    const start = Math.floor(random() * ITEMS);
    for (let at = 0; at < 6; at++) {
      const item = `i${(start + step * at + ITEMS) % ITEMS}`;
      builder.add({ person: `u:${who}`, item, kind: "view", time: START + who * 600_000 + at * 5_000 });
    }
  }
  return builder.finish("walks");
}

describe("two versions of the recommender", () => {
  const how = { context: anEngineContext(), repeats: false, mostCases: 300, seed: 1, onProgress: () => {} };
  const train = (data: Interactions, version: string) =>
    trainRecommender(data, RECIPE, { version, threads: 1, seed: 1 });

  it("are compared on what happened after the newer of them", async () => {
    const ours = await train(walks(20), "ours");
    const theirs = await train(walks(18, -1), "theirs");
    const evidence = await compareRecommenders(walks(40), ours, theirs, how);
    expect(evidence).toMatchObject({ against: "theirs", measure: "1 - NDCG@10" });
    expect(evidence.difference.interval[1]).toBeLessThan(0);
    expect(evidence.metrics["ndcg@10"]).toBeGreaterThan(evidence.theirs["ndcg@10"] as number);
    const turned = await compareRecommenders(walks(40), theirs, ours, how);
    expect(turned.difference.value).toBeCloseTo(-evidence.difference.value, 12);
  });

  it("can't be compared where nothing happened since", async () => {
    const ours = await train(walks(5), "ours");
    await expect(compareRecommenders(walks(5), ours, ours, how)).rejects.toMatchObject({
      code: "ATTUNE_EVALUATION_EMPTY",
    });
  });
});
