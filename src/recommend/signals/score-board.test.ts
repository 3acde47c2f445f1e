import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ScoreBoard } from "./score-board.js";

const SIZE = 50;
const additions = fc.array(fc.tuple(fc.nat(SIZE - 1), fc.integer({ min: -8, max: 8 })), { maxLength: 200 });

function boardOf(added: readonly (readonly [number, number])[], board = new ScoreBoard(SIZE)): ScoreBoard {
  for (const [item, score] of added) board.add(item, score);
  return board;
}

describe("the score board", () => {
  it("adds up, names each item touched once, and is as new after clearing", () => {
    fc.assert(
      fc.property(additions, additions, (before, added) => {
        const used = boardOf(before);
        used.clear();
        expect(used.scores).toEqual(new Float32Array(SIZE));
        const board = boardOf(added, used);
        const touched = [...board.items.subarray(0, board.count)];
        expect(touched.toSorted((a, b) => a - b)).toEqual(
          [...new Set(added.map(([item]) => item))].toSorted((a, b) => a - b),
        );
        for (let item = 0; item < SIZE; item++) {
          const sum = added.reduce((total, [other, score]) => total + (other === item ? score : 0), 0);
          expect(board.scores[item]).toBeCloseTo(sum, 10);
        }
      }),
    );
  });

  it("measures mean and deviation over all items from those touched, whichever are servable", () => {
    const masks = fc.array(fc.boolean(), { minLength: SIZE, maxLength: SIZE });
    fc.assert(
      fc.property(additions, masks, (added, mask) => {
        const board = boardOf(added);
        const servable = Uint8Array.from(mask, Number);
        const all = [...board.scores].filter((_, item) => servable[item] === 1);
        board.measure(all.length, servable);
        const mean = all.length === 0 ? 0 : all.reduce((sum, score) => sum + score, 0) / all.length;
        const variance = all.length === 0 ? 0 : all.reduce((sum, score) => sum + (score - mean) ** 2, 0) / all.length;
        expect(board.mean).toBeCloseTo(mean, 6);
        expect(board.deviation).toBeCloseTo(Math.sqrt(variance), 6);
        const every = new Uint8Array(SIZE).fill(1);
        board.measure();
        const { mean: plain, deviation } = board;
        board.measure(SIZE, every);
        expect([board.mean, board.deviation]).toEqual([plain, deviation]);
      }),
    );
  });

  it("passes over items beyond its size, in every way of adding", () => {
    const board = new ScoreBoard(2);
    board.add(2, 1);
    board.addRow(
      { offsets: Uint32Array.of(0, 2), targets: Uint32Array.of(9, 1), weights: Float32Array.of(1, 0.5) },
      0,
      2,
    );
    board.addItems(Uint32Array.of(0xff_ff_ff_ff, 0), 0, 2, 3, Float32Array.of(1, 1));
    expect([...board.items.subarray(0, board.count)]).toEqual([1, 0]);
    expect([...board.scores]).toEqual([3, 1]);
  });

  it("holds a million items and clears what was touched", () => {
    const board = new ScoreBoard(1_000_000);
    board.add(999_999, 4);
    board.measure();
    expect(board.mean).toBeCloseTo(4e-6, 12);
    expect(board.deviation).toBeCloseTo(4e-3, 6);
    board.clear();
    expect([board.count, board.scores[999_999]]).toEqual([0, 0]);
  });
});
