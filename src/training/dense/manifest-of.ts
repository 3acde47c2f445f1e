import { DENSE_FORMAT, type DenseManifest } from "../../models/dense/index.js";
import type { DenseData } from "./data.js";
import type { Fitted } from "./fit.js";

/** Rows, where they came from, and a SHA-256 over them. */
export interface SourcedData extends DenseData {
  readonly source: string;
  readonly dataHash: string;
}

/** What is each model's own. */
type Own = Pick<
  DenseManifest,
  "model" | "version" | "createdAt" | "seed" | "recipe" | "schema" | "features" | "horizons" | "metrics"
>;

/** What a version says of itself: of its rows and of how it was fitted. Its files are named when it is written. */
export function manifestOf(own: Own, data: SourcedData, fitted: Fitted): DenseManifest {
  const { source, dataHash, times, people, heads } = data;
  const { testFrom, positives, calibration, cpuSeconds } = fitted;
  return {
    format: DENSE_FORMAT,
    ...own,
    source,
    dataHash,
    rows: times.length,
    people: new Set(people).size,
    from: times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY),
    until: times.reduce((last, time) => Math.max(last, time), Number.NEGATIVE_INFINITY),
    testFrom,
    heads,
    positives,
    calibration,
    cpuSeconds,
    files: {},
  };
}
