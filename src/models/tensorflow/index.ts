export { openTensorflow, type Tensorflow } from "./open-tensorflow.js";
