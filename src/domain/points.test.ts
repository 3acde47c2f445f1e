import { expect, it } from "vitest";
import { addLot } from "./points.js";
import type { PointLot } from "./points.js";
import { DAY } from "./time.js";

function lotsOf(expiries: readonly number[], limit: number): PointLot[] {
  const lots: PointLot[] = [];
  for (const expires of expiries) addLot(lots, { points: 10, expires }, limit);
  return lots;
}

it("joins the neighbours of which the least lasts longer, at the later time", () => {
  expect(lotsOf([30, 10, 12, 40, 10], 3)).toEqual([
    { points: 30, expires: 12 },
    { points: 10, expires: 30 },
    { points: 10, expires: 40 },
  ]);
  expect(lotsOf([Number.POSITIVE_INFINITY, 5, 1], 2)).toEqual([
    { points: 20, expires: 5 },
    { points: 10, expires: Number.POSITIVE_INFINITY },
  ]);
});

it("keeps the time of a daily earner's points true to two months", () => {
  const days = Array.from({ length: 365 }, (_, day) => (365 + day) * DAY);
  const lots = lotsOf(days, 16);
  expect(lots).toHaveLength(16);
  expect(lots.reduce((sum, lot) => sum + lot.points, 0)).toBe(3650);
  for (const day of [100, 200, 300]) {
    const expired = lots.filter((lot) => lot.expires <= (365 + day) * DAY).reduce((sum, lot) => sum + lot.points, 0);
    expect(expired).toBeLessThanOrEqual(10 * (day + 1));
    expect(expired).toBeGreaterThan(10 * (day + 1 - 60));
  }
});
