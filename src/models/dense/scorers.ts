import type { IntentModel, IntentScores, PropensityModel } from "../../domain/scoring.js";
import { INTENT_FEATURES, PROPENSITY_FEATURES, readRow } from "../features.js";
import { type Calibration, calibrate } from "./calibration.js";
import type { DenseManifest } from "./manifest.js";
import type { DenseModel, Network } from "./model.js";

/** Of scores: so that the last bits of another backend don't show. */
const STEPS = 10_000;

/** The model as the engine asks it. The network stays this thread's; dispose it when the model is no longer in force. */
export function intentModelOf({ manifest }: DenseModel, network: Network): IntentModel {
  const row = new Float32Array(network.inputs);
  const said = new Float32Array(network.outputs);
  const [session, day, churn] = ["session", "day", "churn"].map((head) => readerOf(manifest, head)) as [
    Read,
    Read,
    Read,
  ];
  return {
    version: manifest.version,
    score(draft, event, context): IntentScores {
      readRow(INTENT_FEATURES, { draft, event, context }, row);
      network.predict(row, 1, said);
      return { session: session(said, 0), day: day(said, 0), churn: churn(said, 0) };
    },
  };
}

/** All options of a decision go through the network at once. */
export function propensityModelOf({ manifest }: DenseModel, network: Network): PropensityModel {
  const { inputs, outputs } = network;
  const response = readerOf(manifest, "response");
  let rows = new Float32Array(inputs * 16);
  let said = new Float32Array(outputs * 16);
  return {
    version: manifest.version,
    score(options, moment): readonly number[] {
      const count = options.length;
      if (rows.length < inputs * count) {
        rows = new Float32Array(inputs * count);
        said = new Float32Array(outputs * count);
      }
      for (const [at, scored] of options.entries())
        readRow(PROPENSITY_FEATURES, { ...moment, scored }, rows, at * inputs);
      network.predict(rows, count, said);
      // A probability of 0 or 1 would be certainty: no evidence could move it any more.
      return options.map((_, at) => Math.min(1 - 1 / STEPS, Math.max(1 / STEPS, response(said, at * outputs))));
    },
  };
}

type Read = (said: Float32Array, at: number) => number;

function readerOf({ heads, calibration }: DenseManifest, head: string): Read {
  const place = heads.indexOf(head);
  const how: Calibration = calibration[head] ?? { kind: "none" };
  return (said, at) => Math.round(calibrate(how, said[at + place] as number) * STEPS) / STEPS;
}
