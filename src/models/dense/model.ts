import type { DenseManifest } from "./manifest.js";

/** One weight as model.json names it. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: "float32";
}

/**
 * A version in memory: plain data that goes to a thread as a message; its weights are shared by all threads of a process where they were loaded into shared
 * memory. The network takes raw feature values: standardisation is folded into its first layer.
 */
export interface DenseModel {
  readonly manifest: DenseManifest;
  /** modelTopology of model.json: TensorFlow.js layers-model format. */
  readonly topology: object;
  readonly weightSpecs: readonly WeightSpec[];
  /** Single precision, little-endian, one after the other in the order of the specs. */
  readonly weights: ArrayBuffer | SharedArrayBuffer;
}

/** One thread's network. */
export interface Network {
  readonly inputs: number;
  readonly outputs: number;
  readonly kind: "kernel" | "tensorflow";
  /** Raw outputs, row by row, before calibration; NaN where it can't take a row. */
  predict(rows: Float32Array, count: number, into: Float32Array): void;
  dispose(): void;
}
