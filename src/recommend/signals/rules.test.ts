import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SparseTable } from "../../models/recommender/model.js";
import { explainNeighbours, explainRules, ScoreBoard, scoreNeighbours, scoreRules } from "./index.js";

const ITEMS = 12;

/** Rows of different targets, heaviest first. */
const tables = fc
  .array(
    fc.uniqueArray(fc.tuple(fc.nat(ITEMS - 1), fc.integer({ min: 1, max: 64 })), {
      selector: ([target]) => target,
      maxLength: 6,
    }),
    { minLength: ITEMS, maxLength: ITEMS },
  )
  .map(tableOf);
/** -1 and ITEMS: not in the model. */
const recents = fc.array(fc.integer({ min: -1, max: ITEMS }), { maxLength: 15 });
const everyItem = Array.from({ length: ITEMS }, (_, item) => item);

function tableOf(rows: readonly (readonly (readonly [number, number])[])[]): SparseTable {
  const entries = rows.map((row) => row.toSorted(([, a], [, b]) => b - a));
  const offsets = new Uint32Array(rows.length + 1);
  entries.forEach((row, i) => (offsets[i + 1] = (offsets[i] as number) + row.length));
  return {
    offsets,
    targets: Uint32Array.from(entries.flat(), ([target]) => target),
    weights: Float32Array.from(entries.flat(), ([, weight]) => weight),
  };
}

function expectShares(shares: Float32Array, recent: readonly number[], board: ScoreBoard): void {
  for (const target of everyItem) {
    const own = shares.subarray(target * recent.length, (target + 1) * recent.length);
    const sum = own.reduce((total, share) => total + share, 0);
    const score = board.scores[target] as number;
    expect(Math.abs(sum - score)).toBeLessThanOrEqual(1e-5 * Math.max(1, score));
  }
}

describe("rules and neighbours", () => {
  it("count what follows an item by 1 / rank; what is unknown keeps its place", () => {
    const table = tableOf([[[1, 4]], [[2, 6]], []]);
    const board = new ScoreBoard(3);
    scoreRules(table, [0, 7, 1, 0], { items: 3 }, board);
    expect([...board.scores]).toEqual([0, 4, 2]);
  });

  it("weigh neighbours as they are told", () => {
    const board = new ScoreBoard(2);
    scoreNeighbours(tableOf([[[1, 4]], [[0, 6]]]), [1, 0], [0.5, 2], board);
    expect([...board.scores]).toEqual([3, 8]);
  });

  it("explain a score as the sum of what each recent item gave", () => {
    fc.assert(
      fc.property(tables, recents, fc.integer({ min: 0, max: 20 }), (table, recent, items) => {
        const board = new ScoreBoard(ITEMS);
        const shares = new Float32Array(ITEMS * recent.length).fill(7);
        scoreRules(table, recent, { items }, board);
        explainRules(table, recent, { items }, everyItem, shares);
        expectShares(shares, recent, board);
        board.clear();
        const weights = recent.map((_, rank) => 2 ** -rank);
        scoreNeighbours(table, recent, weights, board);
        explainNeighbours(table, recent, weights, everyItem, shares);
        expectShares(shares, recent, board);
        const alone = new Float32Array(recent.length);
        explainNeighbours(table, recent, weights, [3], alone);
        expect(alone).toEqual(shares.slice(3 * recent.length, 4 * recent.length));
      }),
    );
  });

  it("score people one after the other on one board as each on a board of their own", () => {
    fc.assert(
      fc.property(tables, fc.array(recents, { maxLength: 5 }), (table, people) => {
        const shared = new ScoreBoard(ITEMS);
        for (const recent of people) {
          const own = new ScoreBoard(ITEMS);
          shared.clear();
          scoreRules(table, recent, { items: 10 }, shared);
          scoreRules(table, recent, { items: 10 }, own);
          expect(shared.scores).toEqual(own.scores);
        }
      }),
    );
  });
});
