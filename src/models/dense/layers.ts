import { ACTIVATIONS, type Activation, type DenseLayer } from "../kernels/index.js";
import { parametersOf } from "./check-dense.js";
import { DenseChain } from "./dense-chain.js";
import type { DenseModel } from "./model.js";

/** A kernel's program is walked for each row: deeper ones go to TensorFlow.js. */
const MOST_LAYERS = 64;

interface LayerConfig {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * The network as dense layers in a row, dropout left out and batch normalisation folded in; undefined where it is another one: then TensorFlow.js has to
 * run it.
 */
export function layersOf(model: DenseModel): readonly DenseLayer[] | undefined {
  const configs = sequentialLayers(model.topology);
  if (configs === undefined || configs.length > MOST_LAYERS) return undefined;
  const chain = new DenseChain(model.manifest.features.length);
  const parameters = parametersOf(model);
  return configs.every((layer) => add(chain, layer, parameters))
    ? chain.finish(model.manifest.heads.length)
    : undefined;
}

function add(
  chain: DenseChain,
  { class_name, config }: LayerConfig,
  parameters: ReadonlyMap<string, Float32Array>,
): boolean {
  const parameter = (kind: string): Float32Array | undefined => parameters.get(`${String(config["name"])}/${kind}`);
  switch (class_name) {
    case "InputLayer":
    case "Dropout":
      return true;
    case "Dense": {
      const activation = activationOf(config["activation"]);
      const kernel = parameter("kernel");
      const units = config["units"];
      if (activation === undefined || kernel === undefined || typeof units !== "number") return false;
      const bias = parameter("bias");
      if (bias === undefined && config["use_bias"] !== false) return false;
      return chain.dense(units, kernel, bias, activation);
    }
    case "Activation": {
      const activation = activationOf(config["activation"]);
      return activation !== undefined && chain.activation(activation);
    }
    case "BatchNormalization": {
      const [mean, variance] = [parameter("moving_mean"), parameter("moving_variance")];
      const epsilon = config["epsilon"];
      if (mean === undefined || variance === undefined || typeof epsilon !== "number") return false;
      return chain.normalisation({ gamma: parameter("gamma"), beta: parameter("beta"), mean, variance, epsilon });
    }
    default:
      return false;
  }
}

/** Of a Sequential, as TensorFlow.js writes it or as Keras does; undefined: it is none. */
function sequentialLayers(topology: object): readonly LayerConfig[] | undefined {
  const root = objectOf("model_config" in topology ? topology.model_config : topology);
  if (root?.["class_name"] !== "Sequential") return undefined;
  const { config } = root;
  const layers = Array.isArray(config) ? (config as unknown[]) : objectOf(config)?.["layers"];
  return Array.isArray(layers) && layers.every(isLayer) ? layers : undefined;
}

function isLayer(value: unknown): value is LayerConfig {
  const layer = objectOf(value);
  return typeof layer?.["class_name"] === "string" && objectOf(layer["config"]) !== undefined;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function activationOf(value: unknown): Activation | undefined {
  return ACTIVATIONS.find((one) => one === (value ?? "linear"));
}
