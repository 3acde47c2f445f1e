import { describe, expect, it } from "vitest";
import { TokenBucket } from "./token-bucket.js";

describe("a token bucket", () => {
  it("lets the burst through, then the rate, and says how long to wait", () => {
    let now = 0;
    const bucket = new TokenBucket(10, 5, () => now);
    for (let i = 0; i < 5; i++) expect(bucket.take(1)).toBe(0);
    expect(bucket.take(1)).toBeGreaterThan(0);
    now += 100;
    expect(bucket.take(1)).toBe(0);
    expect(bucket.take(1)).toBeGreaterThan(0);
  });

  it("lets a batch larger than the burst through once, and has it paid off", () => {
    let now = 0;
    const bucket = new TokenBucket(10, 5, () => now);
    expect(bucket.take(25)).toBe(0);
    expect(bucket.take(1)).toBe(2_000);
    now += 2_001;
    expect(bucket.take(1)).toBe(0);
  });

  it("gives nothing for a clock that is set back", () => {
    let now = 10_000;
    const bucket = new TokenBucket(10, 1, () => now);
    bucket.take(1);
    now = 0;
    expect(bucket.take(1)).toBeGreaterThan(0);
  });
});
