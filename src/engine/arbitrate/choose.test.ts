import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chiSquareAbove } from "../../results/chi-square.js";
import { choose } from "./choose.js";

const explore = (gamma: number) => ({ gamma, control: false });
const sumOf = ({ probabilities, silence }: { probabilities: readonly number[]; silence: number }) =>
  probabilities.reduce((sum, each) => sum + each, silence);

describe("the choice", () => {
  it("is the best without exploration, silence when nothing is worth it", () => {
    expect(choose([1, 3, 2], "s", explore(Number.POSITIVE_INFINITY))).toEqual({
      chosen: 1,
      probabilities: [0, 1, 0],
      silence: 0,
      best: 1,
      second: 2,
      mode: "best",
    });
    expect(choose([-1, -0.5], "s", explore(Number.POSITIVE_INFINITY))).toMatchObject({
      chosen: -1,
      silence: 1,
      best: -1,
      second: 1,
    });
  });

  it("takes the earlier of equals, and speaks rather than not at score 0", () => {
    expect(choose([2, 2], "s", explore(Number.POSITIVE_INFINITY))).toMatchObject({ chosen: 0, best: 0, second: 1 });
    expect(choose([0], "s", explore(Number.POSITIVE_INFINITY))).toMatchObject({ chosen: 0, second: -1 });
    expect(choose([], "s", explore(1))).toMatchObject({ chosen: -1, silence: 1, best: -1, second: undefined });
  });

  it("gives what is worse 1 / (K + gamma x gap), the gap in units of the best over silence", () => {
    const { probabilities, silence } = choose([4, 2, -4], "s", explore(10));
    expect(probabilities[1]).toBeCloseTo(1 / (4 + 10 * 0.5), 12);
    expect(silence).toBeCloseTo(1 / (4 + 10 * 1), 12);
    expect(probabilities[2]).toBeCloseTo(1 / (4 + 10 * 2), 12);
    expect(probabilities[0]).toBeCloseTo(1 - 1 / 9 - 1 / 14 - 1 / 24, 12);
    // in another currency
    expect(choose([400, 200, -400], "s", explore(10)).probabilities).toEqual(probabilities);
  });

  it("is uniform in the control arm, silence among the rest", () => {
    expect(choose([5, -3, 0], "s", { gamma: 1e6, control: true })).toMatchObject({
      probabilities: [0.25, 0.25, 0.25],
      silence: 0.25,
      mode: "control",
    });
  });

  it("says what is owed whatever it costs", () => {
    const owed = choose([-2, -1], "s", { gamma: Number.POSITIVE_INFINITY, control: false, mustSpeak: true });
    expect(owed).toMatchObject({ chosen: 1, silence: 0, best: 1, second: 0 });
  });

  it("has probabilities that add up to 1, rise with the score, and favour the best, whatever the scores", () => {
    const scores = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { maxLength: 40 });
    fc.assert(
      fc.property(scores, fc.double({ min: 0, max: 1e6, noNaN: true }), fc.string(), (given, gamma, seed) => {
        const choice = choose(given, seed, explore(gamma));
        const all = [
          ...given.map((score, at) => [score, choice.probabilities[at] as number] as const),
          [0, choice.silence] as const,
        ];
        expect(sumOf(choice)).toBeCloseTo(1, 12);
        const ordered = all.toSorted(([a, p], [b, q]) => a - b || p - q).map(([, p]) => p);
        for (let i = 1; i < ordered.length; i++)
          expect(ordered[i]).toBeGreaterThanOrEqual((ordered[i - 1] as number) - 1e-12);
        const ofBest = choice.best === -1 ? choice.silence : choice.probabilities[choice.best];
        expect(ofBest).toBeCloseTo(Math.max(...all.map(([, p]) => p)), 12);
        const ofChosen = choice.chosen === -1 ? choice.silence : choice.probabilities[choice.chosen];
        expect(ofChosen).toBeGreaterThan(0);
        expect(choose(given, seed, explore(gamma))).toEqual(choice);
      }),
    );
  });

  it("is drawn as often as it says (chi-square over 20,000 draws)", () => {
    const scores = [1, 0.8, -0.2];
    const { probabilities, silence } = choose(scores, "", explore(8));
    const seen = [0, 0, 0, 0];
    const draws = 20_000;
    for (let i = 0; i < draws; i++) {
      const { chosen } = choose(scores, `decision-${i}`, explore(8));
      seen[(chosen + 4) % 4] = (seen[(chosen + 4) % 4] as number) + 1;
    }
    const expected = [...probabilities, silence].map((p) => p * draws);
    const statistic = seen.reduce(
      (sum, count, at) => sum + (count - (expected[at] as number)) ** 2 / (expected[at] as number),
      0,
    );
    expect(chiSquareAbove(statistic, 3)).toBeGreaterThan(0.001);
  });
});
