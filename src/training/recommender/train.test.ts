import { describe, expect, it } from "vitest";
import { isAttuneError } from "../../domain/errors.js";
import { checkModel } from "../../models/recommender/check-model.js";
import { saltedOwner } from "../../models/recommender/owners.js";
import type { Interactions } from "../interactions.js";
import { InteractionBuilder } from "../read/interaction-builder.js";
import { seededRandom } from "../seeded-random.js";
import { defaultRecipe, type Recipe } from "./recipe.js";
import { TRAINING_PHASES, trainRecommender } from "./train.js";

const recipe: Recipe = { ...defaultRecipe(), factors: { ...defaultRecipe().factors, dimension: 8, iterations: 4 } };
const options = { version: "test", createdAt: "2026-02-01T00:00:00.000Z", threads: 1, seed: 7 };
const ITEMS = 20;

/** Even people like even items, odd people odd ones; of what they view they buy some. */
function checkerboard(seed = 1): Interactions {
  const random = seededRandom(seed);
  const builder = new InteractionBuilder();
  for (let who = 0; who < 40; who++)
    for (let step = 0; step < 12; step++) {
      const item = `i${2 * Math.floor((random() * ITEMS) / 2) + (who % 2)}`;
      const time = 1e12 + step * 60_000 + who;
      builder.add({ person: `u:${who}`, item, kind: step % 4 === 3 ? "order" : "view", time });
    }
  return builder.finish("checkerboard");
}

describe("training a recommender", () => {
  it("finds that even people like even items, in every one of its parts", async () => {
    const interactions = checkerboard();
    const model = await trainRecommender(interactions, recipe, options);
    checkModel(model);
    const parity = model.itemIds.map((id) => Number(id.slice(1)) % 2);
    for (const table of [model.rules, model.alsoViewed, model.alsoBought, model.viewThenBought]) {
      expect(table.targets.length).toBeGreaterThan(ITEMS);
      for (let item = 0; item < ITEMS; item++)
        for (let at = table.offsets[item] as number; at < (table.offsets[item + 1] as number); at++)
          expect(parity[table.targets[at] as number]).toBe(parity[item]);
    }
    const { factors, dimension, sessions, popularity } = model;
    const similarity = (a: number, b: number): number => {
      const row = (item: number) => factors.subarray(item * dimension, (item + 1) * dimension);
      return row(a).reduce((sum, value, at) => sum + value * (row(b)[at] as number), 0);
    };
    for (let item = 1; item < ITEMS; item++) {
      const mean = (side: number) =>
        parity.reduce((sum, one, other) => sum + (one === side && other !== item ? similarity(item, other) : 0), 0);
      expect(mean(parity[item] as number)).toBeGreaterThan(mean(1 - (parity[item] as number)));
    }
    expect(new Set(sessions.owners)).toContain(saltedOwner("test", "dTow"));
    expect(popularity.every((value) => value > 0)).toBe(true);
    expect(model.manifest).toMatchObject({
      version: "test",
      interactions: 480,
      people: 40,
      items: ITEMS,
      from: interactions.time[0],
      until: interactions.time.at(-1),
      seed: 7,
      recipe,
    });
    expect(model.manifest.peakBytes).toBeGreaterThan(1e6);
  });

  it("makes the same of the same, and says when the data were others", async () => {
    const model = await trainRecommender(checkerboard(), recipe, options);
    const again = await trainRecommender(checkerboard(), recipe, { ...options, threads: 2 });
    const { cpuSeconds: _cpu, peakBytes: _peak, ...manifest } = again.manifest;
    expect({ ...again, manifest }).toEqual({ ...model, manifest: expect.objectContaining(manifest) as unknown });
    const other = await trainRecommender(checkerboard(2), recipe, options);
    expect(other.manifest.dataHash).not.toBe(model.manifest.dataHash);
    const seeded = await trainRecommender(checkerboard(), recipe, { ...options, seed: 8 });
    expect([seeded.manifest.dataHash, seeded.factors]).toEqual([model.manifest.dataHash, expect.anything()]);
    expect(seeded.factors).not.toEqual(model.factors);
  });

  it("goes on from an earlier version's factors", async () => {
    const interactions = checkerboard();
    const long = { ...recipe, factors: { ...recipe.factors, iterations: 40, warmIterations: 1 } };
    const { itemIds, factors } = await trainRecommender(interactions, long, options);
    const warm = await trainRecommender(interactions, long, { ...options, warmStart: { itemIds, factors } });
    const distance = warm.factors.reduce((sum, value, at) => sum + Math.abs(value - (factors[at] as number)), 0);
    expect(distance / factors.length).toBeLessThan(0.05);
  });

  it("tells every phase, stops when told, and refuses to learn from nothing", async () => {
    const phases = new Set<string>();
    await trainRecommender(checkerboard(), recipe, { ...options, onProgress: (phase) => phases.add(phase) });
    expect([...phases]).toEqual([...TRAINING_PHASES]);
    const stop = new AbortController();
    const onProgress = (): void => stop.abort(new Error("stopped"));
    await expect(
      trainRecommender(checkerboard(), recipe, { ...options, onProgress, signal: stop.signal }),
    ).rejects.toThrow("stopped");
    const nothing = await trainRecommender(new InteractionBuilder().finish("none"), recipe, options).catch(
      (error: unknown) => error,
    );
    expect(isAttuneError(nothing, "ATTUNE_INPUT_EMPTY")).toBe(true);
  });
});
