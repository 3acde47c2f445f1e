import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { invalid } from "../npy.js";
import { openTensorflow, type Tensorflow } from "../tensorflow/index.js";
import { parametersOf } from "./check-dense.js";
import type { DenseModel, Network } from "./model.js";

/** The network as TensorFlow.js runs it: any layers model with one input and one output. @throws AttuneError ATTUNE_MODEL_INVALID */
export async function openTensorflowNetwork(model: DenseModel): Promise<Network> {
  const tensorflow = await openTensorflow();
  const { tf } = tensorflow;
  const name = `${model.manifest.model} ${model.manifest.version}`;
  const network = await oneAtATime(() => load(tensorflow, model)).catch((error: unknown) => {
    throw invalid(name, `TensorFlow.js can't load it: ${String(error)}`, error);
  });
  const [inputs, outputs] = [widthOf(network.inputs), widthOf(network.outputs)];
  if (inputs !== model.manifest.features.length || outputs !== model.manifest.heads.length) {
    network.dispose();
    throw invalid(name, "its network has other inputs or outputs than its manifest");
  }
  let isDisposed = false;
  const answer = (rows: Float32Array, count: number): ArrayLike<number> =>
    tf.tidy(() => {
      const input = tf.tensor2d(rows.subarray(0, count * inputs), [count, inputs]);
      return (network.predictOnBatch(input) as Tensor).dataSync();
    });
  return {
    inputs,
    outputs,
    kind: "tensorflow",
    predict(rows, count, into) {
      if (isDisposed) throw new Error("a network that was disposed of was asked");
      try {
        into.set(answer(rows, count));
      } catch {
        // A layer that can't take a row (an embedding of another table) says nothing of it: whoever asked goes on without.
        into.fill(Number.NaN, 0, count * outputs);
      }
    },
    dispose() {
      isDisposed = true;
      network.dispose();
    },
  };
}

let loading: Promise<unknown> = Promise.resolve();

/** So that what one that fails has made is told from what others make meanwhile. */
function oneAtATime<T>(load: () => Promise<T>): Promise<T> {
  const mine = loading.then(load);
  loading = mine.catch(() => {});
  return mine;
}

/** Gives back what it has made by then where it fails: a version that can't be loaded is tried again and again. */
async function load({ tf, layers }: Tensorflow, model: DenseModel): Promise<LayersModel> {
  const { registeredVariables } = tf.engine();
  const before = new Set(Object.keys(registeredVariables));
  const weights = tensorsOf(tf, model);
  try {
    const network = await layers.loadLayersModel(tf.io.fromMemory({ modelTopology: model.topology }));
    network.loadWeights(weights);
    return network;
  } catch (error) {
    for (const [name, variable] of Object.entries(registeredVariables)) if (!before.has(name)) variable.dispose();
    throw error;
  } finally {
    tf.dispose(weights);
  }
}

/** TensorFlow.js can't read shared memory. */
function tensorsOf(tf: Tensorflow["tf"], model: DenseModel): NamedTensorMap {
  const parameters = parametersOf(model);
  return Object.fromEntries(
    model.weightSpecs.map(({ name, shape }) => [
      name,
      tf.tensor(Float32Array.from(parameters.get(name) ?? []), [...shape]),
    ]),
  );
}

/** Of the one tensor, whose first dimension is the rows; 0 where there are more, or it is none of rows. */
function widthOf(tensors: readonly { readonly shape: readonly (number | null)[] }[]): number {
  const [shape] = tensors.map((tensor) => tensor.shape);
  return tensors.length === 1 && shape?.length === 2 ? (shape[1] ?? 0) : 0;
}
