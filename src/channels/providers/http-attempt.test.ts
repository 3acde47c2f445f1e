import { describe, expect, it } from "vitest";
import { httpAttempt, retryAfterMs } from "./http-attempt.js";

const NOW = Date.UTC(2026, 4, 1, 12);
const of = (status: number, headers = {}) => httpAttempt({ status, headers, body: "" }, "p1", NOW);

describe("what a status says of a message", () => {
  it("sent by any 2xx", () => {
    for (const status of [200, 201, 202, 204]) expect(of(status)).toEqual({ outcome: "sent", providerId: "p1" });
  });

  it.each([
    [408, "retry"],
    [409, "retry"],
    [425, "retry"],
    [429, "retry"],
    [500, "retry"],
    [503, "retry"],
    [502, "unknown"],
    [504, "unknown"],
    [401, "endpoint-down"],
    [403, "endpoint-down"],
    [410, "endpoint-down"],
    [301, "rejected"],
    [400, "rejected"],
    [404, "rejected"],
    [422, "rejected"],
  ])("%i: %s", (status, outcome) => {
    expect(of(status)).toEqual({ outcome, code: `http.${status}` });
  });

  it("reads Retry-After in seconds and as a date, an hour at most", () => {
    expect(of(429, { "retry-after": "120" })).toMatchObject({ afterMs: 120_000 });
    expect(retryAfterMs("Fri, 01 May 2026 12:00:30 GMT", NOW)).toBe(30_000);
    expect(retryAfterMs("Fri, 01 May 2026 11:00:00 GMT", NOW)).toBe(0);
    expect(retryAfterMs("86400", NOW)).toBe(3_600_000);
    for (const nonsense of ["soon", "-5", "1e9", "", "2027-01-01", undefined, ["1", "2"]])
      expect(retryAfterMs(nonsense, NOW)).toBeUndefined();
  });
});
