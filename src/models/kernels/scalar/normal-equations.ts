import type { Operations } from "../operations.js";
import { factorise, solve } from "./cholesky.js";
import { addScaled, round, type Views } from "./floats.js";

type Solving = Pick<Operations, "begin" | "accumulate" | "factorise" | "solve" | "gramian" | "halfStep">;

/** assembly/normal-equations.as and cholesky.as in TypeScript: every element goes through the same additions in the same order. */
export function normalEquations({ f32, u32 }: Views): Solving {
  const begin: Operations["begin"] = (a, gramian, unobserved, regularisation, d) => {
    const [to, from, alpha] = [a >>> 2, gramian >>> 2, round(unobserved)];
    for (let i = 0; i < d * d; i++) f32[to + i] = alpha * (f32[from + i] as number);
    for (let i = 0; i < d; i++) f32[to + i * d + i] = (f32[to + i * d + i] as number) + round(regularisation);
  };

  /** a += (w x) x^T for one row, upper triangle. */
  const update = (a: number, row: number, weight: number, d: number): void => {
    for (let i = 0; i < d; i++) {
      addScaled(f32, a + i * d + i, round(weight * (f32[row + i] as number)), row + i, d - i);
    }
  };

  const accumulate: Operations["accumulate"] = (a, b, factors, rows, weights, count, d) => {
    for (let n = 0; n < count; n++) {
      const row = (factors >>> 2) + (u32[(rows >>> 2) + n] as number) * d;
      const weight = f32[(weights >>> 2) + n] as number;
      addScaled(f32, b >>> 2, weight, row, d);
      update(a >>> 2, row, weight, d);
    }
  };

  const gramian: Operations["gramian"] = (out, factors, from, to, d) => {
    f32.fill(0, out >>> 2, (out >>> 2) + d * d);
    for (let row = from; row < to; row++) update(out >>> 2, (factors >>> 2) + row * d, 1, d);
  };

  const halfStep: Operations["halfStep"] = (
    from,
    to,
    offsets,
    others,
    weights,
    factors,
    gram,
    unobserved,
    regularisations,
    out,
    d,
    a,
    b,
    chunk,
  ) => {
    for (let row = from; row < to; row++) {
      const first = u32[(offsets >>> 2) + row] as number;
      const count = (u32[(offsets >>> 2) + row + 1] as number) - first;
      const target = (out >>> 2) + row * d;
      if (count === 0) {
        f32.fill(0, target, target + d);
        continue;
      }
      begin(a, gram, unobserved, f32[(regularisations >>> 2) + row] as number, d);
      f32.fill(0, b >>> 2, (b >>> 2) + d);
      accumulate(a, b, factors, others + first * 4, weights + first * 4, count, d, chunk);
      factorise(f32, a >>> 2, d);
      solve(f32, a >>> 2, b >>> 2, target, d);
    }
  };

  return {
    begin,
    accumulate,
    gramian,
    halfStep,
    factorise: (a, d) => factorise(f32, a >>> 2, d),
    solve: (a, b, out, d) => solve(f32, a >>> 2, b >>> 2, out >>> 2, d),
  };
}
