import { describe, expect, it } from "vitest";
import { interactionsOf } from "../../../../test/harness/interactions-of.js";
import { allocateFactors, FactorKernel, factorsOf, sealFactors } from "../../../models/kernels/index.js";
import type { Interactions } from "../../interactions.js";
import { seededRandom } from "../../seeded-random.js";
import { ownCrew } from "./crew.js";
import { type IalsFactors, type IalsOptions, type IalsRecipe, trainIals } from "./index.js";
import { pairsOf } from "./pairs.js";
import { sumGramian } from "./phases.js";
import { floats, planOf } from "./plan.js";

const RECIPE: IalsRecipe = {
  kinds: { view: 1, cart: 3, save: 2, order: 4 },
  factors: {
    dimension: 16,
    iterations: 8,
    warmIterations: 2,
    regularisation: 0.01,
    unobserved: 0.2,
    frequencyExponent: 1,
    startDeviation: 0.1,
  },
};
const OPTIONS: IalsOptions = { threads: 1, seed: 7 };
const foldInRecipe = (items: number) => ({ ...RECIPE.factors, items });

/** Person p meets every item of the same parity, but not item p. */
function checkerboard(size: number): Interactions {
  const cells = Array.from({ length: size * size }, (_, n): [number, number] => [Math.floor(n / size), n % size]);
  const met = cells.filter(([person, item]) => (person + item) % 2 === 0 && person !== item);
  return interactionsOf(met.map(([person, item], n) => [`p${person}`, `i${item}`, n]));
}

function atRandom(people: number, items: number, each: number): Interactions {
  const random = seededRandom(3);
  const rows = Array.from({ length: people * each }, (_, n): [string, string, number] => [
    `p${n % people}`,
    `i${Math.floor(random() ** 2 * items)}`,
    n,
  ]);
  return interactionsOf(rows);
}

function kernelOver({ factors }: IalsFactors, dimension = RECIPE.factors.dimension): FactorKernel {
  const shared = allocateFactors(factors.length / dimension, dimension);
  factorsOf(shared).set(factors);
  sealFactors(shared);
  return FactorKernel.open(shared);
}

describe("what is learnt", () => {
  it("is the checkerboard: even people like even items, and the hidden diagonal is found", async () => {
    const interactions = checkerboard(40);
    const trained = await trainIals(interactions, RECIPE, OPTIONS);
    const kernel = kernelOver(trained);
    const { count, offsets, items } = pairsOf(interactions, RECIPE.kinds);
    expect(trained.pairs).toBe(count);
    interactions.people.forEach((person, p) => {
      const met = items.subarray(offsets[p], offsets[p + 1]);
      const user = kernel.foldIn(met, new Float32Array(met.length).fill(1), trained.gramian, foldInRecipe(40));
      const [best] = kernel.top(user, 1, (row) => met.includes(row)).rows;
      expect(interactions.items[best as number]).toBe(person.replace("p", "i"));
    });
  });

  it("for a person is what folding that person in gives, to the bit", async () => {
    const interactions = atRandom(50, 40, 12);
    const trained = await trainIals(interactions, RECIPE, OPTIONS);
    const pairs = pairsOf(interactions, RECIPE.kinds);
    const items = interactions.items.length;
    const plan = planOf(pairs, items, 16, RECIPE.factors, 1);
    floats(plan, plan.items.factors, items * 16).set(trained.factors);
    const crew = ownCrew(plan);
    await crew.run({ step: "gramian", side: "items" }, () => undefined);
    sumGramian(plan, "items");
    await crew.run({ step: "solve", side: "people" }, () => undefined);
    expect(floats(plan, plan.items.gramian, 256)).toEqual(trained.gramian);
    const kernel = kernelOver(trained);
    for (let p = 0; p < interactions.people.length; p++) {
      const [from, to] = [pairs.offsets[p] as number, pairs.offsets[p + 1] as number];
      const rows = pairs.items.subarray(from, to);
      const user = kernel.foldIn(rows, pairs.weights.subarray(from, to), trained.gramian, foldInRecipe(items));
      expect(user).toEqual(floats(plan, plan.people.factors + p * 64, 16));
    }
  });

  it("goes on from an earlier version, by item id", async () => {
    const interactions = checkerboard(30);
    const cold = await trainIals(interactions, RECIPE, OPTIONS);
    // The same items in another order, and one more iteration: hardly anything is left to learn.
    const shuffled = { ...interactions, items: interactions.items.toReversed() };
    shuffled.item = interactions.item.map((item) => interactions.items.length - 1 - item);
    const warmStart = { itemIds: interactions.items, factors: cold.factors };
    const warm = await trainIals(shuffled, RECIPE, { ...OPTIONS, seed: 99, warmStart });
    const moved = warm.factors.map((value, n) => {
      const row = interactions.items.length - 1 - Math.floor(n / 16);
      return Math.abs(value - (cold.factors[row * 16 + (n % 16)] as number));
    });
    expect(Math.max(...moved)).toBeLessThan(0.02);
    await expect(
      trainIals(interactions, RECIPE, { ...OPTIONS, warmStart: { itemIds: ["i1"], factors: new Float32Array(8) } }),
    ).rejects.toMatchObject({ code: "ATTUNE_MODEL_INVALID" });
  });
});

describe("a run", () => {
  it("gives the same bits with any number of threads, and others with another seed", async () => {
    const interactions = atRandom(600, 400, 6);
    const recipe = { ...RECIPE, factors: { ...RECIPE.factors, dimension: 64, iterations: 30 } };
    const runs = await Promise.all([1, 3].map((threads) => trainIals(interactions, recipe, { seed: 7, threads })));
    for (const run of runs.slice(1)) expect(run.factors).toEqual(runs[0]?.factors);
    const other = await trainIals(interactions, RECIPE, { ...OPTIONS, seed: 8 });
    const again = await trainIals(interactions, RECIPE, OPTIONS);
    expect(again.factors).toEqual((await trainIals(interactions, RECIPE, OPTIONS)).factors);
    expect(again.factors).not.toEqual(other.factors);
  });

  it("reports how far it is, and what it held", async () => {
    const seen: number[] = [];
    const interactions = checkerboard(20);
    const { peakBytes, factors } = await trainIals(interactions, RECIPE, {
      ...OPTIONS,
      onProgress: (done, total) => {
        expect(total).toBe(8 * 40);
        seen.push(done);
      },
    });
    expect(seen.at(-1)).toBe(8 * 40);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(peakBytes).toBeGreaterThan(factors.byteLength);
    expect(factors.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it("ends when it is told to", async () => {
    const stop = new AbortController();
    const run = trainIals(atRandom(600, 400, 6), RECIPE, {
      ...OPTIONS,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(run).rejects.toThrow("enough");
  });

  it("leaves items that nobody met at zero", async () => {
    const interactions = interactionsOf([
      ["p", "a", 1],
      ["p", "b", 2],
      ["q", "c", 3],
    ]);
    const recipe = { ...RECIPE, kinds: { ...RECIPE.kinds, cart: 0 } };
    const kind = interactions.kind.fill(1, 2);
    const { factors } = await trainIals({ ...interactions, kind }, recipe, OPTIONS);
    expect(factors.subarray(32)).toEqual(new Float32Array(16));
  });
});
