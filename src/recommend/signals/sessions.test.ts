import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SessionTable } from "../../models/recommender/model.js";
import { explainSessions, MOST_SESSION_ITEMS, ScoreBoard, type SessionScoring, scoreSessions } from "./index.js";

const ITEMS = 9;
const everyItem = Array.from({ length: ITEMS }, (_, item) => item);
const pasts = fc.array(fc.uniqueArray(fc.nat(ITEMS - 1), { minLength: 1, maxLength: 5 }), { maxLength: 25 });
const recents = fc.array(fc.integer({ min: -1, max: ITEMS }), { maxLength: 40 });
const hows = fc.record({
  sample: fc.integer({ min: 0, max: 30 }),
  neighbours: fc.integer({ min: 0, max: 30 }),
  items: fc.integer({ min: 1, max: MOST_SESSION_ITEMS }),
});

/** Sessions in order of age, the newest last. */
function tableOf(sessions: readonly (readonly number[])[], perItem = 1_000): SessionTable {
  const lists = everyItem.map((item) =>
    sessions
      .flatMap((session, at) => (session.includes(item) ? [at] : []))
      .reverse()
      .slice(0, perItem),
  );
  const offsetsOf = (rows: readonly (readonly number[])[]): Uint32Array =>
    Uint32Array.from([0, ...rows.map((_, at) => rows.slice(0, at + 1).flat().length)]);
  return {
    offsets: offsetsOf(sessions),
    items: Uint32Array.from(sessions.flat()),
    days: new Uint32Array(sessions.length),
    owners: new Uint32Array(sessions.length),
    itemOffsets: offsetsOf(lists),
    itemSessions: Uint32Array.from(lists.flat()),
  };
}

/** The definition, word by word. */
function byDefinition(
  sessions: readonly (readonly number[])[],
  recent: readonly number[],
  how: SessionScoring,
): number[] {
  const { sample: m, neighbours: k, items = 10 } = how;
  const looked = recent.slice(0, Math.min(items, MOST_SESSION_ITEMS));
  const alike = sessions.map((session, at) => {
    const ranks = looked.flatMap((item, rank) =>
      session.includes(item) && looked.indexOf(item) === rank ? [rank] : [],
    );
    const similarity = ranks.reduce((sum, rank) => sum + (looked.length - rank) / looked.length, 0);
    return { at, session, similarity, first: ranks[0] as number };
  });
  const nearest = alike
    .filter(({ first }) => first !== undefined)
    .slice(-m || sessions.length)
    .toSorted((a, b) => (Math.abs(a.similarity - b.similarity) < 1e-9 ? b.at - a.at : b.similarity - a.similarity))
    .slice(0, k);
  return everyItem.map((item) => {
    const sum = nearest.reduce(
      (total, { session, similarity, first }) => total + (session.includes(item) ? similarity / (first + 1) : 0),
      0,
    );
    const frequency = sessions.filter((session) => session.includes(item)).length;
    return frequency === 0 || m === 0 ? 0 : sum * (1 + Math.log(sessions.length / frequency));
  });
}

describe("session neighbours (VMIS-kNN)", () => {
  it("are the newest and nearest sessions by the definition", () => {
    fc.assert(
      fc.property(pasts, recents, hows, (sessions, recent, how) => {
        const board = new ScoreBoard(ITEMS);
        scoreSessions(tableOf(sessions, Math.max(1, how.sample)), recent, how, board);
        const expected = byDefinition(sessions, recent, how);
        for (const item of everyItem) expect(board.scores[item]).toBeCloseTo(expected[item] as number, 4);
      }),
      { numRuns: 500 },
    );
  });

  it("explain a score as the sum of what each recent item gave", () => {
    fc.assert(
      fc.property(pasts, recents, hows, (sessions, recent, how) => {
        const table = tableOf(sessions);
        const board = new ScoreBoard(ITEMS);
        const shares = new Float32Array(ITEMS * recent.length).fill(7);
        scoreSessions(table, recent, how, board);
        explainSessions(table, recent, how, everyItem, shares);
        for (const item of everyItem) {
          const own = shares.slice(item * recent.length, (item + 1) * recent.length);
          const sum = own.reduce((total, share) => total + share, 0);
          expect(sum).toBeCloseTo(board.scores[item] as number, 4);
          const alone = new Float32Array(recent.length);
          explainSessions(table, recent, how, [item], alone);
          expect(alone).toEqual(own);
        }
      }),
    );
  });

  it("are the same for people one after the other on one board as for each on a board of their own", () => {
    fc.assert(
      fc.property(pasts, fc.array(fc.tuple(recents, hows), { maxLength: 5 }), (sessions, people) => {
        const table = tableOf(sessions);
        const shared = new ScoreBoard(ITEMS);
        for (const [recent, how] of people) {
          const own = new ScoreBoard(ITEMS);
          shared.clear();
          scoreSessions(table, recent, how, shared);
          scoreSessions(table, recent, how, own);
          expect(shared.scores).toEqual(own.scores);
        }
      }),
    );
  });

  it("give nothing of a session that was emptied", () => {
    const table = tableOf([
      [0, 1],
      [0, 2],
    ]);
    table.items.fill(0xff_ff_ff_ff, table.offsets[0], table.offsets[1]);
    const board = new ScoreBoard(ITEMS);
    scoreSessions(table, [0], { sample: 10, neighbours: 10 }, board);
    expect([...board.items.subarray(0, board.count)]).toEqual([0, 2]);
  });
});
