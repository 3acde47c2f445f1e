import { describe, expect, it } from "vitest";
import { ANY_HOURS, type Limits } from "../../domain/hours.js";
import { HOUR, MINUTE } from "../../domain/time.js";
import { hoursAhead } from "./hours-ahead.js";

const utc = (text: string) => Date.parse(`${text}Z`);
const limits = (zone: string, quiet: Limits["quiet"] = []): Limits => ({
  zones: [zone],
  quiet,
  weekdays: [],
  wanted: ANY_HOURS,
});
const ahead = (zone: string, from: string, hours: number, quiet: Limits["quiet"] = [], spreadMs = 0) =>
  hoursAhead(limits(zone, quiet), zone, utc(from), utc(from) + hours * HOUR, "u:ada", spreadMs);
const at = (list: readonly { readonly at: number }[]) =>
  list.map((one) => new Date(one.at).toISOString().slice(11, 16));

describe("the hours ahead", () => {
  it("are now and each full hour by the clock on the wall, before the deadline", () => {
    expect(at(ahead("UTC", "2026-03-02T10:20:00", 2))).toEqual(["10:20", "11:00", "12:00"]);
    expect(at(ahead("Asia/Kolkata", "2026-03-02T10:20:00", 2))).toEqual(["10:20", "10:30", "11:30"]);
    expect(ahead("UTC", "2026-03-02T10:20:00", 2).map(({ hour }) => hour)).toEqual([10, 11, 12]);
  });

  it("leave out what is quiet, and begin within an hour where that ends", () => {
    const quiet = [{ from: 21 * 60, until: 8 * 60 + 15 }];
    expect(at(ahead("UTC", "2026-03-02T20:30:00", 14, quiet))).toEqual(["20:30", "08:15", "09:00", "10:00"]);
    expect(at(ahead("UTC", "2026-03-02T22:30:00", 11, quiet))).toEqual(["08:15", "09:00"]);
  });

  it("show an hour twice where the clock is put back, and leave one out where it is put forward", () => {
    // Sunday, 2026-10-25: 03:00 becomes 02:00 in Warsaw. Hours 144 + h of the week.
    const back = ahead("Europe/Warsaw", "2026-10-24T23:30:00", 4);
    expect(back.map(({ hour }) => hour - 144)).toEqual([1, 2, 2, 3, 4]);
    const forward = ahead("Europe/Warsaw", "2026-03-28T23:30:00", 4);
    expect(forward.map(({ hour }) => hour - 144)).toEqual([0, 1, 3, 4, 5]);
    expect(at(ahead("Australia/Lord_Howe", "2026-04-04T14:10:00", 2))).toEqual(["14:10", "15:00", "15:30"]);
  });

  it("have a moment of the person's own within each", () => {
    const own = ahead("UTC", "2026-03-02T10:00:00", 5, [], 45 * MINUTE).map((one) => one.at % HOUR);
    expect(own[0]).toBe(0);
    expect(new Set(own.slice(1)).size).toBe(1);
    expect(own[1]).toBeLessThan(45 * MINUTE);
    expect(own[1]).toBeGreaterThan(0);
  });
});
