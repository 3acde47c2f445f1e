import type { Activation, DenseLayer } from "../kernels/index.js";

/** y = gamma * (x - mean) / sqrt(variance + epsilon) + beta (Ioffe and Szegedy 2015), as it is after training. */
export interface Normalisation {
  /** undefined: 1 and 0. */
  readonly gamma: Float32Array | undefined;
  readonly beta: Float32Array | undefined;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly epsilon: number;
}

/** Puts dense layers one behind the other. What only scales and shifts is multiplied into the next layer's weights. Each call: false where it can't be. */
export class DenseChain {
  readonly #layers: DenseLayer[] = [];
  #width: number;
  /** What happens to each input of the next layer before it: times scale, plus shift. */
  #scale: Float64Array | undefined;
  #shift: Float64Array | undefined;

  constructor(inputs: number) {
    this.#width = inputs;
  }

  /** @param bias undefined: 0 */
  dense(units: number, kernel: Float32Array, bias: Float32Array | undefined, activation: Activation): boolean {
    const inputs = this.#width;
    if (!(units > 0) || kernel.length !== inputs * units || (bias !== undefined && bias.length !== units)) return false;
    const folded = this.#folded(kernel, bias ?? new Float32Array(units), units);
    this.#layers.push({ inputs, units, activation, ...folded });
    this.#width = units;
    return true;
  }

  /** Only right behind a layer that has none yet. */
  activation(activation: Activation): boolean {
    if (activation === "linear") return true;
    const last = this.#layers.pop();
    if (last === undefined || last.activation !== "linear" || this.#scale !== undefined) return false;
    this.#layers.push({ ...last, activation });
    return true;
  }

  normalisation({ gamma, beta, mean, variance, epsilon }: Normalisation): boolean {
    if (mean.length !== this.#width || variance.length !== this.#width) return false;
    const scale = Float64Array.from(variance, (one, i) => (gamma?.[i] ?? 1) / Math.sqrt(one + epsilon));
    const shift = Float64Array.from(mean, (one, i) => (beta?.[i] ?? 0) - one * (scale[i] as number));
    const [before, moved] = [this.#scale, this.#shift];
    this.#shift = shift.map((one, i) => one + (moved?.[i] ?? 0) * (scale[i] as number));
    this.#scale = scale.map((one, i) => one * (before?.[i] ?? 1));
    return true;
  }

  /** undefined: there is no layer, it ends in another width, or something is left that no layer takes in. */
  finish(outputs: number): readonly DenseLayer[] | undefined {
    const isWhole = this.#layers.length > 0 && this.#width === outputs && this.#scale === undefined;
    return isWhole ? this.#layers : undefined;
  }

  #folded(kernel: Float32Array, bias: Float32Array, units: number): Pick<DenseLayer, "kernel" | "bias"> {
    const [scale, shift] = [this.#scale, this.#shift];
    this.#scale = undefined;
    this.#shift = undefined;
    if (scale === undefined || shift === undefined) return { kernel, bias };
    const sums = Float64Array.from(bias);
    for (const [at, weight] of kernel.entries())
      sums[at % units] = (sums[at % units] as number) + weight * (shift[Math.floor(at / units)] as number);
    return {
      kernel: kernel.map((weight, at) => weight * (scale[Math.floor(at / units)] as number)),
      bias: Float32Array.from(sums),
    };
  }
}
