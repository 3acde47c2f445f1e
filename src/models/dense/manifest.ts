import type { Evidence } from "../versions/evidence.js";
import type { Calibration } from "./calibration.js";
import type { VersionManifest } from "../versions/version-form.js";

export type { Evidence };

/** The models that are dense networks. */
export type DenseName = "intent" | "propensity";

/** What a version says of itself: manifest.json beside its files. */
export interface DenseManifest extends VersionManifest {
  /** Of this layout. A version of another one is refused (ATTUNE_MODEL_INVALID). */
  readonly format: 1;
  readonly model: DenseName;
  /** Where the rows came from, for people. */
  readonly source: string;
  /** SHA-256 over the rows and labels. */
  readonly dataHash: string;
  readonly rows: number;
  readonly people: number;
  /** Times of the first and the last row, ms. */
  readonly from: number;
  readonly until: number;
  /** When its test slice begins, ms: of nothing that happened from then on anything was fitted, chosen or calibrated. */
  readonly testFrom: number;
  readonly seed: number;
  /** The recipe in full, as it was used. */
  readonly recipe: unknown;
  /** schemaOf the features that it was trained with (models/features.ts), and their names in the order of the columns. */
  readonly schema: string;
  readonly features: readonly string[];
  /** In the order of the network's outputs. */
  readonly heads: readonly string[];
  /** Days that a head looks ahead, where it has such. */
  readonly horizons: Readonly<Record<string, number>>;
  /** Share of positive labels, by head. */
  readonly positives: Readonly<Record<string, number>>;
  readonly calibration: Readonly<Record<string, Calibration>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly evidence?: Evidence;
  readonly cpuSeconds: number;
}

export const DENSE_FORMAT = 1;
