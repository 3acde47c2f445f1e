import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY } from "../../../domain/time.js";
import { HOURS_OF_WEEK, type HourEvidence, type SendTimeRecipe } from "../../../domain/timing.js";
import { posteriorOf } from "./posterior.js";

const RECIPE: SendTimeRecipe = {
  ownStrength: 4,
  cohortStrength: 50,
  sharedByDays: 0.9,
  smoothingHours: 0.75,
  halfLifeMs: 365 * DAY,
  weights: { open: 0.5, click: 1, session: 0.75, purchase: 1.25 },
  exposurePerMessage: 2,
};
const NOTHING = evidence({});
const TUESDAY = 24;

/** Numbers by hour of the week. */
function evidence(
  responses: Readonly<Record<number, number>>,
  exposures: Readonly<Record<number, number>> = {},
): HourEvidence {
  const at = (numbers: Readonly<Record<number, number>>) =>
    Array.from({ length: HOURS_OF_WEEK }, (_, hour) => numbers[hour] ?? 0);
  return { responses: at(responses), exposures: at(exposures) };
}

function everyDay(hour: number, count: number): Record<number, number> {
  return Object.fromEntries(Array.from({ length: 7 }, (_, day) => [day * 24 + hour, count]));
}

const own = (of: HourEvidence, recipe = RECIPE) =>
  posteriorOf({ everyone: undefined, cohort: undefined, own: of }, recipe);
const best = (rates: ArrayLike<number>) => Array.from(rates).indexOf(Math.max(...Array.from(rates)));

/** Of somebody who looks at messages three times as often around eight in the evening; after half a day one is hardly looked for any more. */
function expectedAnswers(messages: readonly number[]): number[] {
  const answers = Array.from({ length: HOURS_OF_WEEK }, () => 0);
  messages.forEach((count, sent) => {
    let unanswered = count;
    for (let later = 0; later < 24; later++) {
      const at = (sent + later) % HOURS_OF_WEEK;
      const attention = 0.5 + Math.exp(-0.5 * (((at % 24) - 20) / 1.5) ** 2);
      const answered = unanswered * 0.06 * attention * Math.exp(-later / 8);
      answers[at] = (answers[at] as number) + answered;
      unanswered -= answered;
    }
  });
  return answers;
}

describe("the posterior of a person's hours", () => {
  it("knows nothing of anybody: every hour is a usual one", () => {
    const { rates, evidence: share } = own(NOTHING);
    expect(new Set(rates)).toEqual(new Set([1]));
    expect(share).toBe(0);
  });

  it("takes everybody's hours for a newcomer, and look-alikes' before those", () => {
    const everyone = evidence(everyDay(9, 1_000));
    const cohort = evidence(everyDay(18, 1_000));
    expect(best(posteriorOf({ everyone, cohort: undefined, own: NOTHING }, RECIPE).rates) % 24).toBe(9);
    expect(best(posteriorOf({ everyone, cohort, own: NOTHING }, RECIPE).rates) % 24).toBe(18);
  });

  it("goes over to the person's own hours as evidence grows, and says how far", () => {
    const everyone = evidence(everyDay(9, 1_000));
    const after = (count: number) => posteriorOf({ everyone, cohort: undefined, own: evidence({ 21: count }) }, RECIPE);
    expect(best(after(0.3).rates) % 24).toBe(9);
    expect(best(after(20).rates)).toBe(21);
    expect(after(4).evidence).toBe(0.5);
    expect(after(12).evidence).toBe(0.75);
  });

  it("reads an hour of one day as that hour of every day too, less so", () => {
    const { rates } = own(evidence({ [TUESDAY + 20]: 5 }));
    const other = rates[4 * 24 + 20] as number;
    expect(rates[TUESDAY + 20] as number).toBeGreaterThan(other);
    expect(other).toBeGreaterThan(2);
    expect(rates[4 * 24 + 21] as number).toBeGreaterThan(rates[4 * 24 + 12] as number);
  });

  it("goes around the week: Sunday 23:00 is beside Monday 00:00", () => {
    const { rates } = own(evidence({ [HOURS_OF_WEEK - 1]: 5 }), { ...RECIPE, sharedByDays: 0 });
    expect(rates[0] as number).toBeCloseTo(rates[HOURS_OF_WEEK - 2] as number, 9);
    expect(rates[0] as number).toBeGreaterThan(rates[12] as number);
  });

  it("divides by exposure: as many answers where much less was sent say more", () => {
    const answers = { ...everyDay(8, 3), ...everyDay(20, 3) };
    const { rates } = own(evidence(answers, { ...everyDay(8, 30), ...everyDay(20, 3) }));
    expect(rates[20] as number).toBeGreaterThan(1.2 * (rates[8] as number));
    const uncorrected = own(evidence(answers, everyDay(8, 30)), { ...RECIPE, exposurePerMessage: 0 }).rates;
    expect(uncorrected[20] as number).toBeCloseTo(uncorrected[8] as number, 9);
  });

  it("lets one stray answer at an hour without messages not outweigh a habit", () => {
    const { rates } = own(evidence({ ...everyDay(8, 5), 3: 1 }, everyDay(8, 100)));
    expect(best(rates) % 24).toBe(8);
  });

  it("finds an evening person although nearly all is sent in the morning", () => {
    const messages = Array.from({ length: HOURS_OF_WEEK }, (_, hour) => (hour % 24 === 8 ? 90 : 0) + 10 / 24);
    const answers = expectedAnswers(messages);
    const told = (recipe: SendTimeRecipe) => best(own({ responses: answers, exposures: messages }, recipe).rates) % 24;
    expect(told({ ...RECIPE, exposurePerMessage: 0 })).toBeLessThan(12);
    expect(told(RECIPE)).toBe(20);
  });

  it("is a density of mean 1, never below 0, for any evidence", () => {
    const counts = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1e6, noNaN: true })), {
      minLength: HOURS_OF_WEEK,
      maxLength: HOURS_OF_WEEK,
    });
    const level = fc.record({ responses: counts, exposures: counts });
    const optional = fc.option(level, { nil: undefined });
    const recipe = fc.record({
      ownStrength: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
      sharedByDays: fc.double({ min: 0, max: 1, noNaN: true }),
      smoothingHours: fc.double({ min: 0, max: 12, noNaN: true }),
      exposurePerMessage: fc.double({ min: 0, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.record({ everyone: optional, cohort: optional, own: level }), recipe, (levels, settings) => {
        const { rates, evidence: share } = posteriorOf(levels, { ...RECIPE, ...settings });
        expect(rates.every((rate) => rate >= 0 && rate <= HOURS_OF_WEEK * (1 + 1e-9))).toBe(true);
        expect(rates.reduce((sum, rate) => sum + rate, 0) / HOURS_OF_WEEK).toBeCloseTo(1, 9);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });
});
