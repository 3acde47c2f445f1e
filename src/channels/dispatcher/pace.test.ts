import fc from "fast-check";
import { expect, test } from "vitest";
import { Pace } from "./pace.js";

test("over any time no more than the pace and one bucket goes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 100 })), { maxLength: 50 }),
      (perSecond, looks) => {
        const pace = new Pace(perSecond, 0);
        let now = 0;
        let taken = 0;
        for (const [ms, wanted] of looks) {
          now += ms;
          const going = Math.min(wanted, pace.room(now));
          pace.took(going);
          taken += going;
          expect(taken).toBeLessThanOrEqual((now / 1_000) * perSecond + Math.max(1, perSecond / 5) + 1e-6);
        }
      },
    ),
  );
});

test("0 is as fast as it goes", () => {
  const pace = new Pace(0, 0);
  pace.took(1_000_000);
  expect(pace.room(0)).toBe(Number.POSITIVE_INFINITY);
});
