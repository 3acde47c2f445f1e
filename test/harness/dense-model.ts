import { DENSE_FORMAT, type DenseManifest, type DenseModel, type DenseName } from "../../src/models/dense/index.js";
import { HEADS, SCHEMAS } from "../../src/models/dense/schemas.js";
import { seededRandom } from "../../src/training/seeded-random.js";

/** A layer of a Sequential as model.json has it, and its weights by name. */
export interface SomeLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly weights?: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>>;
}

/** A dense layer with weights drawn for its size, as training leaves them. */
export function aDenseLayer(
  name: string,
  inputs: number,
  units: number,
  activation: string,
  random: () => number,
  useBias = true,
): SomeLayer {
  const draw = (length: number, width: number): Float32Array =>
    Float32Array.from({ length }, () => (2 * random() - 1) * width);
  const kernel = { shape: [inputs, units], values: draw(inputs * units, Math.sqrt(6 / (inputs + units))) };
  return {
    class_name: "Dense",
    config: { name, units, activation, use_bias: useBias, dtype: "float32", trainable: true },
    weights: useBias ? { kernel, bias: { shape: [units], values: draw(units, 0.5) } } : { kernel },
  };
}

/** These layers in a row as a version of a model, over its features. */
export function aSequential(
  layers: readonly SomeLayer[],
  name: DenseName = "intent",
  overrides: Partial<DenseManifest> = {},
): DenseModel {
  const weights = layers.flatMap(({ config, weights: own = {} }) =>
    Object.entries(own).map(([kind, weight]) => ({ name: `${String(config["name"])}/${kind}`, ...weight })),
  );
  const values = new Float32Array(weights.reduce((sum, weight) => sum + weight.values.length, 0));
  let at = 0;
  for (const weight of weights) {
    values.set(weight.values, at);
    at += weight.values.length;
  }
  const { features } = SCHEMAS[name];
  const [first, ...rest] = layers.map(({ class_name, config }) => ({ class_name, config }));
  const input = { ...first?.config, batch_input_shape: [null, overrides.features?.length ?? features.length] };
  return {
    manifest: aDenseManifest(name, overrides),
    topology: {
      class_name: "Sequential",
      config: { name: "network", layers: [{ class_name: first?.class_name, config: input }, ...rest] },
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
    },
    weightSpecs: weights.map(({ name: weight, shape }) => ({ name: weight, shape, dtype: "float32" })),
    weights: values.buffer,
  };
}

/** A small network of the usual form with weights of no meaning. */
export function aDenseModel(
  name: DenseName = "intent",
  {
    seed = 1,
    hidden = [32, 16] as readonly number[],
    ...overrides
  }: Partial<DenseManifest> & { hidden?: readonly number[] } = {},
): DenseModel {
  const random = seededRandom(seed);
  const sizes = [SCHEMAS[name].features.length, ...hidden];
  const layers = hidden.map((units, at) => aDenseLayer(`hidden-${at + 1}`, sizes[at] as number, units, "relu", random));
  const heads = aDenseLayer("heads", sizes.at(-1) as number, HEADS[name].length, "sigmoid", random);
  return aSequential([...layers, heads], name, { seed, ...overrides });
}

export function aDenseManifest(name: DenseName = "intent", overrides: Partial<DenseManifest> = {}): DenseManifest {
  const heads = HEADS[name];
  return {
    format: DENSE_FORMAT,
    model: name,
    version: "20260301-000000-0001",
    createdAt: "2026-03-01T00:00:00.000Z",
    source: "a test",
    dataHash: "0".repeat(64),
    rows: 1_000,
    people: 100,
    from: Date.UTC(2026, 0, 1),
    until: Date.UTC(2026, 1, 1),
    testFrom: Date.UTC(2026, 0, 25),
    seed: 1,
    recipe: {},
    ...SCHEMAS[name],
    heads,
    horizons: {},
    positives: Object.fromEntries(heads.map((head) => [head, 0.1])),
    calibration: Object.fromEntries(heads.map((head) => [head, { kind: "none" }])),
    metrics: {},
    cpuSeconds: 1,
    files: {},
    ...overrides,
  };
}
