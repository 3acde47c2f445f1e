import { describe, expect, it } from "vitest";
import type { Experiment } from "../domain/experiment.js";
import { hash32 } from "../domain/hash.js";
import { compareAlways } from "./always-valid.js";
import { chiSquareAbove, twoSided } from "./chi-square.js";
import { coverageOf } from "./coverage.js";
import { experimentResults } from "./experiment-results.js";
import { type Count, liftOver, rateInterval } from "./proportion.js";
import { sampleRatio } from "./sample-ratio.js";

/** Seeded chance: the n-th number of a stream, 0 to 1. */
function chance(stream: string): () => number {
  let n = 0;
  return () => hash32(`${stream}/${n++}`) / 2 ** 32;
}

describe("distributions", () => {
  it("agree with the tables", () => {
    expect(twoSided(1.959963984540054)).toBeCloseTo(0.05, 12);
    expect(twoSided(0)).toBe(1);
    expect(twoSided(5)).toBeCloseTo(5.733031437583878e-7, 15);
    expect(chiSquareAbove(5.991464547107979, 2)).toBeCloseTo(0.05, 12);
    expect(chiSquareAbove(11.070497693516351, 5)).toBeCloseTo(0.05, 12);
    expect(chiSquareAbove(10.827566170662733, 1)).toBeCloseTo(0.001, 12);
    expect(chiSquareAbove(1, 4)).toBeCloseTo(0.9097959895689501, 12);
  });
});

describe("the interval of a lift", () => {
  it("by hand: 10 % against 12 % of 10,000 each", () => {
    const { lift, interval } = liftOver({ people: 10_000, converted: 1_000 }, { people: 10_000, converted: 1_200 });
    expect(lift).toBeCloseTo(0.2, 12);
    // sqrt(0.12 x 0.88 / 10,000 / 0.01 + 0.0144 x 0.1 x 0.9 / 10,000 / 0.0001) x 1.96
    expect(interval?.high).toBeCloseTo(0.2 + 1.96 * Math.sqrt(0.001056 + 0.001296), 3);
    expect(liftOver({ people: 10, converted: 0 }, { people: 10, converted: 3 }).lift).toBeUndefined();
  });

  it("covers the truth in about 95 of 100 experiments", () => {
    const next = chance("coverage");
    const runs = 600;
    let lifts = 0;
    let rates = 0;
    for (let run = 0; run < runs; run++) {
      const control = draw(2_000, 0.1, next);
      const variant = draw(2_000, 0.12, next);
      const { interval } = liftOver(control, variant);
      if (interval !== undefined && interval.low <= 0.2 && interval.high >= 0.2) lifts++;
      const rate = rateInterval(control);
      if (rate.low <= 0.1 && rate.high >= 0.1) rates++;
    }
    // 3 standard errors of 600 runs about 0.95
    for (const covered of [lifts / runs, rates / runs]) {
      expect(covered).toBeGreaterThan(0.923);
      expect(covered).toBeLessThan(0.977);
    }
  });
});

describe("the sequential test", () => {
  /** At how many people it first claims a difference, looking after each ten; undefined: never. */
  function firstClaim(people: number, share: number, control: number, variant: number, next: () => number) {
    const a = { people: 0, converted: 0 };
    const b = { people: 0, converted: 0 };
    for (let i = 1; i <= people; i++) {
      const isVariant = next() < share;
      const arm = isVariant ? b : a;
      arm.people++;
      if (next() < (isVariant ? variant : control)) arm.converted++;
      if (i % 10 === 0 && compareAlways(a, b, 0.05).p < 0.05) return i;
    }
    return undefined;
  }

  it.each([
    [0.05, 0.5],
    [0.3, 0.5],
    [0.02, 0.1],
  ])(
    "errs in less than 5 of 100 experiments without a difference, though one looks all the time (rate %f, share %f)",
    (rate, share) => {
      const next = chance(`peeking/${rate}/${share}`);
      const runs = 300;
      let wrong = 0;
      for (let run = 0; run < runs; run++) if (firstClaim(4_000, share, rate, rate, next) !== undefined) wrong++;
      expect(wrong / runs).toBeLessThanOrEqual(0.05);
    },
  );

  it("looking as often with an ordinary p-value errs far more often", () => {
    const next = chance("naive");
    const runs = 100;
    let wrong = 0;
    for (let run = 0; run < runs; run++) {
      const a = { people: 0, converted: 0 };
      const b = { people: 0, converted: 0 };
      for (let i = 1; i <= 4_000; i++) {
        const arm = next() < 0.5 ? b : a;
        arm.people++;
        if (next() < 0.3) arm.converted++;
        if (i < 200 || i % 10 !== 0) continue;
        const p = (a.converted + b.converted) / i;
        const z =
          (b.converted / b.people - a.converted / a.people) / Math.sqrt(p * (1 - p) * (1 / a.people + 1 / b.people));
        if (twoSided(z) < 0.05) {
          wrong++;
          break;
        }
      }
    }
    expect(wrong / runs).toBeGreaterThan(0.15);
  });

  it("finds a difference that is there, and its bounds hold the truth at every look", () => {
    const next = chance("power");
    let found = 0;
    let missed = 0;
    for (let run = 0; run < 60; run++) {
      if (firstClaim(10_000, 0.5, 0.1, 0.13, next) !== undefined) found++;
      const a = { people: 0, converted: 0 };
      const b = { people: 0, converted: 0 };
      for (let i = 1; i <= 3_000; i++) {
        const isVariant = i % 2 === 0;
        const arm = isVariant ? b : a;
        arm.people++;
        if (next() < (isVariant ? 0.13 : 0.1)) arm.converted++;
        const { interval } = compareAlways(a, b, 0.05);
        if (interval.low > 0.03 || interval.high < 0.03) {
          missed++;
          break;
        }
      }
    }
    expect(found / 60).toBeGreaterThan(0.8);
    expect(missed / 60).toBeLessThanOrEqual(0.05);
  });

  it("claims nothing while either side could expect fewer than ten conversions", () => {
    expect(compareAlways({ people: 90, converted: 0 }, { people: 90, converted: 15 }, 0.05)).toMatchObject({
      p: 1,
      interval: { low: -1, high: 1 },
    });
    expect(compareAlways({ people: 0, converted: 0 }, { people: 0, converted: 0 }, 0.05).p).toBe(1);
  });
});

