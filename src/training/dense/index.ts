/** Dense networks: fitted with TensorFlow.js, calibrated and measured on later slices of time. */
export type { DenseData } from "./data.js";
export { type Fitted, fitDense, type FitOptions } from "./fit.js";
export { manifestOf, type SourcedData } from "./manifest-of.js";
export { BASELINES, type HeadReport, MEASURES, type Measured } from "./measure.js";
export { auc, brierOf, byScore, ece, logLossOf, meanOf, type ReliabilityBin } from "./metrics.js";
export { DENSE_FIELDS, type DenseRecipe } from "./recipe.js";
export { PARTS } from "./slices.js";
export { type Checkpoint, fileCheckpoint } from "./training-state.js";
