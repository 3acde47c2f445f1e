import type { Operations } from "../operations.js";
import { round, type Views } from "./floats.js";

/** assembly/dense.as and activations.as in TypeScript. */
export function dense({ f32, u32 }: Views): Pick<Operations, "forward"> {
  const layer = (from: number, inputs: number, padded: number, kernel: number, bias: number, into: number): void => {
    for (let u = 0; u < padded; u++) {
      let sum = f32[bias + u] as number;
      for (let i = 0; i < inputs; i++)
        sum = round(sum + round((f32[from + i] as number) * (f32[kernel + i * padded + u] as number)));
      f32[into + u] = sum;
    }
  };
  const activate = (kind: number, values: number, units: number): void => {
    const activation = ACTIVATIONS[kind];
    if (activation !== undefined)
      for (let u = 0; u < units; u++) f32[values + u] = activation(f32[values + u] as number);
    else if (kind === SOFTMAX) softmax(f32.subarray(values, values + units));
  };
  return {
    forward(program, layers, rows, width, count, a, b, out) {
      let to = out >>> 2;
      for (let r = 0; r < count; r++) {
        let from = (rows >>> 2) + r * width;
        let into = a >>> 2;
        let units = 0;
        for (let l = 0; l < layers; l++) {
          const [inputs = 0, wide = 0, padded = 0, kind = 0, kernel = 0, bias = 0] = u32.subarray(
            (program >>> 2) + l * 6,
            (program >>> 2) + l * 6 + 6,
          );
          units = wide;
          layer(from, inputs, padded, kernel >>> 2, bias >>> 2, into);
          activate(kind, into, units);
          from = into;
          into = into === a >>> 2 ? b >>> 2 : a >>> 2;
        }
        f32.copyWithin(to, from, from + units);
        to += units;
      }
    },
  };
}

const SOFTMAX = 5;
const ACTIVATIONS: Readonly<Record<number, (x: number) => number>> = {
  1: (x) => Math.max(x, 0),
  2: (x) => round(1 / round(1 + exp(-x))),
  3: (x) => round(1 - round(2 / round(exp(round(x + x)) + 1))),
  4: (x) => (x > 0 ? x : round(exp(x) - 1)),
};

function softmax(values: Float32Array): void {
  let most = values[0] as number;
  for (const value of values) most = Math.max(most, value);
  let sum = 0;
  for (let u = 0; u < values.length; u++) {
    const e = exp(round((values[u] as number) - most));
    values[u] = e;
    sum = round(sum + e);
  }
  for (let u = 0; u < values.length; u++) values[u] = (values[u] as number) / sum;
}

const HIGHEST = round(88.37);
const LOWEST = round(-87.33);
const LOG2_E = round(Math.LOG2E);
const LN2_HIGH = round(0.693359375);
const LN2_LOW = round(-2.1219444e-4);
const POLYNOMIAL = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
].map(round);

function exp(x: number): number {
  const bounded = Math.min(Math.max(x, LOWEST), HIGHEST);
  const n = Math.floor(round(round(bounded * LOG2_E) + 0.5));
  const r = round(round(bounded - round(n * LN2_HIGH)) - round(n * LN2_LOW));
  let p = POLYNOMIAL[0] as number;
  for (let i = 1; i < POLYNOMIAL.length; i++) p = round(round(p * r) + (POLYNOMIAL[i] as number));
  p = round(round(round(round(p * r) * r) + r) + 1);
  return round(p * 2 ** n);
}
