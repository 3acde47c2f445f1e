import { invalid } from "../npy.js";
import type { DenseModel, WeightSpec } from "./model.js";
import { HEADS, SCHEMAS } from "./schemas.js";
import { topologyProblem } from "./topology-problem.js";

/** Beyond it a network is no longer one that anything was learnt with: its sums lose their digits in single precision. */
const MOST_WEIGHT = 1e6;

/** How many numbers a weight has. */
export function sizeOf({ shape }: WeightSpec): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A network's parameters by name, as views on its weights. */
export function parametersOf({ weightSpecs, weights }: DenseModel): ReadonlyMap<string, Float32Array> {
  let at = 0;
  return new Map(
    weightSpecs.map((spec) => {
      const view = new Float32Array(weights, at, sizeOf(spec));
      at += view.byteLength;
      return [spec.name, view];
    }),
  );
}

/**
 * That a version is of this Attune's features and heads, that its weights are as many as it says, and each a number.
 * @throws AttuneError ATTUNE_MODEL_INVALID
 */
export function checkDense(model: DenseModel): void {
  const { manifest, topology, weightSpecs, weights } = model;
  const must = (holds: boolean, why: string): void => {
    if (!holds) throw invalid(`${manifest.model} ${manifest.version}`, why);
  };
  const { schema, features } = SCHEMAS[manifest.model];
  must(
    manifest.schema === schema,
    `it was trained on features of schema ${manifest.schema}; this Attune's are of ${schema}: train it anew`,
  );
  must(isSame(manifest.features, features), "its features stand in another order");
  must(isSame(manifest.heads, HEADS[manifest.model]), `its heads are ${manifest.heads.join(", ")}`);
  must(
    manifest.heads.every((head) => Object.hasOwn(manifest.calibration, head) && isCalibrated(model, head)),
    "a head has no calibration that can be applied",
  );
  const names = new Set(weightSpecs.map(({ name }) => name));
  must(names.size === weightSpecs.length, "two of its weights have the same name");
  const problem = topologyProblem(topology);
  must(problem === undefined, `its topology ${problem}`);
  const numbers = weightSpecs.reduce((sum, spec) => sum + sizeOf(spec), 0);
  must(weights.byteLength === numbers * 4, `its weights have ${weights.byteLength} bytes instead of ${numbers * 4}`);
  must(
    new Float32Array(weights).every((weight) => Math.abs(weight) <= MOST_WEIGHT),
    "a weight is no number, or none that training gives",
  );
}

function isCalibrated({ manifest }: DenseModel, head: string): boolean {
  const calibration = manifest.calibration[head];
  if (calibration?.kind !== "isotonic") return calibration !== undefined;
  const { x, y } = calibration;
  const rises = (values: readonly number[]): boolean =>
    values.every((value, i) => i === 0 || value >= (values[i - 1] as number));
  return x.length > 0 && x.length === y.length && rises(x) && rises(y) && y.every((p) => p >= 0 && p <= 1);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
