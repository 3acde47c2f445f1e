import type { Tensor, Tensor2D, Variable } from "@tensorflow/tfjs-core";
import type { Tensorflow } from "../../models/tensorflow/index.js";
import { seededRandom } from "../seeded-random.js";
import type { DenseRecipe } from "./recipe.js";
import type { Layer } from "./layers.js";

export type Core = Tensorflow["tf"];
type NetworkRecipe = DenseRecipe["network"];

/** A network of one output under training: weights as TensorFlow.js variables, the output before the sigmoid. */
export class TrainedNetwork {
  readonly variables: Variable[];
  readonly activation: NetworkRecipe["activation"];
  readonly #tf: Core;

  /** Glorot's uniform start (Glorot and Bengio 2010), the same for the same seed on any backend. */
  constructor(
    tf: Core,
    inputs: number,
    { hidden, activation }: Pick<NetworkRecipe, "hidden" | "activation">,
    seed: number,
  ) {
    this.#tf = tf;
    this.activation = activation;
    const random = seededRandom(seed);
    const sizes = [inputs, ...hidden, 1];
    this.variables = sizes.slice(1).flatMap((units, layer) => {
      const from = sizes[layer] as number;
      const bound = Math.sqrt(6 / (from + units));
      const start = Float32Array.from({ length: from * units }, () => (2 * random() - 1) * bound);
      // A variable is another tensor than the one it starts as.
      return tf.tidy(() => [tf.variable(tf.tensor2d(start, [from, units])), tf.variable(tf.zeros([units]))]);
    });
  }

  logits(x: Tensor2D): Tensor2D {
    let out: Tensor = x;
    for (let at = 0; at < this.variables.length; at += 2) {
      if (at > 0) out = this.activation === "relu" ? this.#tf.relu(out) : this.#tf.tanh(out);
      out = this.#tf.add(
        this.#tf.matMul(out as Tensor2D, this.#variable(at) as Tensor as Tensor2D),
        this.#variable(at + 1),
      );
    }
    return out as Tensor2D;
  }

  /** Half the sum of the squares of all weights but the biases. */
  decay(): Tensor {
    const tf = this.#tf;
    const squares = this.variables.filter((_, at) => at % 2 === 0).map((kernel) => tf.sum(tf.square(kernel)));
    return tf.mul(tf.addN(squares), 0.5);
  }

  async layers(): Promise<Layer[]> {
    const values = await Promise.all(this.variables.map((variable) => variable.data<"float32">()));
    return values.flatMap((kernel, at) =>
      at % 2 === 0
        ? [{ kernel: Float32Array.from(kernel), bias: Float32Array.from(values[at + 1] as Float32Array) }]
        : [],
    );
  }

  assign(layers: readonly Layer[]): void {
    const values = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
    this.variables.forEach((variable, at) => {
      this.#tf.tidy(() => variable.assign(this.#tf.tensor(values[at] as Float32Array, variable.shape)));
    });
  }

  dispose(): void {
    for (const variable of this.variables) variable.dispose();
  }

  #variable(at: number): Variable {
    return this.variables[at] as Variable;
  }
}
