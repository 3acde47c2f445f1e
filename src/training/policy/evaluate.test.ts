import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded-random.js";
import { ChoicesBuilder } from "./choices-builder.js";
import { type LoggedChoices, SILENCE } from "./choices.js";
import { evaluatePolicies } from "./evaluate.js";
import { loggedPolicy } from "./logged-policy.js";

const ARMS = [SILENCE, "red", "blue"];

/** Who likes red is rewarded for red, the others for blue; chosen evenly. In the group "alone" there is no blue. */
function tastes(
  rows: number,
  seed: number,
  pick: (likesRed: boolean, u: number) => number = (_, u) => Math.floor(3 * u),
): LoggedChoices {
  const random = seededRandom(seed);
  const builder = new ChoicesBuilder("test");
  const [all, alone] = [builder.range(ARMS), builder.range([SILENCE, "red"])];
  for (let row = 0; row < rows; row++) {
    const likesRed = random() < 0.6;
    const isAlone = row % 5 === 0;
    const chosen = isAlone ? Math.floor(2 * random()) : pick(likesRed, random());
    const isLiked = ARMS[chosen] === (likesRed ? "red" : "blue");
    builder.add({
      person: `p${row}`,
      group: isAlone ? "alone" : "all",
      range: isAlone ? alone : all,
      chosen,
      propensity: isAlone ? 1 / 2 : 1 / 3,
      reward: Number(random() < (chosen === 0 ? 0.02 : isLiked ? 0.5 : 0.1)),
      facts: [[`likes=${likesRed ? "red" : "blue"}`, 1]],
    });
  }
  return builder.finish();
}

describe("valuing policies", () => {
  it("finds the policy that tells people apart, worth more than any one action, and says how sure it is", () => {
    const { policies, rows, people, arms, groups } = evaluatePolicies(tastes(4_000, 3), {
      estimator: "dr",
      seed: 1,
      resamples: 200,
    });
    expect({ rows, people, arms, groups }).toEqual({ rows: 4_000, people: 4_000, arms: 3, groups: 2 });
    const { current, uniform, trained, "best-action": best } = policies;
    // 0.8 x 0.5 + 0.2 x (0.6 x 0.5 + 0.4 x 0.1), and red for everybody: 0.6 x 0.5 + 0.4 x 0.1
    expect(trained?.value).toBeGreaterThan(0.44);
    expect(best?.value).toBeGreaterThan(0.3);
    expect(best?.value).toBeLessThan(0.38);
    expect(trained?.interval[0]).toBeGreaterThan(best?.interval[1] ?? 0);
    expect(uniform?.value).toBeCloseTo(current?.value ?? 0, 1);
    expect(trained?.difference?.interval[0]).toBeGreaterThan(0.15);
    for (const { interval, value } of Object.values(policies)) {
      expect(interval[0]).toBeLessThan(value);
      expect(interval[1]).toBeGreaterThan(value);
    }
    expect(current?.effectiveSampleSize).toBe(4_000);
    expect(trained?.effectiveSampleSize).toBeLessThan(2_500);
  });

  it("values another policy's log as that log values itself", () => {
    const random = tastes(6_000, 5);
    const mostlyBlue = tastes(6_000, 6, (_, u) => (u < 0.1 ? 0 : u < 0.3 ? 1 : 2));
    const own = mostlyBlue.reward.reduce((sum, one) => sum + one, 0) / mostlyBlue.count;
    const candidate = loggedPolicy(random, mostlyBlue);
    const { policies } = evaluatePolicies(random, { estimator: "snips", seed: 1, candidate, resamples: 200 });
    const { interval, effectiveSampleSize = 0 } = policies["candidate"] ?? {};
    expect(interval?.[0]).toBeLessThan(own);
    expect(interval?.[1]).toBeGreaterThan(own);
    expect(effectiveSampleSize).toBeLessThan(6_000);
  });

  it("gives the same numbers for the same seed", () => {
    const [a, b] = [1, 1].map(
      (seed) => evaluatePolicies(tastes(500, 7), { estimator: "ips", seed, resamples: 50 }).policies,
    );
    expect(a).toEqual(b);
  });

  it("refuses to guess from a handful", () => {
    expect(() => evaluatePolicies(tastes(99, 1), { estimator: "dr", seed: 1 })).toThrow(
      expect.objectContaining({ code: "ATTUNE_INPUT_EMPTY" }),
    );
  });

  it("refuses rows of hardly anybody, moments without a choice, and more of a kind than it has room for", () => {
    const choices = tastes(200, 1);
    const empty = expect.objectContaining({ code: "ATTUNE_INPUT_EMPTY" }) as Error;
    const few = { ...choices, person: choices.person.map((one) => one % 19) };
    expect(() => evaluatePolicies(few, { estimator: "dr", seed: 1 })).toThrow(empty);
    const until = choices.chosen.map((place) => place + 1);
    const alone = { ...choices, from: choices.chosen, until, propensity: new Float64Array(200).fill(1) };
    expect(() => evaluatePolicies(alone, { estimator: "dr", seed: 1 })).toThrow(empty);
    const builder = new ChoicesBuilder("wide");
    const range = builder.range(Array.from({ length: 4_000 }, (_, at) => `arm ${at}`));
    const row = { range, chosen: 0, propensity: 1, reward: 0, facts: [] };
    for (let at = 0; at < 4_000; at++) builder.add({ ...row, person: "", group: `group ${at}` });
    expect(() => builder.finish()).toThrow(expect.objectContaining({ code: "ATTUNE_INPUT_TOO_LARGE" }) as Error);
  });

  it("shows by the mean weight that probabilities are not those of the draw", () => {
    const choices = tastes(1_000, 1);
    const meanWeight = (of: LoggedChoices) =>
      evaluatePolicies(of, { estimator: "ips", seed: 1, resamples: 20 }).policies["uniform"]?.meanWeight;
    expect(meanWeight(choices)).toBeCloseTo(1, 5);
    expect(meanWeight({ ...choices, propensity: choices.propensity.map((p) => p / 3) })).toBeCloseTo(3, 5);
  });
});
