import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kthLargest } from "./kth-largest.js";
import { ScoreBoard } from "./score-board.js";
import { TopItems } from "./top-items.js";

const values = fc.array(fc.integer({ min: -3, max: 12 }), { minLength: 1, maxLength: 80 });

describe("the best of a board", () => {
  it("are the first of all sorted, the lower number first among equals; what is skipped or not above 0 is none", () => {
    const top = new TopItems(10);
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 9 }), (scores, every) => {
        const board = new ScoreBoard(scores.length);
        scores
          .map((score, item) => [score, item] as const)
          .reverse()
          .forEach(([score, item]) => board.add(item, score));
        const skip = Uint8Array.from(scores, (_, item) => Number(item % every === 0));
        const expected = scores
          .map((score, item) => ({ score, item }))
          .filter(({ score, item }) => score > 0 && item % every !== 0)
          .sort((a, b) => b.score - a.score || a.item - b.item)
          .slice(0, 10);
        top.take(board, skip);
        expect([...top.items.subarray(0, top.count)]).toEqual(expected.map(({ item }) => item));
        expect([...top.scores.subarray(0, top.count)]).toEqual(expected.map(({ score }) => score));
      }),
    );
  });

  it("are none where none are asked for", () => {
    const board = new ScoreBoard(1);
    board.add(0, 1);
    expect(new TopItems(0).take(board).count).toBe(0);
  });
});

describe("the k-th largest", () => {
  it("is the one of all sorted, with any number of equals", () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(5), (list, nth, beyond) => {
        const k = 1 + (nth % list.length);
        const array = Float64Array.from([...list, ...Array<number>(beyond).fill(99)]);
        expect(kthLargest(array, list.length, k)).toBe(list.toSorted((a, b) => b - a)[k - 1]);
      }),
    );
  });
});
