import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PurchaseHistory } from "../../domain/scoring.js";
import { DAY, MINUTE } from "../../domain/time.js";
import { timingOf } from "./model.js";
import type { PurchaseTimingParameters } from "./parameters.js";

const WEEK_DAYS = 7;
/** CDNOW, weeks 1 to 39 (Fader, Hardie, Lee 2005, table 2). */
const PUBLISHED: PurchaseTimingParameters = {
  pace: { shape: 0.243, rate: 4.414 * WEEK_DAYS },
  leaving: { a: 0.793, b: 2.426 },
  oneTime: 0,
  regularity: [{ k: 1, share: 1 }],
  spending: { p: 6.25, q: 3.74, scale: 15.44 },
};
const REGULAR: PurchaseTimingParameters = {
  ...PUBLISHED,
  oneTime: 0.2,
  regularity: [
    { k: 1, share: 0.4 },
    { k: 2, share: 0.3 },
    { k: 6, share: 0.3 },
  ],
};
const FIRST = 1_000 * DAY;

/** Orders so many days after the first. */
function history(...days: number[]): PurchaseHistory {
  const times = [0, ...days].map((day) => FIRST + day * DAY);
  return {
    orders: times.length,
    revenue: 30 * times.length,
    firstOrder: FIRST,
    lastOrder: times.at(-1) as number,
    times,
  };
}
const after = (days: number): number => FIRST + days * DAY;
const anyHistory = fc
  .array(fc.integer({ min: 1, max: 90 }), { maxLength: 12 })
  .map((gaps) => history(...gaps.map((_, i) => gaps.slice(0, i + 1).reduce((a, b) => a + b, 0))));
const daysOf = ({ lastOrder }: PurchaseHistory): number => (lastOrder - FIRST) / DAY;

