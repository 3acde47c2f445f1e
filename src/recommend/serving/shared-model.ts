import type { SharedFactors } from "../../models/kernels/index.js";
import type { RecommenderModel } from "../../models/recommender/model.js";

/**
 * What serving reads beside the catalogue, in the catalogue's rows: made once a process by prepareServing, plain data over shared memory that goes to any
 * thread as a message. It never changes; columns may be longer than the catalogue has rows.
 */
export interface SharedModel {
  /** The catalogue's place in its journal and its rows, as they were. */
  readonly position: number;
  readonly rows: number;
  readonly popularity: SharedPopularity;
  /** undefined: no model is promoted. */
  readonly learnt: LearntRows | undefined;
}

export interface SharedPopularity {
  /** By row: ln(1 + decayed weight), live where it is known, else as of the training. */
  readonly column: Float32Array;
  /** Over all rows. */
  readonly mean: number;
  readonly deviation: number;
}

/** A model in the catalogue's rows. */
export interface LearntRows {
  readonly version: string;
  /** What serving needs of the model; its tables are in the model's own item numbers. */
  readonly model: ServedTables;
  /** By row. What the model doesn't know has the vector of its like (ContentCells). */
  readonly factors: SharedFactors;
  /** By row: the vector's norm. */
  readonly norms: Float32Array;
  /** Model item -> row, or -1. */
  readonly rowOf: Int32Array;
  /** Row -> model item, or -1. */
  readonly itemOf: Int32Array;
  /** The mean of the model's own vectors, in f64. */
  readonly meanVector: Float64Array;
}

export type ServedTables = Pick<
  RecommenderModel,
  | "dimension"
  | "gramian"
  | "serving"
  | "rules"
  | "alsoViewed"
  | "alsoBought"
  | "viewThenBought"
  | "sessions"
  | "reorderDays"
> & {
  /** How many items the model knows. */
  readonly items: number;
};
