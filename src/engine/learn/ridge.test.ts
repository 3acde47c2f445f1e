import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { solveRidge } from "./ridge.js";

/** The reference: Gauss-Jordan elimination with pivoting of (A + strength I) w = b + strength w0. */
function reference(a: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = a.map((row, at) => [...row, right[at] as number]);
  for (let column = 0; column < rows.length; column++) {
    const pivot = rows.reduce(
      (best, row, at) =>
        at >= column && Math.abs(row[column] as number) > Math.abs(rows[best]?.[column] as number) ? at : best,
      column,
    );
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    const row = (rows[column] as number[]).map((value) => value / (rows[column]?.[column] as number));
    rows[column] = row;
    rows.forEach((other, at) => {
      if (at === column) return;
      const factor = other[column] as number;
      rows[at] = other.map((value, k) => value - factor * (row[k] as number));
    });
  }
  return rows.map((row) => row.at(-1) as number);
}

describe("ridge regression", () => {
  it("without observations is its prior", () => {
    const [bias, weight] = solveRidge([0, 0, 0], [0, 0], 10, [0.05, 0]);
    expect(bias).toBeCloseTo(0.05, 12);
    expect(weight).toBe(0);
  });

  it("is a Beta posterior's mean where there is only a bias", () => {
    expect(solveRidge([90], [30], 10, [0.05])[0]).toBeCloseTo((30 + 0.5) / 100, 12);
  });

  it("equals a reference solution", () => {
    const row = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 });
    const rows = fc.array(fc.tuple(row, fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(rows, fc.double({ min: 0.5, max: 50, noNaN: true }), (seen, strength) => {
        const prior = [0.1, 0, 0, 0, 0];
        const sum = (of: (x: number[], y: number) => number) => seen.reduce((all, [x, y]) => all + of(x, y ? 1 : 0), 0);
        const a = prior.map((_, i) => prior.map((_same, j) => sum((x) => (x[i] as number) * (x[j] as number))));
        const b = prior.map((_, i) => sum((x, y) => (x[i] as number) * y));
        const upper = a.flatMap((values, i) => values.slice(i));
        const expected = reference(
          a.map((values, i) => values.map((value, j) => value + (i === j ? strength : 0))),
          b.map((value, i) => value + strength * (prior[i] as number)),
        );
        solveRidge(upper, b, strength, prior).forEach((weight, i) =>
          expect(weight).toBeCloseTo(expected[i] as number, 9),
        );
      }),
    );
  });
});
