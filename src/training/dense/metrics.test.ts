import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auc, byScore, ece, eceFloor, logLossOf, meanOf, type Probabilities, reliability } from "./metrics.js";

const cases = (p: readonly number[], y: readonly number[]): Probabilities => ({
  p: Float64Array.from(p),
  y: Uint8Array.from(y),
});
const aucOf = (p: readonly number[], y: readonly number[]): number => {
  const all = cases(p, y);
  return auc(all, byScore(all));
};

describe("auc", () => {
  it("is 1 for a perfect order, 0 for the opposite, a half for ties", () => {
    expect(aucOf([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])).toBe(1);
    expect(aucOf([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1])).toBe(0);
    expect(aucOf([0.5, 0.5, 0.5, 0.5], [0, 1, 0, 1])).toBe(0.5);
    expect(aucOf([0.3, 0.4], [1, 1])).toBeNaN();
  });

  it("is the share of pairs in order, ties half, each case as often as it counts", () => {
    const one = fc.record({
      p: fc.integer({ min: 0, max: 5 }),
      y: fc.integer({ min: 0, max: 1 }),
      times: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 2, maxLength: 30 }), (drawn) => {
        const repeated = drawn.flatMap((each) => Array.from({ length: each.times }, () => each));
        const yeses = repeated.filter(({ y }) => y === 1);
        const noes = repeated.filter(({ y }) => y === 0);
        fc.pre(yeses.length > 0 && noes.length > 0);
        const pairs = yeses.flatMap((yes) => noes.map((no) => (yes.p > no.p ? 1 : yes.p === no.p ? 0.5 : 0)));
        const wanted = pairs.reduce((sum: number, each) => sum + each, 0) / pairs.length;
        const all = cases(
          drawn.map(({ p }) => p),
          drawn.map(({ y }) => y),
        );
        expect(auc(all, byScore(all), (at) => drawn[at]?.times ?? 0)).toBeCloseTo(wanted, 10);
      }),
    );
  });
});

describe("calibration error", () => {
  const said = Array.from({ length: 1_000 }, (_, at) => (at < 500 ? 0.1 : 0.4));
  const came = Array.from({ length: 1_000 }, (_, at) => (at < 500 ? Number(at % 10 === 0) : Number(at % 5 < 2)));

  it("is nothing where everything comes as often as it was said", () => {
    const all = cases(said, came);
    expect(ece(all, byScore(all))).toBeCloseTo(0, 10);
  });

  it("is the mean distance, over bins of equal size", () => {
    const all = cases(
      said.map((p) => p + 0.1),
      came,
    );
    expect(ece(all, byScore(all))).toBeCloseTo(0.1, 10);
    const apart = { ...all, p: all.p.map((p, at) => p + at * 1e-9) };
    const bins = reliability(apart, byScore(apart), 4);
    expect(bins.map(({ count }) => count)).toEqual([250, 250, 250, 250]);
    expect(bins[0]).toMatchObject({ said: expect.closeTo(0.2, 5) as number, came: expect.closeTo(0.1, 10) as number });
  });

  it("of who says the same to everybody is the distance of the means, whatever the order of the cases", () => {
    const same = cases(
      Array.from({ length: 1_000 }, () => 0.25),
      came,
    );
    expect(ece(same, byScore(same))).toBeCloseTo(0, 10);
    expect(reliability(same, byScore(same))).toHaveLength(1);
    const off = { ...same, p: same.p.map(() => 0.4) };
    expect(ece(off, byScore(off))).toBeCloseTo(0.15, 10);
  });

  it("counts all cases where there are fewer than bins", () => {
    const few = cases([0.1, 0.2, 0.3, 0.4, 0.5], [1, 1, 1, 1, 1]);
    expect(reliability(few, byScore(few)).reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(ece(few, byScore(few))).toBeCloseTo(0.7, 10);
  });

  it("of a perfect model is what draws of people make of it", () => {
    const all = cases(said, came);
    expect(eceFloor(all, byScore(all), () => 1)).toBe(0);
    expect(eceFloor(all, byScore(all), (at) => Number(at % 10 === 0))).toBeGreaterThan(0.3);
  });
});

describe("log loss", () => {
  it("is in nats, and finite for who was sure and wrong", () => {
    expect(meanOf(cases([0.5, 0.5], [0, 1]), logLossOf)).toBeCloseTo(Math.log(2), 12);
    expect(logLossOf(1, 0)).toBeLessThan(20);
  });
});
