import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR } from "../../domain/time.js";
import { HOURS_OF_WEEK } from "../../domain/timing.js";
import { chooseTime, type Wish } from "./choose-time.js";

/** Hours 0 to 5 of the week, of which 3 is the best; the worth is the rate. */
const RATES = [1, 0.5, 1.05, 2, 1.5, 0.2];
function wish(overrides: Partial<Wish> = {}): Wish {
  return {
    hours: RATES.map((_, hour) => ({ at: hour * HOUR, hour })),
    now: 0,
    rates: RATES,
    worth: (_, rate) => rate,
    exploration: 0,
    minimumGain: 0.1,
    seed: "s",
    ...overrides,
  };
}

describe("the choice of an hour", () => {
  it("is the one that is worth most, and the three best are told", () => {
    const { best, ...chosen } = chooseTime(wish());
    expect(chosen).toEqual({ mode: "best", at: 3 * HOUR, probability: 1 });
    expect(best.map(({ rate }) => rate)).toEqual([2, 1.5, 1.05]);
  });

  it("is now where waiting gains too little or costs too much", () => {
    expect(chooseTime(wish({ minimumGain: 1 }))).toMatchObject({ mode: "now", at: 0 });
    const dear = (at: number, rate: number) => rate - (0.5 * at) / HOUR;
    expect(chooseTime(wish({ worth: dear }))).toMatchObject({ mode: "now", at: 0 });
    const negative = (_: number, rate: number) => rate - 1.1;
    expect(chooseTime(wish({ worth: negative, minimumGain: 0.5 }))).toMatchObject({ mode: "best", at: 3 * HOUR });
  });

  it("is the best hour where now is not allowed, however little that gains", () => {
    const { hours } = wish();
    expect(chooseTime(wish({ now: -HOUR, hours: hours.slice(1, 3), minimumGain: 9 }))).toMatchObject({
      mode: "best",
      at: 2 * HOUR,
    });
  });

  it("is of equals the earliest", () => {
    expect(chooseTime(wish({ rates: RATES.map(() => 1), now: -HOUR }))).toMatchObject({ at: 0 });
  });

  it("is drawn from all hours at the rate that is logged", () => {
    const drawn = new Map<number, number>();
    const times = 20_000;
    for (let n = 0; n < times; n++) {
      const { at, probability, mode } = chooseTime(wish({ exploration: 0.3, seed: `seed ${n}` }));
      expect(mode).toBe(at === 3 * HOUR ? "best" : "explore");
      expect(probability).toBeCloseTo(at === 3 * HOUR ? 0.75 : 0.05, 12);
      drawn.set(at, (drawn.get(at) ?? 0) + 1);
    }
    expect([...drawn.keys()].sort((a, b) => a - b)).toEqual(RATES.map((_, hour) => hour * HOUR));
    for (const [at, count] of drawn) expect(count / times).toBeCloseTo(at === 3 * HOUR ? 0.75 : 0.05, 1);
  });

  it("has a probability that adds up to 1 over the hours, whatever they are worth", () => {
    const rates = fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 1, maxLength: HOURS_OF_WEEK });
    fc.assert(
      fc.property(rates, fc.double({ min: 0, max: 1, noNaN: true }), fc.string(), (given, exploration, seed) => {
        const hours = given.map((_, hour) => ({ at: hour * HOUR, hour }));
        const one = chooseTime(wish({ hours, rates: given, exploration, seed }));
        const others = (exploration / given.length) * (given.length - 1);
        const preferred = one.mode === "explore" ? 1 - exploration + exploration / given.length : one.probability;
        expect(preferred + others).toBeCloseTo(1, 9);
        expect(hours.map(({ at }) => at)).toContain(one.at);
      }),
    );
  });
});
