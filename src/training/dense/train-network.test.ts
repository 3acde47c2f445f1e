import { beforeAll, describe, expect, it } from "vitest";
import { openTensorflow } from "../../models/tensorflow/index.js";
import { seededRandom } from "../seeded-random.js";
import type { Core } from "./network.js";
import type { DenseRecipe } from "./recipe.js";
import { momentsOf } from "./standardise.js";
import { type NetworkData, type NetworkOutcome, type Part, trainNetwork } from "./train-network.js";
import type { Checkpoint, TrainingState } from "./training-state.js";

const SIZE = 1_200;
const RECIPE: DenseRecipe["network"] = {
  ...{ hidden: [6], activation: "relu", learningRate: 0.01, weightDecay: 1, batch: 32 },
  ...{ epochs: 8, patience: 8, positiveWeight: 10 },
};

/** Who has much of the first is likelier to say yes. */
function someData(): NetworkData {
  const random = seededRandom(11);
  const rows = Float32Array.from({ length: 2 * SIZE }, () => 5 * random());
  const answers = Uint8Array.from({ length: SIZE }, (_, row) => Number(random() < (rows[2 * row] as number) / 10));
  const part = (from: number, until: number): Part => ({
    rows: Uint32Array.from({ length: until - from }, (_, at) => from + at),
    answers: answers.slice(from, until),
    counts: new Float32Array(until - from).fill(1),
  });
  const fit = part(0, 1_000);
  return { rows, fit, stop: part(1_000, SIZE), moments: momentsOf(rows, 2, fit.rows) };
}

/** Kept in memory; after so many epochs it is stopped. */
function stoppingAfter(epochs: number): Checkpoint & { readonly controller: AbortController } {
  const controller = new AbortController();
  let kept: TrainingState | undefined;
  return {
    controller,
    load: () => Promise.resolve(kept),
    save(state) {
      kept = state;
      if (state.epoch === epochs) controller.abort(new Error("stopped"));
      return Promise.resolve();
    },
  };
}

describe("training a network", () => {
  let tf: Core;
  beforeAll(async () => void ({ tf } = await openTensorflow()));
  const train = (watch: Parameters<typeof trainNetwork>[4] = {}): Promise<NetworkOutcome> =>
    trainNetwork(tf, someData(), RECIPE, 1, watch);

  it("ends with the same weights and losses, to the last bit, when it is stopped and gone on with", async () => {
    const whole = await train();
    const checkpoint = stoppingAfter(3);
    const { signal } = checkpoint.controller;
    // Fast machines finish an epoch between two looks at the signal: the state of the third is what it goes on from.
    await train({ checkpoint, signal }).catch(() => {});
    const state = await checkpoint.load();
    const again: Checkpoint = { load: () => Promise.resolve(state), save: () => Promise.resolve() };
    expect(await train({ checkpoint: again })).toEqual(whole);
  });

  it("leaves no tensors behind, whether it ends, goes on or is stopped", async () => {
    await train();
    const before = tf.memory().numTensors;
    await train();
    const checkpoint = stoppingAfter(2);
    await train({ checkpoint, signal: checkpoint.controller.signal }).catch(() => {});
    const state = await checkpoint.load();
    await train({ checkpoint: { load: () => Promise.resolve(state), save: () => Promise.resolve() } });
    expect(tf.memory().numTensors).toBe(before);
  });
});
