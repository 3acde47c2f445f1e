import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { betaAfter, probabilityBelow, probabilityGreater } from "./beta-distribution.js";

describe("a rate's distribution", () => {
  it.each([
    // Whole parameters have a closed form: the binomial tail.
    [{ a: 1, b: 1 }, 0.3, 0.3],
    [{ a: 2, b: 1 }, 0.5, 0.25],
    [{ a: 1, b: 5 }, 0.2, 1 - 0.8 ** 5],
    [{ a: 3, b: 3 }, 0.5, 0.5],
    // The arcsine law.
    [{ a: 0.5, b: 0.5 }, 0.25, 1 / 3],
    [{ a: 4, b: 2 }, 0.9, 0.9 ** 4 * (5 - 4 * 0.9)],
  ])("of %j has below %f the probability %f", (beta, x, expected) => {
    expect(probabilityBelow(beta, x)).toBeCloseTo(expected, 10);
  });

  it("is 0 below what can't be, and 1 below all that can", () => {
    expect(probabilityBelow({ a: 2, b: 3 }, -0.1)).toBe(0);
    expect(probabilityBelow({ a: 2, b: 3 }, 1)).toBe(1);
  });

  it("is what was believed, moved by what was seen", () => {
    expect(betaAfter(0.1, 20, 3, 10)).toEqual({ a: 5, b: 25 });
    expect(betaAfter(0.1, 20, 12, 10)).toEqual({ a: 12, b: 18 });
  });
});

describe("which of two rates is greater", () => {
  // Exact for whole parameters (Cook, "Exact calculation of beta inequalities", 2005).
  it.each([
    [{ a: 1, b: 1 }, { a: 1, b: 1 }, 0.5],
    [{ a: 2, b: 1 }, { a: 1, b: 1 }, 2 / 3],
    [{ a: 3, b: 1 }, { a: 1, b: 2 }, 0.9],
  ])("of %j and %j", (one, other, expected) => {
    expect(probabilityGreater(one, other)).toBeCloseTo(expected, 4);
  });

  const beta = fc.record({
    a: fc.double({ min: 0.05, max: 200, noNaN: true }),
    b: fc.double({ min: 0.5, max: 500, noNaN: true }),
  });

  it("is one or the other, whatever was seen", () => {
    fc.assert(
      fc.property(beta, beta, (one, other) => {
        expect(probabilityGreater(one, other) + probabilityGreater(other, one)).toBeCloseTo(1, 3);
      }),
      { numRuns: 300 },
    );
  });

  it("is the less likely, the more it has to be greater by", () => {
    fc.assert(
      fc.property(beta, beta, fc.double({ min: 0, max: 0.5, noNaN: true }), (one, other, margin) => {
        expect(probabilityGreater(one, other, margin)).toBeLessThanOrEqual(probabilityGreater(one, other) + 1e-9);
      }),
      { numRuns: 200 },
    );
  });
});
