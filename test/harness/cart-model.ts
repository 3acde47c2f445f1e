import type { DenseModel } from "../../src/models/dense/index.js";
import { HEADS, SCHEMAS } from "../../src/models/dense/schemas.js";
import { aSequential } from "./dense-model.js";

/** An intent network without hidden layers. Log odds of all heads: for nobody in particular, and for whoever has something in the cart. */
export function aCartModel(version: string, nobody: number, withCart: number): DenseModel {
  const inputs = SCHEMAS.intent.features.length;
  const heads = HEADS.intent.length;
  const kernel = new Float32Array(inputs * heads);
  const row = SCHEMAS.intent.features.indexOf("cart-any") * heads;
  kernel.fill(withCart - nobody, row, row + heads);
  const bias = new Float32Array(heads).fill(nobody);
  const layer = {
    class_name: "Dense",
    config: { name: "heads", units: heads, activation: "sigmoid", use_bias: true, dtype: "float32", trainable: true },
    weights: { kernel: { shape: [inputs, heads], values: kernel }, bias: { shape: [heads], values: bias } },
  };
  return aSequential([layer], "intent", { version });
}
