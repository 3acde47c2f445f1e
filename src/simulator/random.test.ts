import { describe, expect, it } from "vitest";
import { Random } from "./random.js";

describe("the simulator's chance", () => {
  it("is one sequence a seed and stream", () => {
    const draw = (seed: number, stream: number): number[] => {
      const random = new Random(seed, stream);
      return Array.from({ length: 8 }, () => random.word());
    };
    expect(draw(1, 0)).toEqual(draw(1, 0));
    expect(draw(1, 0)).not.toEqual(draw(2, 0));
    expect(draw(1, 0)).not.toEqual(draw(1, 1));
  });

  it("is even, with the means it promises", () => {
    const random = new Random(42);
    const n = 50_000;
    const mean = (next: () => number): number => Array.from({ length: n }, next).reduce((a, b) => a + b, 0) / n;
    expect(mean(() => random.unit())).toBeCloseTo(0.5, 1);
    expect(mean(() => random.exponential(3))).toBeCloseTo(3, 0);
    expect(mean(() => random.normal(5, 2))).toBeCloseTo(5, 1);
    expect(mean(() => random.whole(1, 6))).toBeCloseTo(3.5, 1);
    expect(mean(() => (random.weighted({ a: 1, b: 3 }) === "a" ? 1 : 0))).toBeCloseTo(0.25, 1);
  });
});
