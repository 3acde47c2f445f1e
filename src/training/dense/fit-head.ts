import { calibrate, type Calibration } from "../../models/dense/calibration.js";
import type { Watch } from "../recommender/pace.js";
import { answersOf, type DenseData } from "./data.js";
import { fitCalibration } from "./fit-calibration.js";
import { foldInto, type Layer, probabilitiesOf } from "./layers.js";
import { type HeadReport, measureHead } from "./measure.js";
import type { Core } from "./network.js";
import type { DenseRecipe } from "./recipe.js";
import type { Slices } from "./slices.js";
import { momentsOf } from "./standardise.js";
import { type NetworkData, type NetworkOutcome, type Part, trainNetwork } from "./train-network.js";
import type { Checkpoint } from "./training-state.js";

/** One head: trained, calibrated, and measured beside the baselines. */
export interface FittedHead {
  /** For raw rows. */
  readonly layers: readonly Layer[];
  readonly calibration: Calibration;
  /** undefined where the test's answers are all the same. */
  readonly report: HeadReport | undefined;
  /** What it says of its test's rows. */
  readonly p: Float64Array;
  readonly training: Omit<NetworkOutcome, "layers">;
}

export interface HeadOptions {
  readonly recipe: DenseRecipe;
  readonly seed: number;
  readonly watch: (phase: "network" | "baseline") => Watch;
  readonly checkpoint: Checkpoint | undefined;
}

export async function fitHead(
  tf: Core,
  data: DenseData,
  head: number,
  slices: Slices,
  { recipe, seed, watch, checkpoint }: HeadOptions,
): Promise<FittedHead> {
  const { network, calibration: kind } = recipe;
  const part = (rows: Uint32Array): Part => ({
    rows,
    answers: answersOf(data, head, rows),
    counts: Float32Array.from(rows, (row) => data.weights?.[row] ?? 1),
  });
  const before = Uint32Array.from([...slices.fit, ...slices.stop]);
  const moments = momentsOf(data.rows, data.inputs, before);
  const early: NetworkData = { rows: data.rows, fit: part(slices.fit), stop: part(slices.stop), moments };
  const all: NetworkData = { ...early, fit: part(before), stop: undefined };
  /** How many epochs are best is found on the later slice; then it is trained for so many on both. */
  const trained = async (hidden: readonly number[], watched: Watch, kept?: Checkpoint): Promise<NetworkOutcome> => {
    const settings = { ...network, hidden: [...hidden] };
    const found = await trainNetwork(tf, early, settings, seed, { ...watched, checkpoint: kept });
    const { layers } = await trainNetwork(tf, all, { ...settings, epochs: found.best }, seed, watched);
    return { ...found, layers };
  };
  const dense = await trained(network.hidden, watch("network"), checkpoint);
  const linear = await trained([], watch("baseline"));

  const y = answersOf(data, head, slices.test);
  const calibrated = ({ layers: [first, ...rest] }: NetworkOutcome) => {
    const layers = first === undefined ? [] : [foldInto(first, moments), ...rest];
    const said = (rows: Uint32Array): Float64Array => probabilitiesOf(layers, network.activation, data, rows);
    const { rows, answers } = part(slices.calibrate);
    const calibration = fitCalibration(kind, { p: said(rows), y: answers });
    return { layers, calibration, p: said(slices.test).map((each) => calibrate(calibration, each)) };
  };
  const { layers, calibration, p } = calibrated(dense);
  const { layers: _, ...facts } = dense;
  const isMeasured = y.includes(1) && y.includes(0);
  const report = isMeasured
    ? measureHead(
        {
          model: p,
          constant: new Float64Array(y.length).fill(shareOfYes(data, head, slices)),
          logistic: calibrated(linear).p,
          y,
          personOf: slices.test.map((row) => data.people[row] as number),
        },
        seed,
      )
    : undefined;
  return { layers, calibration, report, p, training: facts };
}

/** Before the test, each answer counted once more. */
function shareOfYes(data: DenseData, head: number, { fit, stop, calibrate: last }: Slices): number {
  const answers = [fit, stop, last].map((rows) => answersOf(data, head, rows));
  const yes = answers.reduce((sum, part) => part.reduce((all, each) => all + each, sum), 0);
  const known = answers.reduce((sum, part) => sum + part.length, 0);
  return (yes + 1) / (known + 2);
}
