import { describe, expect, it } from "vitest";
import { interactionsOf } from "../../../test/harness/interactions-of.js";
import { before, sliceInteractions } from "./slice.js";

const some = interactionsOf([
  ["a", "x", 1],
  ["b", "y", 2, "order"],
  ["c", "z", 3],
  ["b", "z", 4],
]);

describe("a part of the interactions", () => {
  it("knows nobody and nothing else: nothing of the future leaks into what is trained on", () => {
    const part = sliceInteractions(some, [1, 3]);
    expect(part).toMatchObject({ count: 2, people: ["b"], items: ["y", "z"] });
    expect([...part.person, ...part.item, ...part.kind, ...part.time]).toEqual([0, 0, 0, 1, 3, 0, 2, 4]);
    expect(before(some, 2)).toMatchObject({ people: ["a", "b"], items: ["x", "y"] });
  });
});