describe("a sample ratio", () => {
  it("alarms on a planted mismatch: one person in twenty of a variant is lost", () => {
    expect(sampleRatio([10_000, 9_500], [0.5, 0.5]).mismatch).toBe(true);
    expect(sampleRatio([10_000, 9_900], [0.5, 0.5]).mismatch).toBe(false);
    expect(sampleRatio([0, 0], [0.5, 0.5])).toEqual({ p: 1, mismatch: false });
  });

  it("does not alarm on chance: in about 1 of 1,000 experiments of three variants", () => {
    const next = chance("ratio");
    let alarms = 0;
    for (let run = 0; run < 500; run++) {
      const people = [0, 0, 0];
      for (let i = 0; i < 1_000; i++) {
        const u = next();
        const at = u < 0.1 ? 0 : u < 0.4 ? 1 : 2;
        people[at] = (people[at] as number) + 1;
      }
      if (sampleRatio(people, [0.1, 0.3, 0.6]).mismatch) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(3);
  });
});

describe("the results of an experiment", () => {
  const experiment: Experiment = {
    id: "words",
    action: "cart-reminder",
    dimension: "content",
    variants: [
      { id: "plain", share: 0.4 },
      { id: "warm", share: 0.4 },
      { id: "pushy", share: 0.2 },
    ],
  };
  const numbers = (of: Record<string, number>) => new Map(Object.entries(of));
  const statistics = new Map([
    [
      "experiment/words",
      numbers({
        "plain.people": 20_000,
        "plain.converted": 1_000,
        "plain.value": 30_000,
        "plain.value2": 1_200_000,
        "warm.people": 20_050,
        "warm.converted": 1_400,
        "pushy.people": 10_020,
        "pushy.converted": 505,
      }),
    ],
    ["experiment/holdout", numbers({ "treated.people": 900, "held-out.people": 400, "held-out.converted": 10 })],
  ]);

  it("compares every variant with the first, with the error shared among them", () => {
    const [result] = experimentResults(statistics, [experiment], { share: 0, salt: "" });
    expect(result?.variants.map(({ variant, comparison }) => [variant, comparison?.verdict])).toEqual([
      ["plain", undefined],
      ["warm", "better"],
      ["pushy", "undecided"],
    ]);
    expect(result?.sampleRatio.mismatch).toBe(false);
    expect(result?.variants[0]).toMatchObject({ people: 20_000, rate: 0.05, valuePerPerson: 1.5 });
    const { low, high } = result?.variants[0]?.valueInterval ?? { low: 0, high: 0 };
    expect((high - low) / 2).toBeCloseTo(1.96 * Math.sqrt((60 - 2.25) / 20_000), 4);
  });

  it("has the holdout last, with its alarm, where there is one", () => {
    const results = experimentResults(statistics, [experiment], { share: 0.1, salt: "" });
    expect(results.map((each) => each.experiment)).toEqual(["words", "holdout"]);
    expect(results[1]?.sampleRatio.mismatch).toBe(true);
  });

  it("says nothing of an experiment that nobody came to", () => {
    const [result] = experimentResults(new Map(), [experiment], { share: 0, salt: "" });
    expect(result?.variants.map(({ rate, comparison }) => [rate, comparison?.verdict])).toEqual([
      [0, undefined],
      [0, "undecided"],
      [0, "undecided"],
    ]);
    expect(JSON.stringify(result)).not.toContain("null");
  });
});

describe("coverage", () => {
  it("lists the offers that are told least first", () => {
    const statistics = new Map([
      [
        "coverage",
        new Map(
          Object.entries({
            "a.considered": 10,
            "a.relevant": 8,
            "a.told": 6,
            "a.untold": 1,
            "b.relevant": 4,
            "b.untold": 3,
          }),
        ),
      ],
    ]);
    expect(coverageOf(statistics, ["a", "b", "a", "c"])).toEqual([
      { action: "b", considered: 0, relevant: 4, told: 0, untold: 3, untoldShare: 0.75 },
      { action: "a", considered: 10, relevant: 8, told: 6, untold: 1, untoldShare: 0.125 },
      { action: "c", considered: 0, relevant: 0, told: 0, untold: 0, untoldShare: 0 },
    ]);
  });
});

function draw(people: number, rate: number, next: () => number): Count {
  let converted = 0;
  for (let i = 0; i < people; i++) if (next() < rate) converted++;
  return { people, converted };
}
