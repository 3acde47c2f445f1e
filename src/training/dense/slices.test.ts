import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sliceByTime } from "./slices.js";

const SHARES = { test: 0.2, calibrate: 0.2, stop: 0.1 };

describe("slices of time", () => {
  it("cuts the newest off for the test, then for calibration and for stopping", () => {
    const times = Float64Array.from({ length: 100 }, (_, at) => at);
    const { fit, stop, calibrate, test, testFrom } = sliceByTime(
      times,
      () => true,
      (row) => times[row] as number,
      SHARES,
    );
    expect([fit.length, stop.length, calibrate.length, test.length]).toEqual([50, 10, 20, 20]);
    expect([fit[0], stop[0], calibrate[0], test[0], testFrom]).toEqual([0, 50, 60, 80, 80]);
  });

  it("keeps out of all before the test whatever was known only when it had begun", () => {
    const row = fc.record({
      time: fc.integer({ min: 0, max: 50 }),
      wait: fc.integer({ min: 0, max: 30 }),
      known: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 80 }), (rows) => {
        const times = Float64Array.from(rows, ({ time }) => time);
        const knownAt = (at: number): number => (rows[at]?.time ?? 0) + (rows[at]?.wait ?? 0);
        const slices = sliceByTime(times, (at) => rows[at]?.known ?? false, knownAt, SHARES);
        const parts = [slices.fit, slices.stop, slices.calibrate, slices.test];
        const all = parts.flatMap((part) => [...part]);
        expect(new Set(all).size).toBe(all.length);
        expect(all.every((at) => rows[at]?.known)).toBe(true);
        for (const at of [...slices.fit, ...slices.stop, ...slices.calibrate]) {
          expect(knownAt(at)).toBeLessThanOrEqual(slices.testFrom);
          expect(times[at]).toBeLessThan(slices.testFrom);
        }
        parts.slice(1).forEach((later, part) => {
          const last = Math.max(...Array.from(parts[part] as Uint32Array, (at) => times[at] as number));
          for (const at of later) expect(times[at]).toBeGreaterThan(last);
        });
      }),
    );
  });
});
