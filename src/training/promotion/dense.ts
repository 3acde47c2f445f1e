import { calibrate, type DenseModel, type Evidence, openNetwork } from "../../models/dense/index.js";
import { auc, byScore, logLossOf, meanOf, type Probabilities } from "../dense/metrics.js";
import { evidenceOf } from "./evidence.js";
import { rowLosses } from "./log-loss.js";

/** Rows of features with what came of them. */
export interface LabelledRows {
  /** Raw feature values, row by row. */
  readonly rows: Float32Array;
  /** Row by row, one for each head; -1: not known. */
  readonly labels: ArrayLike<number>;
  readonly times: ArrayLike<number>;
  readonly people: ArrayLike<number>;
  /** Where they came from, for people. */
  readonly source: string;
}

/**
 * Two versions on the same rows: those that happened once neither was being trained any more. undefined where there are too few, or where the
 * two don't foresee the same things by the same features.
 */
export async function compareDense(
  ours: DenseModel,
  theirs: DenseModel,
  rows: LabelledRows,
  seed: number,
): Promise<Evidence | undefined> {
  if (!areComparable(ours, theirs)) return undefined;
  const heads = ours.manifest.heads;
  const from = Math.max(ours.manifest.testFrom, theirs.manifest.testFrom);
  const later = laterThan(rows, from, heads.length, ours.manifest.features.length);
  const [own, other] = [await scoresOf(ours, later.rows), await scoresOf(theirs, later.rows)];
  return evidenceOf({
    against: theirs.manifest.version,
    measure: "log loss",
    data: `${rows.source}, from ${new Date(from).toISOString()}`,
    personOf: later.people,
    ours: rowLosses(own, later.labels, heads.length),
    theirs: rowLosses(other, later.labels, heads.length),
    metrics: metricsByHead(own, later.labels, heads),
    theirMetrics: metricsByHead(other, later.labels, heads),
    seed,
  });
}

/** The probabilities that a version gives, row by row, one for each head. */
export async function scoresOf(model: DenseModel, rows: Float32Array): Promise<Float32Array> {
  const { heads, features, calibration } = model.manifest;
  const count = rows.length / features.length;
  const scores = new Float32Array(count * heads.length);
  const network = await openNetwork(model);
  try {
    network.predict(rows, count, scores);
  } finally {
    network.dispose();
  }
  return scores.map((raw, at) => calibrate(calibration[heads[at % heads.length] as string] ?? { kind: "none" }, raw));
}

export function areComparable({ manifest: one }: DenseModel, { manifest: other }: DenseModel): boolean {
  return (
    one.schema === other.schema &&
    one.heads.join() === other.heads.join() &&
    one.heads.every((head) => one.horizons[head] === other.horizons[head])
  );
}

interface Later {
  readonly rows: Float32Array;
  readonly labels: Float32Array;
  readonly people: Uint32Array;
}

function laterThan({ rows, labels, times, people }: LabelledRows, from: number, heads: number, inputs: number): Later {
  const kept: number[] = [];
  for (let at = 0; at < times.length; at++) if ((times[at] as number) >= from) kept.push(at);
  const later = {
    rows: new Float32Array(kept.length * inputs),
    labels: new Float32Array(kept.length * heads),
    people: Uint32Array.from(kept, (at) => people[at] as number),
  };
  kept.forEach((at, place) => {
    later.rows.set(rows.subarray(at * inputs, (at + 1) * inputs), place * inputs);
    for (let head = 0; head < heads; head++) later.labels[place * heads + head] = labels[at * heads + head] as number;
  });
  return later;
}

/** "session.auc", "session.logLoss", for each head of which both answers are among the rows. */
function metricsByHead(scores: Float32Array, labels: Float32Array, heads: readonly string[]): Record<string, number> {
  const metrics: Record<string, number> = {};
  heads.forEach((head, offset) => {
    const cases = ofHead(scores, labels, heads.length, offset);
    const positives = cases.y.reduce((sum, each) => sum + each, 0);
    if (positives === 0 || positives === cases.y.length) return;
    metrics[`${head}.auc`] = auc(cases, byScore(cases));
    metrics[`${head}.logLoss`] = meanOf(cases, logLossOf);
  });
  return metrics;
}

function ofHead(scores: Float32Array, labels: Float32Array, heads: number, offset: number): Probabilities {
  const places: number[] = [];
  for (let at = offset; at < labels.length; at += heads) if (labels[at] !== -1) places.push(at);
  return {
    p: Float64Array.from(places, (at) => scores[at] as number),
    y: Uint8Array.from(places, (at) => labels[at] as number),
  };
}
