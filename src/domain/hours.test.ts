import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Limits, isAllowed, nextAllowed } from "./hours.js";
import { HOUR, MINUTE } from "./time.js";
import { localTime } from "./zone.js";

const NEVER = Number.POSITIVE_INFINITY;
const utc = (text: string) => Date.parse(`${text}Z`);

function limitsOf(limits: Partial<Limits>): Limits {
  return { zones: ["Europe/Warsaw"], quiet: [], weekdays: [], wanted: { from: 0, until: 0 }, ...limits };
}

function next(limits: Partial<Limits>, text: string, by = NEVER): number | undefined {
  return nextAllowed(limitsOf(limits), utc(text), by);
}

describe("the next allowed moment", () => {
  it("is now where nothing forbids it, and none where the deadline comes first", () => {
    expect(next({}, "2026-03-02T10:00:00")).toBe(utc("2026-03-02T10:00:00"));
    const quiet = [{ from: 21 * 60, until: 8 * 60 }];
    expect(next({ quiet }, "2026-03-02T19:59:59.999")).toBe(utc("2026-03-02T19:59:59.999"));
    expect(next({ quiet }, "2026-03-02T20:00:00")).toBe(utc("2026-03-03T07:00:00"));
    expect(next({ quiet }, "2026-03-02T20:00:00", utc("2026-03-03T07:00:00"))).toBeUndefined();
  });

  it("is after the gap where clocks are put forward over it", () => {
    // On 2026-03-29 02:00 becomes 03:00 in Warsaw, at 01:00 UTC.
    expect(next({ wanted: { from: 150, until: 240 } }, "2026-03-29T00:30:00")).toBe(utc("2026-03-29T01:00:00"));
    // 02:30 to 02:45 does not exist that day.
    expect(next({ wanted: { from: 150, until: 165 } }, "2026-03-29T00:30:00")).toBe(utc("2026-03-30T00:30:00"));
    // Quiet until 02:30, which does not come.
    expect(next({ quiet: [{ from: 60, until: 150 }] }, "2026-03-29T00:30:00")).toBe(utc("2026-03-29T01:00:00"));
  });

  it("is the second of two where clocks are put back after the first", () => {
    // On 2026-10-25 03:00 becomes 02:00 in Warsaw, at 01:00 UTC: 02:30 is at 00:30 and at 01:30 UTC.
    const wanted = { from: 150, until: 160 };
    expect(next({ wanted }, "2026-10-25T00:00:00")).toBe(utc("2026-10-25T00:30:00"));
    expect(next({ wanted }, "2026-10-25T00:45:00")).toBe(utc("2026-10-25T01:30:00"));
  });

  it("is never, where no day is wanted or what is wanted is quiet", () => {
    expect(next({ weekdays: [8] }, "2026-10-25T00:00:00")).toBeUndefined();
    const night = { from: 22 * 60, until: 6 * 60 };
    expect(next({ quiet: [night], wanted: night }, "2026-10-25T00:00:00")).toBeUndefined();
  });

  it("is by day in every zone where the person may be", () => {
    const limits = { zones: ["America/New_York", "Pacific/Honolulu"], quiet: [{ from: 21 * 60, until: 8 * 60 }] };
    // 08:00 in Honolulu is 18:00 UTC; in New York it is evening from 02:00 UTC on.
    expect(next(limits, "2026-01-05T12:00:00")).toBe(utc("2026-01-05T18:00:00"));
    expect(next(limits, "2026-01-06T02:00:00")).toBe(utc("2026-01-06T18:00:00"));
  });

  it("is allowed by the clock on the wall, and nothing before it is, in any zone on any day", () => {
    const zones = ["UTC", "Europe/Warsaw", "Asia/Kolkata", "Australia/Lord_Howe", "America/Havana", "Pacific/Chatham"];
    const hours = fc.record({ from: fc.nat(1439), until: fc.nat(1439) });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...zones), { minLength: 1, maxLength: 2 }),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
        fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
        hours,
        fc.array(hours, { maxLength: 2 }),
        (chosen, time, weekdays, wanted, quiet) => {
          const limits = limitsOf({ zones: chosen, weekdays, wanted, quiet });
          const isIn = ({ from, until }: { from: number; until: number }, minutes: number) =>
            from < until ? minutes >= from && minutes < until : minutes >= from || minutes < until;
          const allowed = (at: number) =>
            chosen.every((zone) => {
              const { weekday, minutes } = localTime(zone, at);
              if (!weekdays.includes(weekday)) return false;
              if (wanted.from !== wanted.until && !isIn(wanted, minutes)) return false;
              return !quiet.some((one) => one.from !== one.until && isIn(one, minutes));
            });
          const found = nextAllowed(limits, time, NEVER);
          const end = found ?? time + 48 * HOUR;
          if (found !== undefined) expect(allowed(found) && isAllowed(limits, found)).toBe(true);
          for (let at = time; at < end; at += 7 * MINUTE) expect(allowed(at)).toBe(false);
          if (end > time) expect(allowed(end - 1)).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });
});
