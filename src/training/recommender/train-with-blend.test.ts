import { describe, expect, it } from "vitest";
import { aRecommendationPolicy } from "../../../test/harness/engine-context.js";
import { checkModel } from "../../models/recommender/check-model.js";
import type { Interactions } from "../interactions.js";
import { InteractionBuilder } from "../read/interaction-builder.js";
import { seededRandom } from "../seeded-random.js";
import { defaultRecipe, type Recipe } from "./recipe.js";
import { trainWithBlend } from "./train-with-blend.js";

const ITEMS = 30;
const START = Date.UTC(2026, 0, 1);
/** The weights that are started from say that popularity is all. */
const blend = { learn: true, forYou: { popular: 1 }, nextItem: { popular: 1 } };
const recipe: Recipe = {
  ...defaultRecipe(),
  factors: { ...defaultRecipe().factors, dimension: 8, iterations: 3 },
  blend,
};
const options = { version: "test", threads: 1, seed: 1, policy: aRecommendationPolicy(), recentItems: 20 };

/** People walk through the catalogue from a place of their own: what comes next says everything, popularity nothing. */
function walks(people: number): Interactions {
  const random = seededRandom(5);
  const builder = new InteractionBuilder();
  for (let who = 0; who < people; who++) {
    const start = Math.floor(random() * ITEMS);
    for (let step = 0; step < 10; step++)
      builder.add({
        person: `u:${who}`,
        item: `i${(start + step) % ITEMS}`,
        kind: "view",
        time: START + who * 600_000 + step * 5_000,
      });
  }
  return builder.finish("walks");
}

describe("training with a blend that is learnt", () => {
  it("finds the signal that tells what comes next, on interactions that the model has not seen", async () => {
    const phases = new Set<string>();
    const model = await trainWithBlend(walks(300), recipe, { ...options, onProgress: (phase) => phases.add(phase) });
    checkModel(model);
    const { nextItem, forYou } = model.serving.blend;
    const rest = Object.entries(nextItem).filter(([signal]) => signal !== "next" && signal !== "session");
    expect((nextItem["next"] ?? 0) + (nextItem["session"] ?? 0)).toBeGreaterThan(
      Math.max(0, ...rest.map(([, w]) => w)),
    );
    expect(Object.values(forYou).every(Number.isFinite)).toBe(true);
    expect([...phases].slice(0, 2)).toEqual(["blend: factors", "blend: rules"]);
    expect([...phases].slice(-1)).toEqual(["sessions"]);
    expect(model.manifest).toMatchObject({ interactions: 3_000, recipe: { blend: { nextItem } } });
  });

  it("keeps the recipe's own weights where it is told to, or there is too little to learn from", async () => {
    const told = await trainWithBlend(walks(300), { ...recipe, blend: { ...blend, learn: false } }, options);
    const little = await trainWithBlend(walks(20), recipe, options);
    const expected = { forYou: blend.forYou, nextItem: blend.nextItem };
    expect([told.serving.blend, little.serving.blend]).toEqual([expected, expected]);
  });
});
