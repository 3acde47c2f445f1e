import { DenseKernel } from "../kernels/index.js";
import { layersOf } from "./layers.js";
import type { DenseModel, Network } from "./model.js";
import { openTensorflowNetwork } from "./tensorflow-network.js";

/**
 * One thread's network: through the kernel where its layers are all dense ones in a row, else through TensorFlow.js, which is loaded only then.
 * @throws AttuneError ATTUNE_MODEL_INVALID
 */
export async function openNetwork(model: DenseModel): Promise<Network> {
  const layers = layersOf(model);
  return layers === undefined ? openTensorflowNetwork(model) : DenseKernel.open(layers);
}
