import type { DenseRecipe } from "./recipe.js";
import type { Moments } from "./standardise.js";

/** A layer's weights: `kernel` is inputs x units, by rows. */
export interface Layer {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** The first layer as it takes raw rows: sum(w (x - mean) / deviation) + b = sum(w / deviation x) + b - sum(w mean / deviation). */
export function foldInto({ kernel, bias }: Layer, { mean, deviation }: Moments): Layer {
  const units = bias.length;
  const folded = new Float32Array(kernel.length);
  const shifted = Float64Array.from(bias);
  for (let i = 0; i < mean.length; i++) {
    const spread = deviation[i] as number;
    if (spread === 0) continue;
    for (let unit = 0; unit < units; unit++) {
      const weight = (kernel[i * units + unit] as number) / spread;
      folded[i * units + unit] = weight;
      shifted[unit] = (shifted[unit] as number) - weight * (mean[i] as number);
    }
  }
  return { kernel: folded, bias: Float32Array.from(shifted) };
}

/** Outputs for one row, before the last layer's activation. */
export function logitsOf(
  layers: readonly Layer[],
  activation: DenseRecipe["network"]["activation"],
  row: Float32Array,
): Float32Array {
  let input = row;
  layers.forEach(({ kernel, bias }, at) => {
    const output = Float32Array.from(bias);
    const units = bias.length;
    for (let i = 0; i < input.length; i++) {
      const value = input[i] as number;
      if (value === 0) continue;
      for (let unit = 0; unit < units; unit++)
        output[unit] = (output[unit] as number) + value * (kernel[i * units + unit] as number);
    }
    if (at < layers.length - 1)
      for (let unit = 0; unit < units; unit++) {
        const sum = output[unit] as number;
        output[unit] = activation === "relu" ? Math.max(0, sum) : Math.tanh(sum);
      }
    input = output;
  });
  return input;
}

/** What a network of one output says of rows, before calibration. */
export function probabilitiesOf(
  layers: readonly Layer[],
  activation: DenseRecipe["network"]["activation"],
  { rows, inputs }: { readonly rows: Float32Array; readonly inputs: number },
  chosen: Uint32Array,
): Float64Array {
  return Float64Array.from(chosen, (row) => {
    const logits = logitsOf(layers, activation, rows.subarray(row * inputs, (row + 1) * inputs));
    return 1 / (1 + Math.exp(-(logits[0] as number)));
  });
}

/**
 * Networks of one output each, over the same inputs, side by side as one network: the first layers next to each other, later ones in blocks along the diagonal.
 * undefined: an output that says one half to everything.
 */
export function joined(networks: readonly (readonly Layer[] | undefined)[], inputs: number): Layer[] {
  const depth = Math.max(...networks.map((network) => network?.length ?? 0));
  return Array.from({ length: depth }, (_, at) => {
    const isLast = at === depth - 1;
    const blocks = networks.map((network) => network?.[at] ?? blank(network === undefined && isLast));
    const sizes = networks.map((network) => (at === 0 ? inputs : (network?.[at - 1]?.bias.length ?? 0)));
    return at === 0 ? besides(blocks, inputs) : alongDiagonal(blocks, sizes);
  });
}

function blank(isOutput: boolean): Layer {
  return { kernel: new Float32Array(0), bias: new Float32Array(isOutput ? 1 : 0) };
}

function besides(blocks: readonly Layer[], inputs: number): Layer {
  const units = blocks.reduce((sum, { bias }) => sum + bias.length, 0);
  const kernel = new Float32Array(inputs * units);
  let column = 0;
  for (const block of blocks) {
    const own = block.bias.length;
    if (block.kernel.length > 0)
      for (let i = 0; i < inputs; i++) kernel.set(block.kernel.subarray(i * own, (i + 1) * own), i * units + column);
    column += own;
  }
  return { kernel, bias: Float32Array.from(blocks.flatMap(({ bias }) => [...bias])) };
}

function alongDiagonal(blocks: readonly Layer[], sizes: readonly number[]): Layer {
  const inputs = sizes.reduce((sum, size) => sum + size, 0);
  const units = blocks.reduce((sum, { bias }) => sum + bias.length, 0);
  const kernel = new Float32Array(inputs * units);
  let [row, column] = [0, 0];
  blocks.forEach(({ kernel: block, bias }, at) => {
    const own = bias.length;
    const size = sizes[at] as number;
    for (let i = 0; i < size; i++) kernel.set(block.subarray(i * own, (i + 1) * own), (row + i) * units + column);
    row += size;
    column += own;
  });
  return { kernel, bias: Float32Array.from(blocks.flatMap(({ bias }) => [...bias])) };
}
