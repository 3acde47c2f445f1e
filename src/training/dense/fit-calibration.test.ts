import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrate } from "../../models/dense/calibration.js";
import { seededRandom } from "../seeded-random.js";
import { fitCalibration } from "./fit-calibration.js";
import { byScore, ece, type Probabilities } from "./metrics.js";

/** A model that is too sure: what it says, and what came by the truth behind it. */
function overconfident(count: number, seed = 3): Probabilities {
  const random = seededRandom(seed);
  const logits = Array.from({ length: count }, () => -2 + 3 * (random() - 0.5));
  return {
    p: Float64Array.from(logits, (logit) => sigmoid(2 * logit + 1)),
    y: Uint8Array.from(logits, (logit) => Number(random() < sigmoid(logit))),
  };
}

describe("calibration", () => {
  it.each(["platt", "isotonic"] as const)("%s sets right who is too sure", (kind) => {
    const calibration = fitCalibration(kind, overconfident(20_000));
    const later = overconfident(20_000, 4);
    const before = ece(later, byScore(later));
    const after = { ...later, p: later.p.map((p) => calibrate(calibration, p)) };
    expect(before).toBeGreaterThan(0.05);
    expect(ece(after, byScore(after))).toBeLessThan(0.015);
  });

  it("finds Platt's two numbers", () => {
    const found = fitCalibration("platt", overconfident(50_000));
    expect(found).toMatchObject({ a: expect.closeTo(0.5, 1) as number, b: expect.closeTo(-0.5, 1) as number });
  });

  it("keeps the order, whatever it is fitted on", () => {
    const pair = fc.record({ p: fc.double({ min: 0, max: 1, noNaN: true }), y: fc.integer({ min: 0, max: 1 }) });
    const kinds = fc.constantFrom("platt" as const, "isotonic" as const);
    fc.assert(
      fc.property(kinds, fc.array(pair, { minLength: 1, maxLength: 300 }), (kind, cases) => {
        const calibration = fitCalibration(kind, {
          p: Float64Array.from(cases, ({ p }) => p),
          y: Uint8Array.from(cases, ({ y }) => y),
        });
        const said = Array.from({ length: 101 }, (_, at) => calibrate(calibration, at / 100));
        for (const [at, each] of said.entries()) {
          expect(each).toBeGreaterThanOrEqual(0);
          expect(each).toBeLessThanOrEqual(1);
          expect(each).toBeGreaterThanOrEqual((said[at - 1] ?? 0) - 1e-12);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("never turns a model round: one that is wrong the whole way gets its mean set right", () => {
    const wrong = overconfident(5_000);
    const found = fitCalibration("platt", { ...wrong, p: wrong.p.map((p) => 1 - p) });
    expect(found).toMatchObject({ kind: "platt", a: 1 });
  });
});

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
