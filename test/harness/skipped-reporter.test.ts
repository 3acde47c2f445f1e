import { describe, expect, it } from "vitest";
import { summarize } from "./skipped-reporter.js";

const missing = "redis-server was not found on PATH";

describe("the summary of a test run", () => {
  it("names what failed and counts what passed", () => {
    const summary = summarize(
      [
        { names: ["unit", "carts", "are emptied by an order"], state: "passed" },
        { names: ["unit", "carts", "are bounded"], state: "failed" },
      ],
      ["contract > set-up"],
    );
    expect(summary).toEqual({ passed: 1, failed: ["contract > set-up", "unit > carts > are bounded"], skipped: [] });
  });

  it("takes the skipped tests of one group and one reason together", () => {
    const summary = summarize(
      [
        { names: ["contract", "state store over Redis", "commit", "is conditional"], state: "skipped", note: missing },
        { names: ["contract", "state store over Redis", "load"], state: "skipped", note: missing },
        { names: ["contract", "event log over NATS", "append"], state: "skipped" },
      ],
      [],
    );
    expect(summary.skipped).toEqual([
      { name: "contract > state store over Redis", tests: 2, reason: missing },
      { name: "contract > event log over NATS > append", tests: 1, reason: "switched off in the test file" },
    ]);
  });

  it("takes the reason out of the heading where the heading gives it", () => {
    const heading = `Redis (skipped: ${missing})`;
    const summary = summarize([{ names: ["contract", heading, "load"], state: "skipped" }], []);
    expect(summary.skipped).toEqual([{ name: "contract > Redis > load", tests: 1, reason: missing }]);
  });

  it("counts a test that never ended as failed", () => {
    expect(summarize([{ names: ["unit", "waits"], state: "pending" }], []).failed).toEqual(["unit > waits"]);
  });
});
