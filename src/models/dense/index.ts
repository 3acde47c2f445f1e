/** Dense networks: TensorFlow.js layers models on disk, WebAssembly where they run. */
export { calibrate } from "./calibration.js";
export { checkAgainstTensorflow } from "./check-against-tensorflow.js";
export { DENSE_FORMAT, type DenseManifest, type DenseName, type Evidence } from "./manifest.js";
export type { DenseModel } from "./model.js";
export { openNetwork } from "./open-network.js";
export { intentModelOf, propensityModelOf } from "./scorers.js";
export { type DenseStore, denseStore } from "./store.js";
