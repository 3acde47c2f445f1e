import { describe, expect, it } from "vitest";
import {
  binOf,
  calibrationGroup,
  comparisonGroup,
  liveCalibrationOf,
  liveComparisonOf,
  lossOf,
  modelOf,
  versionsOf,
} from "./live-calibration.js";

describe("live calibration", () => {
  it.each([
    [0, 0],
    [0.0009, 0],
    [0.001, 1],
    [0.0999, 4],
    [0.1, 5],
    [1, 9],
  ])("puts %d into bin %d", (p, bin) => expect(binOf(p)).toBe(bin));

  it("counts log loss in whole units, and bounds what one answer can cost", () => {
    expect(lossOf(0.5, true)).toBe(69_315);
    expect(lossOf(0.01, false)).toBe(1_005);
    expect(lossOf(0, true)).toBe(lossOf(0.0001, true));
    expect(lossOf(0, false)).toBe(10);
  });

  it("names groups by model and versions", () => {
    expect(versionsOf(calibrationGroup("intent", "a"))).toEqual(["a"]);
    expect(versionsOf(comparisonGroup("propensity", "b", "a"))).toEqual(["b", "a"]);
    expect(modelOf(comparisonGroup("propensity", "b", "a"))).toBe("propensity");
  });

  it("adds up: what was said, what came, and how far they are apart", () => {
    const numbers = new Map([
      ["day/0.n", 90],
      ["day/0.p", 9_000],
      ["day/0.loss", 9_000],
      ["day/5.n", 10],
      ["day/5.p", 15_000],
      ["day/5.positive", 3],
      ["day/5.loss", 500_000],
      ["session/5.n", 4],
    ]);
    const statistics = new Map([[calibrationGroup("intent", "a"), numbers]]);
    const live = liveCalibrationOf(statistics, "intent", "a", "day");
    expect(live).toMatchObject({ count: 100, positives: 3, said: 0.024, came: 0.03 });
    expect(live?.logLoss).toBeCloseTo(0.0509, 6);
    // 0.9 said and none came, 1.5 said and 3 came.
    expect(live?.ece).toBeCloseTo((0.9 + 1.5) / 100, 12);
    expect(live?.bins).toEqual([
      { from: 0, to: 0.001, count: 90, said: 0.01, came: 0 },
      { from: 0.1, to: 0.2, count: 10, said: 0.15, came: 0.3 },
    ]);
    expect(liveCalibrationOf(statistics, "intent", "b", "day")).toBeUndefined();
    expect(liveCalibrationOf(statistics, "propensity", "a", "response")).toBeUndefined();
  });

  it("compares two versions with an interval that holds nothing when they were the same", () => {
    const group = comparisonGroup("intent", "b", "a");
    const of = (n: number, d: number, d2: number) =>
      liveComparisonOf(
        new Map([
          [
            group,
            new Map([
              ["day.n", n],
              ["day.d", d],
              ["day.d2", d2],
            ] as [string, number][]),
          ],
        ]),
        "intent",
        "b",
        "a",
        "day",
      );
    expect(of(100, 0, 0)).toEqual({ count: 100, difference: 0, interval: [0, 0] });
    // Half of them 0.02 nats better, half of them 0.01 worse: mean -0.005, deviation 0.015.
    const better = of(100, 50 * -2_000 + 50 * 1_000, 50 * 2_000 ** 2 + 50 * 1_000 ** 2);
    expect(better?.difference).toBeCloseTo(-0.005, 12);
    expect(better?.interval[1]).toBeCloseTo(-0.005 + (1.96 * 0.015) / Math.sqrt(99), 9);
    expect(of(1, 5, 25)).toBeUndefined();
  });
});
