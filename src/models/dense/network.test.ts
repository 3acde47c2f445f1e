import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aDenseLayer, aDenseModel, aSequential, type SomeLayer } from "../../../test/harness/dense-model.js";
import { seededRandom } from "../../training/seeded-random.js";
import { openTensorflow } from "../tensorflow/index.js";
import { checkAgainstTensorflow } from "./check-against-tensorflow.js";
import type { DenseModel, Network } from "./model.js";
import { openNetwork } from "./open-network.js";
import { SCHEMAS } from "./schemas.js";
import { openTensorflowNetwork } from "./tensorflow-network.js";

const INPUTS = SCHEMAS.intent.features.length;
const HIDDEN = ["relu", "tanh", "sigmoid", "elu", "linear", "softmax"];

function said(network: Network, rows: Float32Array, count: number): Float32Array {
  const outputs = new Float32Array(count * network.outputs);
  network.predict(rows, count, outputs);
  network.dispose();
  return outputs;
}

async function bothSay(model: DenseModel, random: () => number, count = 5): Promise<[Network["kind"], number]> {
  const rows = Float32Array.from({ length: count * INPUTS }, () => random() * 4 - 1);
  const network = await openNetwork(model);
  const ours = said(network, rows, count);
  const theirs = said(await openTensorflowNetwork(model), rows, count);
  return [network.kind, Math.max(...ours.map((value, at) => Math.abs(value - (theirs[at] as number))))];
}

function aNormalisation(name: string, width: number, random: () => number): SomeLayer {
  const draw = (from: number, to: number) => ({
    shape: [width],
    values: Float32Array.from({ length: width }, () => from + random() * (to - from)),
  });
  const weights = { gamma: draw(0.5, 1.5), beta: draw(-1, 1), moving_mean: draw(-1, 1), moving_variance: draw(0.5, 2) };
  const config = { name, axis: -1, momentum: 0.99, epsilon: 1e-3, center: true, scale: true };
  return { class_name: "BatchNormalization", config, weights };
}

const dropout = (name: string): SomeLayer => ({ class_name: "Dropout", config: { name, rate: 0.3 } });
const activation = (name: string, kind: string): SomeLayer => ({
  class_name: "Activation",
  config: { name, activation: kind },
});

/** Hidden layers of all kinds, with what is folded away in between. */
function someNetwork(
  shape: readonly { units: number; kind: string; normalised: boolean; bias: boolean }[],
  seed: number,
): DenseModel {
  const random = seededRandom(seed);
  let width = INPUTS;
  const layers = shape.flatMap(({ units, kind, normalised, bias }, at): SomeLayer[] => {
    const isApart = at % 2 === 1;
    const dense = aDenseLayer(`dense-${at}`, width, units, isApart ? "linear" : kind, random, bias);
    width = units;
    const after = normalised ? [aNormalisation(`norm-${at}`, units, random)] : [];
    return isApart ? [dense, activation(`act-${at}`, kind), ...after] : [dense, dropout(`drop-${at}`), ...after];
  });
  return aSequential([...layers, aDenseLayer("heads", width, 3, "sigmoid", random)]);
}

describe("a network", () => {
  it("says through the kernel what it says through TensorFlow.js, within 1e-5, whatever its layers", async () => {
    const layer = fc.record({
      units: fc.integer({ min: 1, max: 48 }),
      kind: fc.constantFrom(...HIDDEN),
      normalised: fc.boolean(),
      bias: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(layer, { maxLength: 3 }), fc.nat(), async (shape, seed) => {
        const [kind, difference] = await bothSay(someNetwork(shape, seed), seededRandom(seed + 1));
        expect(kind).toBe("kernel");
        expect(difference).toBeLessThanOrEqual(1e-5);
      }),
      { numRuns: 60 },
    );
  });

  it("of other layers runs through TensorFlow.js, all rows at once", async () => {
    const random = seededRandom(5);
    const leaky: SomeLayer = { class_name: "LeakyReLU", config: { name: "leaky", alpha: 0.2 } };
    const layers = [
      aDenseLayer("a", INPUTS, 8, "linear", random),
      leaky,
      aDenseLayer("heads", 8, 3, "sigmoid", random),
    ];
    expect(await bothSay(aSequential(layers), random, 40)).toEqual(["tensorflow", 0]);
    await checkAgainstTensorflow(aSequential(layers));
  });

  it("whose normalisation no layer can take in runs through TensorFlow.js", async () => {
    const random = seededRandom(6);
    const layers = [aDenseLayer("heads", INPUTS, 3, "sigmoid", random), aNormalisation("norm", 3, random)];
    expect(await bothSay(aSequential(layers), random)).toEqual(["tensorflow", 0]);
  });

  it("that can't take a row says nothing of it, and is refused", async () => {
    const random = seededRandom(3);
    const table = { shape: [1, 2], values: Float32Array.from([0.5, 0.5]) };
    const model = aSequential([
      {
        class_name: "Embedding",
        config: { name: "table", input_dim: 1, output_dim: 2 },
        weights: { embeddings: table },
      },
      { class_name: "Flatten", config: { name: "flat" } },
      aDenseLayer("heads", INPUTS * 2, 3, "sigmoid", random),
    ]);
    expect(said(await openNetwork(model), new Float32Array(INPUTS), 1).every((p) => p >= 0 && p <= 1)).toBe(true);
    const beyond = new Float32Array(INPUTS).fill(7);
    expect(said(await openNetwork(model), beyond, 1)).toEqual(new Float32Array(3).fill(Number.NaN));
    await expect(checkAgainstTensorflow(model)).rejects.toMatchObject({ code: "ATTUNE_MODEL_INVALID" });
  });

  it("is refused where it can't be loaded, has other inputs or outputs, or says what is no probability", async () => {
    const random = seededRandom(7);
    const unknown: SomeLayer = { class_name: "Attention3000", config: { name: "unknown" } };
    const heads = aDenseLayer("heads", INPUTS, 3, "sigmoid", random);
    const one = aDenseLayer("heads", INPUTS, 1, "sigmoid", random);
    const model = aDenseModel();
    const broken: [string, DenseModel][] = [
      ["TensorFlow.js can't load it", aSequential([unknown, heads])],
      ["other inputs or outputs", aSequential([one])],
      ["no probability", aSequential([aDenseLayer("heads", INPUTS, 3, "linear", random)])],
      ["TensorFlow.js can't load it", { ...model, weightSpecs: model.weightSpecs.slice(1) }],
    ];
    const { tf } = await openTensorflow();
    const before = tf.memory().numTensors;
    for (const [why, version] of broken) {
      const message = expect.stringContaining(why) as string;
      await expect(checkAgainstTensorflow(version), why).rejects.toMatchObject({
        code: "ATTUNE_MODEL_INVALID",
        message,
      });
    }
    // The keeper tries what it was refused again every few seconds.
    expect(tf.memory().numTensors).toBe(before);
  });

  it("answers no more once it was disposed of", async () => {
    const random = seededRandom(8);
    const leaky: SomeLayer = { class_name: "LeakyReLU", config: { name: "leaky", alpha: 0.2 } };
    const other = aSequential([aDenseLayer("a", INPUTS, 3, "linear", random), leaky]);
    for (const model of [aDenseModel(), other]) {
      const network = await openNetwork(model);
      network.dispose();
      expect(() => network.predict(new Float32Array(INPUTS), 1, new Float32Array(3)), network.kind).toThrow();
    }
  });
});
