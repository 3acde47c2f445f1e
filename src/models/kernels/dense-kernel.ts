import { openOperations } from "./open-operations.js";
import type { Operations } from "./operations.js";
import { sharedMemory } from "./web-assembly.js";

/** In the order of the kernel's numbers for them. */
export const ACTIVATIONS = ["linear", "relu", "sigmoid", "tanh", "elu", "softmax"] as const;
export type Activation = (typeof ACTIVATIONS)[number];

export interface DenseLayer {
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  /** inputs x units, row by row. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** Rows that there is room for; more are handed over in runs. */
const RUN = 64;
const WORDS = 6;

/** One thread's network of dense layers, over a copy of its weights. */
export class DenseKernel {
  readonly inputs: number;
  readonly outputs: number;
  readonly kind = "kernel";
  readonly #operations: Operations;
  readonly #floats: Float32Array;
  readonly #layers: number;
  readonly #at: {
    readonly program: number;
    readonly rows: number;
    readonly a: number;
    readonly b: number;
    readonly out: number;
  };
  /** Views as long as one row: what most calls are about. */
  readonly #row: Float32Array;
  readonly #said: Float32Array;
  #isDisposed = false;

  static open(layers: readonly DenseLayer[], options: { simd?: boolean } = {}): DenseKernel {
    return new DenseKernel(layers, options);
  }

  private constructor(layers: readonly DenseLayer[], options: { simd?: boolean }) {
    this.inputs = layers[0]?.inputs ?? 0;
    this.outputs = layers.at(-1)?.units ?? 0;
    this.#layers = layers.length;
    let end = 64;
    const place = (numbers: number): number => {
      const at = end;
      end += Math.ceil(numbers / 4) * 16;
      return at;
    };
    const widest = Math.max(...layers.map(({ units }) => units));
    this.#at = {
      program: place(layers.length * WORDS),
      rows: place(RUN * this.inputs),
      a: place(widest),
      b: place(widest),
      out: place(RUN * this.outputs),
    };
    const weights = layers.map(({ inputs, units }) => ({ kernel: place(inputs * padded(units)), bias: place(units) }));
    const memory = sharedMemory(end);
    this.#floats = new Float32Array(memory.buffer);
    this.#row = new Float32Array(memory.buffer, this.#at.rows, this.inputs);
    this.#said = new Float32Array(memory.buffer, this.#at.out, this.outputs);
    this.#operations = openOperations(memory, options);
    const program = new Uint32Array(memory.buffer, this.#at.program, layers.length * WORDS);
    for (const [l, layer] of layers.entries()) {
      const { kernel, bias } = weights[l] as (typeof weights)[number];
      const { inputs, units, activation } = layer;
      program.set([inputs, units, padded(units), ACTIVATIONS.indexOf(activation), kernel, bias], l * WORDS);
      this.#floats.set(layer.bias, bias >>> 2);
      for (let i = 0; i < inputs; i++)
        this.#floats.set(layer.kernel.subarray(i * units, (i + 1) * units), (kernel >>> 2) + i * padded(units));
    }
  }

  predict(rows: Float32Array, count: number, into: Float32Array): void {
    const { inputs, outputs } = this;
    // Its weights are zeros by now: it would answer.
    if (this.#isDisposed) throw new Error("a network that was disposed of was asked");
    if (rows.length < count * inputs || into.length < count * outputs)
      throw new RangeError(`${count} rows of ${inputs} and ${outputs} numbers in ${rows.length} and ${into.length}`);
    if (count === 1 && rows.length === inputs) {
      this.#row.set(rows);
      this.#forward(1);
      into.set(this.#said);
      return;
    }
    const { rows: at, out } = this.#at;
    for (let first = 0; first < count; first += RUN) {
      const run = Math.min(RUN, count - first);
      this.#floats.set(rows.subarray(first * inputs, (first + run) * inputs), at >>> 2);
      this.#forward(run);
      into.set(this.#floats.subarray(out >>> 2, (out >>> 2) + run * outputs), first * outputs);
    }
  }

  /** What it read last is wiped; the memory goes with it. */
  dispose(): void {
    this.#isDisposed = true;
    this.#floats.fill(0);
  }

  #forward(count: number): void {
    const { program, rows, a, b, out } = this.#at;
    this.#operations.forward(program, this.#layers, rows, this.inputs, count, a, b, out);
  }
}

function padded(units: number): number {
  return Math.ceil(units / 4) * 4;
}
