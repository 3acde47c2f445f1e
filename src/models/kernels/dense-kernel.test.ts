import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIVATIONS, DenseKernel, type DenseLayer } from "./dense-kernel.js";

const value = fc.float({ min: -3, max: 3, noNaN: true, noDefaultInfinity: true });
const vector = (length: number) =>
  fc.array(value, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));

/** One to three layers of up to 37 units, and some rows. */
const problem = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 37 }), { minLength: 2, maxLength: 4 }),
    count: fc.integer({ min: 1, max: 3 }),
  })
  .chain(({ sizes, count }) =>
    fc.record({
      count: fc.constant(count),
      rows: vector(count * (sizes[0] as number)),
      layers: fc.tuple(
        ...sizes.slice(1).map((units, at) => {
          const inputs = sizes[at] as number;
          return fc.record({
            inputs: fc.constant(inputs),
            units: fc.constant(units),
            activation: fc.constantFrom(...ACTIVATIONS),
            kernel: vector(inputs * units),
            bias: vector(units),
          });
        }),
      ),
    }),
  );

function said(layers: readonly DenseLayer[], rows: Float32Array, count: number, simd: boolean): Float32Array {
  const kernel = DenseKernel.open(layers, { simd });
  const outputs = new Float32Array(count * kernel.outputs);
  kernel.predict(rows, count, outputs);
  return outputs;
}

describe("a dense network's kernel", () => {
  it("says the same to the bit in WebAssembly and in TypeScript", () => {
    fc.assert(
      fc.property(problem, ({ layers, rows, count }) => {
        expect(said(layers, rows, count, true)).toEqual(said(layers, rows, count, false));
      }),
      { numRuns: 200 },
    );
  });

  it("says of a row what it says of it among others, however many they are", () => {
    const layers: DenseLayer[] = [
      {
        inputs: 3,
        units: 5,
        activation: "tanh",
        kernel: Float32Array.from({ length: 15 }, (_, i) => Math.sin(i)),
        bias: new Float32Array(5),
      },
      {
        inputs: 5,
        units: 2,
        activation: "softmax",
        kernel: Float32Array.from({ length: 10 }, (_, i) => Math.cos(i)),
        bias: new Float32Array(2),
      },
    ];
    const rows = Float32Array.from({ length: 3 * 150 }, (_, i) => Math.sin(i * i));
    const all = said(layers, rows, 150, true);
    for (const row of [0, 63, 64, 127, 128, 149])
      expect(said(layers, rows.slice(row * 3, row * 3 + 3), 1, true)).toEqual(all.slice(row * 2, row * 2 + 2));
    for (let row = 0; row < 150; row++)
      expect((all[row * 2] as number) + (all[row * 2 + 1] as number)).toBeCloseTo(1, 6);
  });

  it("knows its activations, also far out", () => {
    const xs = [-200, -88, -20, -1, -1e-6, 0, 1e-6, 0.5, 1, 20, 88, 200];
    const expected: Record<string, (x: number) => number> = {
      linear: (x) => x,
      relu: (x) => Math.max(0, x),
      sigmoid: (x) => 1 / (1 + Math.exp(-x)),
      tanh: Math.tanh,
      elu: (x) => (x > 0 ? x : Math.expm1(x)),
    };
    for (const [activation, of] of Object.entries(expected)) {
      const layer = {
        inputs: 1,
        units: 1,
        activation,
        kernel: Float32Array.of(1),
        bias: Float32Array.of(0),
      } as DenseLayer;
      const values = said([layer], Float32Array.from(xs), xs.length, true);
      for (const [at, x] of xs.entries()) expect(values[at], `${activation}(${x})`).toBeCloseTo(of(Math.fround(x)), 5);
    }
  });

  it("refuses rows that are too few", () => {
    const layer: DenseLayer = {
      inputs: 2,
      units: 1,
      activation: "relu",
      kernel: Float32Array.of(1, 1),
      bias: Float32Array.of(0),
    };
    const kernel = DenseKernel.open([layer]);
    expect(() => kernel.predict(new Float32Array(3), 2, new Float32Array(2))).toThrow(RangeError);
    expect(() => kernel.predict(new Float32Array(4), 2, new Float32Array(1))).toThrow(RangeError);
  });
});
