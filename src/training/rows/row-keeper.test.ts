import { describe, expect, it } from "vitest";
import { RowKeeper } from "./row-keeper.js";

function keep(offered: number, most: number, seed = 1): { numbers: number[]; rows: number[] } {
  const keeper = new RowKeeper(2, most, seed);
  for (let n = 0; n < offered; n++) keeper.offer(`event-${n}`, (into, at) => into.set([n, -n], at));
  expect(keeper.offered).toBe(offered);
  const { rows, numbers } = keeper.result();
  return { numbers: [...numbers], rows: [...rows] };
}

describe("kept rows", () => {
  it("are all of them where there is room, in order", () => {
    const { numbers, rows } = keep(5_000, 5_001);
    expect(numbers).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
    expect(rows.slice(6, 8)).toEqual([3, -3]);
  });

  it("are an even sample of all where there are too many, each with its row", () => {
    const { numbers, rows } = keep(40_000, 1_000);
    expect(numbers.length).toBeGreaterThan(400);
    expect(numbers.length).toBeLessThanOrEqual(1_000);
    numbers.forEach((number, at) => expect(rows[2 * at]).toBe(number));
    const late = numbers.filter((number) => number >= 20_000).length / numbers.length;
    expect(late).toBeGreaterThan(0.42);
    expect(late).toBeLessThan(0.58);
  });

  it("are the same ones for the same seed", () => {
    expect(keep(5_000, 300)).toEqual(keep(5_000, 300));
    expect(keep(5_000, 300, 2).numbers).not.toEqual(keep(5_000, 300).numbers);
  });
});