describe("BG/NBD", () => {
  it("foretells what Fader, Hardie and Lee's spreadsheet does", () => {
    // "Implementing the BG/NBD model for customer base analysis in Excel": x = 2, t_x = 30.43, T = 38.86 weeks, E[Y(39)] = 1.226.
    const model = timingOf(PUBLISHED, "v", 39 * WEEK_DAYS);
    const customer = history(20 * WEEK_DAYS, 30.43 * WEEK_DAYS);
    expect(model.outlook(customer, after(38.86 * WEEK_DAYS)).orders).toBeCloseTo(1.226, 3);
  });

  it("foretells what its expression with the hypergeometric function does", () => {
    fc.assert(
      fc.property(
        anyHistory,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 300 }),
        (person, since, days) => {
          const model = timingOf(PUBLISHED, "v", days);
          const until = daysOf(person) + since;
          expect(
            Math.abs(model.outlook(person, after(until)).orders - hypergeometric(person, until, days)),
          ).toBeLessThan(0.001);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("the purchase-timing model", () => {
  const model = timingOf(REGULAR, "v", 90);

  it("believes less and less that somebody who stays away is a customer, and tells when it falls to a level", () => {
    fc.assert(
      fc.property(
        anyHistory,
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        (person, since, share) => {
          const { lastOrder } = person;
          const soon = model.outlook(person, lastOrder).alive;
          const later = model.outlook(person, lastOrder + since * DAY).alive;
          expect(later).toBeLessThanOrEqual(soon);
          expect(soon).toBeLessThanOrEqual(1);
          const until = model.aliveUntil(person, soon * share);
          expect(until).toBeGreaterThanOrEqual(lastOrder);
          if (until === Number.POSITIVE_INFINITY) return;
          expect(model.outlook(person, until).alive).toBeLessThanOrEqual(soon * share + 1e-4);
          expect(model.outlook(person, until - 2 * DAY).alive).toBeGreaterThanOrEqual(
            Math.min(soon, soon * share) - 1e-3,
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it("knows the rhythm of who orders evenly: their next date, and sooner that they have left", () => {
    const even = history(30, 60, 90, 120, 150);
    const chancy = history(2, 4, 60, 62, 150);
    const next = (model.outlook(even, after(150)).nextOrder - after(150)) / DAY;
    expect(next).toBeGreaterThan(24);
    expect(next).toBeLessThan(34);
    expect(model.outlook(even, after(240)).alive).toBeLessThan(0.8 * model.outlook(chancy, after(240)).alive);
    // By the time that has passed, the next is nearer, but never behind.
    const late = model.outlook(even, after(175)).nextOrder;
    expect(late).toBeGreaterThan(after(175));
    expect(late - after(175)).toBeLessThan(next * DAY);
  });

  it("takes orders within a day for one purchase", () => {
    const once = history(30, 60);
    const again: PurchaseHistory = {
      ...once,
      orders: 5,
      times: [once.times[0] as number, once.times[1] as number, after(30.2), once.times[2] as number, after(60.5)],
      lastOrder: after(60.5),
      revenue: once.revenue,
    };
    const [one, other] = [model.outlook(once, after(100)), model.outlook(again, after(100))];
    expect(other.alive).toBe(one.alive);
    expect(other.value).toBe(one.value);
  });

  it("counts orders that the profile no longer keeps one by one", () => {
    const all = history(...Array.from({ length: 30 }, (_, n) => 10 * (n + 1)));
    const kept = { ...all, times: all.times.slice(-10) };
    const [whole, bounded] = [model.outlook(all, after(310)), model.outlook(kept, after(310))];
    expect(Math.abs(bounded.orders - whole.orders)).toBeLessThan(0.05 * whole.orders);
    expect(Math.abs(bounded.alive - whole.alive)).toBeLessThan(0.02);
  });

  it("expects of few orders what everybody spends, of many what the person does", () => {
    const spends = (orders: PurchaseHistory, average: number): number => {
      const { orders: count, value } = model.outlook({ ...orders, revenue: average * orders.orders }, after(400));
      return value / count;
    };
    const everybody = spends(history(), 35);
    expect(Math.abs(spends(history(), 500) - 500)).toBeGreaterThan(Math.abs(everybody - 35));
    expect(spends(history(...Array.from({ length: 25 }, (_, n) => 15 * (n + 1))), 500)).toBeGreaterThan(450);
  });

  it("is whole and bounded for whatever a profile may say", () => {
    const wild = fc.record({
      orders: fc.integer({ min: 1, max: 1_000_000 }),
      revenue: fc.double({ min: -1_000, max: 1e12, noNaN: true }),
      firstOrder: fc.integer({ min: 1, max: 2e12 }),
      lastOrder: fc.integer({ min: 1, max: 2e12 }),
      times: fc
        .array(fc.integer({ min: 1, max: 2e12 }), { minLength: 0, maxLength: 10 })
        .map((times) => times.sort((a, b) => a - b)),
    });
    fc.assert(
      fc.property(wild, fc.integer({ min: 1, max: 4e12 }), (person, time) => {
        const { alive, orders, value, nextOrder } = model.outlook(person, time);
        expect(alive >= 0 && alive <= 1).toBe(true);
        expect(orders >= 0 && orders <= 2_000).toBe(true);
        expect(Number.isFinite(value) && value >= 0).toBe(true);
        expect(nextOrder).toBeGreaterThanOrEqual(time);
        expect(nextOrder % MINUTE).toBe(0);
        expect(model.aliveUntil(person, 0.3)).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

/** Fader, Hardie and Lee 2005, eq. 10. */
function hypergeometric(person: PurchaseHistory, until: number, days: number): number {
  const { pace, leaving } = PUBLISHED;
  const { shape: r, rate: alpha } = pace;
  const { a, b } = leaving;
  const x = person.orders - 1;
  const last = daysOf(person);
  const z = days / (alpha + until + days);
  let series = 1;
  let term = 1;
  for (let n = 0; n < 3_000; n++) {
    term *= (((r + x + n) * (b + x + n)) / ((a + b + x - 1 + n) * (n + 1))) * z;
    series += term;
  }
  const left = x === 0 ? 0 : (a / (b + x - 1)) * ((alpha + until) / (alpha + last)) ** (r + x);
  const alive = ((a + b + x - 1) / (a - 1)) * (1 - ((alpha + until) / (alpha + until + days)) ** (r + x) * series);
  return alive / (1 + left);
}
