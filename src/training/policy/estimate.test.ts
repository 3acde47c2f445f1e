import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChoicesBuilder } from "./choices-builder.js";
import type { LoggedChoices, Policy } from "./choices.js";
import { addUp, type Sums } from "./estimate.js";

const ARMS = ["a", "b", "c"];

/** A log in which every choice was made exactly as often as its probability says, and was always rewarded alike: estimates then are what they estimate. */
function exactLog(counts: readonly (readonly number[])[], rewards: readonly (readonly number[])[]): LoggedChoices {
  const builder = new ChoicesBuilder("test");
  const range = builder.range(ARMS);
  counts.forEach((of, moment) => {
    const all = of.reduce((sum, one) => sum + one, 0);
    of.forEach((times, chosen) => {
      for (let i = 0; i < times; i++) {
        const reward = rewards[moment]?.[chosen] ?? 0;
        const propensity = times / all;
        builder.add({
          person: `${builder.count}`,
          group: "",
          range,
          chosen,
          propensity,
          reward,
          facts: [[`m${moment}`, 1]],
        });
      }
    });
  });
  return builder.finish();
}

const momentOf = ({ context, contextFrom, features }: LoggedChoices, row: number): number =>
  Number(features[context[contextFrom[row] as number] as number]?.slice(1));

function estimates(
  choices: LoggedChoices,
  policy: Policy,
  expected: (moment: number, arm: number) => number,
  clip = Infinity,
) {
  const model = { expected: (row: number, choice: number) => expected(momentOf(choices, row), choice) };
  const blocks = { count: 1, of: new Uint16Array(choices.count) };
  const [sums] = addUp(choices, [policy], { clip, blocks, model: () => model });
  const { weighted, weights, robust, rows } = sums as Sums;
  const of = (column: Float64Array): number => column[0] as number;
  return {
    ips: of(weighted) / of(rows),
    snips: of(weighted) / of(weights),
    dr: of(robust) / of(rows),
    sums: sums as Sums,
  };
}

const numbers = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 3 });
const values = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 3, maxLength: 3 });
const chances = numbers.map((of) => of.map((one) => one / of.reduce((sum, more) => sum + more, 0)));
const each = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 2, maxLength: 2 });

describe("estimators", () => {
  it("give the true value of any policy, whatever the model of rewards says", () => {
    fc.assert(
      fc.property(each(numbers), each(values), each(values), each(chances), (counts, rewards, guesses, target) => {
        const choices = exactLog(counts, rewards);
        const policy: Policy = { fill: (row, into) => into.set(target[momentOf(choices, row)] ?? []) };
        const { ips, snips, dr } = estimates(choices, policy, (moment, arm) => guesses[moment]?.[arm] ?? 0);
        const rows = counts.map((of) => of.reduce((sum, one) => sum + one, 0));
        const truth = rows.reduce((sum, count, moment) => {
          const value = target[moment]?.reduce((all, p, arm) => all + p * (rewards[moment]?.[arm] ?? 0), 0) ?? 0;
          return sum + (count / choices.count) * value;
        }, 0);
        for (const value of [ips, snips, dr]) expect(value).toBeCloseTo(truth, 9);
      }),
    );
  });

  it("know how much they know: all of it for the logged policy, less for others, nothing of what could not be chosen", () => {
    const choices = exactLog([[3, 1, 0]], [[1, 0, 0]]);
    const logged = estimates(choices, { fill: (_, into) => into.set([0.75, 0.25, 0]) }, () => 0);
    expect(logged.sums).toMatchObject({ effectiveSampleSize: 4, effectiveRewards: 3, supported: 4, clipped: 0 });
    const rare = estimates(choices, { fill: (_, into) => into.set([0, 1, 0]) }, () => 0);
    expect(rare.sums.effectiveSampleSize).toBe(1);
    const elsewhere = estimates(choices, { fill: (_, into) => into.set([0.5, 0, 0]) }, () => 0);
    expect(elsewhere.sums).toMatchObject({ supported: 0, effectiveSampleSize: 0 });
  });

  it("cut weights off where they are told to", () => {
    const choices = exactLog([[9, 1, 0]], [[0, 1, 0]]);
    const rare: Policy = { fill: (_, into) => into.set([0, 1, 0]) };
    expect(estimates(choices, rare, () => 0).ips).toBeCloseTo(1, 12);
    const { ips, sums } = estimates(choices, rare, () => 0, 5);
    expect(ips).toBeCloseTo(0.5, 12);
    expect(sums.clipped).toBe(1);
  });
});
