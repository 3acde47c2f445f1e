import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoTime, parseIsoTime } from "./iso-time.js";

describe("an ISO 8601 time", () => {
  it("is read as Date reads its own form, to the millisecond", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
        expect(parseIsoTime(new Date(ms).toISOString())).toBe(ms);
        expect(parseIsoTime(isoTime(ms))).toBe(ms);
      }),
    );
  });

  it.each([
    ["2026-11-22", "2026-11-22T00:00:00.000Z"],
    ["2026-11-22T10:00", "2026-11-22T10:00:00.000Z"],
    ["2026-11-22T10:00:01", "2026-11-22T10:00:01.000Z"],
    ["2026-11-22T10:00:01.5Z", "2026-11-22T10:00:01.500Z"],
    ["2026-11-22T10:00:01.123456789+01:00", "2026-11-22T09:00:01.123Z"],
    ["2026-11-22T10:00:01-0530", "2026-11-22T15:30:01.000Z"],
    ["2028-02-29T23:59:59+01", "2028-02-29T22:59:59.000Z"],
  ])("%s is %s", (text, expected) => {
    expect(new Date(parseIsoTime(text) as number).toISOString()).toBe(expected);
  });

  it.each([
    "",
    "Jan 1",
    "2026",
    "2026-02-30",
    "2027-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-01-00",
    "2026-11-22 10:00:00",
    "1795341600",
    "2026-11-22T24:00:00Z",
    "2026-11-22T10:60:00Z",
    "2026-11-22T10:00:60Z",
    "2026-11-22T10:00:00.Z",
    "2026-11-22T10:00:00+25:00",
    "2026-11-22T10:00:00Zjunk",
    "2026-11-22T10:00:00.1234567890Z",
    "1969-12-31T23:59:59Z",
    "2026-1-2",
    "+02026-11-22",
    "2026-11-22T",
    "2026-11-22T1x:00:00Z",
    "1970-01-01T00:00:00+01:00",
  ])("%s is none", (text) => {
    expect(parseIsoTime(text)).toBeUndefined();
  });
});
