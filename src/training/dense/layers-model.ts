import type { io } from "@tensorflow/tfjs-core";
import type { Tensorflow } from "../../models/tensorflow/index.js";
import type { DenseModel } from "../../models/dense/model.js";
import type { Layer } from "./layers.js";
import type { DenseRecipe } from "./recipe.js";

export type NetworkParts = Pick<DenseModel, "topology" | "weightSpecs" | "weights">;

/** Trained layers as a TensorFlow.js layers model that `tf.loadLayersModel` reads; its outputs are probabilities (sigmoid). */
export async function layersModelOf(
  { tf, layers: make }: Pick<Tensorflow, "tf" | "layers">,
  layers: readonly Layer[],
  { activation }: Pick<DenseRecipe["network"], "activation">,
): Promise<NetworkParts> {
  const model = make.sequential();
  layers.forEach(({ kernel, bias }, at) => {
    const isLast = at === layers.length - 1;
    model.add(
      make.layers.dense({
        units: bias.length,
        activation: isLast ? "sigmoid" : activation,
        name: isLast ? "heads" : `hidden-${at + 1}`,
        ...(at === 0 ? { inputShape: [kernel.length / bias.length] } : {}),
      }),
    );
  });
  const tensors = layers.flatMap(({ kernel, bias }) => [
    tf.tensor2d(kernel, [kernel.length / bias.length, bias.length]),
    tf.tensor1d(bias),
  ]);
  try {
    model.setWeights(tensors);
    let parts: NetworkParts | undefined;
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        parts = partsOf(artifacts);
        return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } });
      }),
    );
    if (parts === undefined) throw new TypeError("TensorFlow.js saved nothing");
    return parts;
  } finally {
    for (const tensor of tensors) tensor.dispose();
    model.dispose();
  }
}

function partsOf(artifacts: io.ModelArtifacts): NetworkParts {
  const { modelTopology, weightSpecs, weightData } = artifacts;
  if (!(modelTopology instanceof Object) || weightSpecs === undefined || !(weightData instanceof ArrayBuffer))
    throw new TypeError("TensorFlow.js saved something else than a layers model");
  const specs = weightSpecs.map(({ name, shape }) => ({ name, shape, dtype: "float32" as const }));
  return { topology: modelTopology, weightSpecs: specs, weights: weightData };
}
