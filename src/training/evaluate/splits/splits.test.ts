import { describe, expect, it } from "vitest";
import { interactionsOf } from "../../../../test/harness/interactions-of.js";
import { leaveLastOut } from "./leave-last-out.js";
import { parseNegatives, sampleNegatives } from "./negatives.js";
import { sessionWindows } from "./sessions.js";
import { splitStratified } from "./stratified.js";
import { splitByTime } from "./time-split.js";

const ten = interactionsOf(
  Array.from({ length: 10 }, (_, at) => [`p${at % 3}`, `i${at}`, at < 7 ? at : at === 9 ? 9 : 7] as const),
);

describe("the split in time", () => {
  it("has one cut for everybody, and validates right before it", () => {
    expect(splitByTime(ten, 0.7, 0.2)).toEqual({ validation: 5, test: 7, end: 10 });
  });

  it("never parts one instant", () => {
    expect(splitByTime(ten, 0.8, 0.2).test).toBe(7);
    expect(() =>
      splitByTime(
        interactionsOf([
          ["a", "x", 1],
          ["b", "y", 1],
        ]),
        0.5,
        0.25,
      ),
    ).toThrow(expect.objectContaining({ code: "ATTUNE_EVALUATION_EMPTY" }));
  });
});

describe("leave last out", () => {
  const some = interactionsOf([
    ["a", "x", 1],
    ["b", "x", 2],
    ["a", "y", 3],
    ["a", "z", 4],
    ["b", "z", 5],
    ["a", "w", 6],
  ]);

  it("holds out the last of everybody with three", () => {
    const { train, cases } = leaveLastOut(some);
    expect([...cases]).toEqual([5]);
    expect([...train]).toEqual([0, 1, 2, 3, 4]);
  });

  it("holds out the one before for validation, the last out of sight", () => {
    const { train, cases } = leaveLastOut(some, leaveLastOut(some).train);
    expect([...cases]).toEqual([3]);
    expect([...train]).toEqual([0, 1, 2, 4]);
  });

  it("draws negatives that the person never met", () => {
    const [first] = sampleNegatives(ten, Uint32Array.of(9), 4, 1);
    expect(first?.negatives).toHaveLength(4);
    expect(first?.negatives.some((item) => [0, 3, 6, 9].includes(item))).toBe(false);
    expect(sampleNegatives(ten, Uint32Array.of(9), 99, 1)[0]?.negatives).toHaveLength(6);
  });

  it("reads NCF's files, unknown items included", () => {
    const { cases, unknownItems } = parseNegatives("(a,z)\tx\ty\n(b,q)\tx\tr\n", some);
    expect(cases).toEqual([
      { person: 0, item: 2, negatives: [0, 1] },
      { person: 1, item: 4, negatives: [0, 5] },
    ]);
    expect(unknownItems).toEqual(["q", "r"]);
    expect(() => parseNegatives("a z x", some)).toThrow("negatives, line 1");
    expect(() => parseNegatives("(c,z)\tx", some)).toThrow("no user c");
  });
});

describe("the stratified split", () => {
  it("takes its share of everybody, the same for the same seed", () => {
    const rows = Array.from({ length: 80 }, (_, at) => [`p${at % 2}`, `i${at}`, at] as const);
    const { train, test } = splitStratified(interactionsOf(rows), 0.75, 42);
    expect(train).toHaveLength(60);
    expect([...test].filter((at) => at % 2 === 0)).toHaveLength(10);
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(rows.map((_, at) => at));
    expect(splitStratified(interactionsOf(rows), 0.75, 42).test).toEqual(test);
    expect(splitStratified(interactionsOf(rows), 0.75, 43).test).not.toEqual(test);
  });
});

describe("windows of sessions", () => {
  it("learn from sessions that ended before, and leave out what they cannot know", () => {
    const rows = [
      ["s1", "a", 0],
      ["s1", "b", 1],
      ["s2", "b", 80],
      ["s2", "new", 81],
      ["s2", "a", 82],
      ["s3", "a", 90],
      ["s4", "a", 100],
      ["s4", "c", 110],
      ["s5", "c", 190],
      ["s5", "a", 200],
    ] as const;
    const [first, second] = sessionWindows(interactionsOf(rows), 2, 0.25);
    expect([...(first?.train ?? [])]).toEqual([0, 1]);
    expect(first?.sessions).toEqual([[2, 4]]);
    expect([...(second?.train ?? [])]).toEqual([6, 7]);
    expect(second?.sessions).toEqual([[8, 9]]);
  });
});
