import { describe, expect, it } from "vitest";
import { interactionsOf } from "../../../test/harness/interactions-of.js";
import type { Contender } from "./contender.js";
import { replayCases, type ReplayPlan } from "./replay-cases.js";

const rows = interactionsOf([
  ["a", "x", 1],
  ["b", "y", 2],
  ["a", "y", 3],
  ["a", "x", 4],
  ["b", "z", 5],
  ["c", "x", 6],
]);
const plan: ReplayPlan = { from: 2, to: 6, repeats: false, catalogue: "seen", mostCases: 100, seed: 1 };
const STAGE = { advance: () => undefined, apply: () => {} };

/** Scores all items alike, and writes down what it was asked. */
function recorder(): Contender & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    name: "recorder",
    calls,
    score: ({ at }) => {
      calls.push(`score ${at}`);
      return new Float32Array(3);
    },
    apply: (at) => void calls.push(`apply ${at}`),
  };
}

describe("a replay", () => {
  it("foresees each interaction before it is applied, and everything is applied", async () => {
    const contender = recorder();
    await replayCases(rows, { ...plan, repeats: true, catalogue: "all" }, [contender], STAGE, () => {});
    expect(contender.calls).toEqual([
      "apply 0",
      "apply 1",
      "score 2",
      "apply 2",
      "score 3",
      "apply 3",
      "score 4",
      "apply 4",
      "score 5",
      "apply 5",
    ]);
  });

  it("leaves out what the person met, and counts what repeats it apart", async () => {
    const { at, ranks, repeated, history } = await replayCases(rows, plan, [recorder()], STAGE, () => {});
    expect([...at]).toEqual([2, 4, 5]);
    expect(repeated).toBe(1);
    expect([...history]).toEqual([1, 1, 0]);
    // a, who met x: y alone is left. Nobody met z before b did. c, of whom nothing is known, among x, y and z.
    expect([...(ranks.get("recorder") ?? [])]).toEqual([1, Number.POSITIVE_INFINITY, 2]);
  });

  it("knows the whole catalogue where that is assumed, and repeats where they count", async () => {
    const all = { ...plan, catalogue: "all", repeats: true } as const;
    const { ranks, repeated } = await replayCases(rows, all, [recorder()], STAGE, () => {});
    expect([...(ranks.get("recorder") ?? [])]).toEqual([2, 2, 2, 2]);
    expect(repeated).toBe(0);
  });

  it("scores a seeded sample where there are many", async () => {
    const few = { ...plan, repeats: true, mostCases: 2 };
    const once = await replayCases(rows, few, [recorder()], STAGE, () => {});
    expect(once.at.length).toBeLessThan(4);
    expect((await replayCases(rows, few, [recorder()], STAGE, () => {})).at).toEqual(once.at);
  });

  it("takes no NaN", async () => {
    const broken: Contender = { name: "broken", score: () => Float32Array.of(Number.NaN, 0, 0), apply: () => {} };
    await expect(replayCases(rows, { ...plan, repeats: true }, [broken], STAGE, () => {})).rejects.toMatchObject({
      code: "ATTUNE_SCORE_INVALID",
    });
  });
});
