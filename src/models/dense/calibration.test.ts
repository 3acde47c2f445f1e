import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Calibration, calibrate } from "./calibration.js";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const rising = fc.array(share, { minLength: 1, maxLength: 20 }).map((values) => values.toSorted((a, b) => a - b));
const calibration: fc.Arbitrary<Calibration> = fc.oneof(
  fc.constant({ kind: "none" } as const),
  fc.record({
    kind: fc.constant("platt" as const),
    a: fc.double({ min: 0, max: 10, noNaN: true }),
    b: fc.double({ min: -20, max: 20, noNaN: true }),
  }),
  fc.tuple(rising, rising).map(([x, y]) => {
    const length = Math.min(x.length, y.length);
    return { kind: "isotonic" as const, x: x.slice(0, length), y: y.slice(0, length) };
  }),
);

describe("calibration", () => {
  it("gives probabilities, and never turns the order around", () => {
    fc.assert(
      fc.property(calibration, share, share, (how, a, b) => {
        const [low, high] = [calibrate(how, Math.min(a, b)), calibrate(how, Math.max(a, b))];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(high).toBeGreaterThanOrEqual(low - 1e-12);
      }),
    );
  });

  it("is what it says", () => {
    expect(calibrate({ kind: "none" }, 0.37)).toBe(0.37);
    expect(calibrate({ kind: "platt", a: 1, b: 0 }, 0.37)).toBeCloseTo(0.37, 12);
    // Twice the odds.
    expect(calibrate({ kind: "platt", a: 1, b: Math.log(2) }, 0.5)).toBeCloseTo(2 / 3, 12);
    const isotonic: Calibration = { kind: "isotonic", x: [0.2, 0.4, 0.4, 0.8], y: [0.1, 0.1, 0.3, 0.5] };
    expect([0, 0.2, 0.3, 0.6, 0.8, 1].map((p) => calibrate(isotonic, p))).toEqual([
      0.1,
      0.1,
      0.1,
      expect.closeTo(0.4, 12),
      0.5,
      0.5,
    ]);
  });
});
