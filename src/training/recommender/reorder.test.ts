import { describe, expect, it } from "vitest";
import { interactionsOf } from "../../../test/harness/interactions-of.js";
import { trainReorder } from "./reorder.js";

const DAY = 86_400_000;

describe("days until a reorder", () => {
  it("are the median between two purchases of an item by one person", () => {
    const interactions = interactionsOf([
      ["eva", "coffee", 0, "order"],
      ["tom", "coffee", 0, "order"],
      ["tom", "coffee", 5 * DAY],
      ["eva", "lamp", 6 * DAY, "order"],
      ["eva", "coffee", 10 * DAY, "order"],
      ["tom", "coffee", 20 * DAY, "order"],
      ["tom", "lamp", 20 * DAY, "order"],
      ["eva", "coffee", 46 * DAY, "order"],
    ]);
    expect([...trainReorder(interactions, { purchases: 3 })]).toEqual([20, 0]);
    expect([...trainReorder(interactions, { purchases: 4 })]).toEqual([0, 0]);
    expect(trainReorder(interactions, { purchases: 3 }).buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it("take orders within a day as one, and the mean of the two in the middle", () => {
    const interactions = interactionsOf([
      ["eva", "tea", 0, "order"],
      ["eva", "tea", DAY / 2, "order"],
      ["eva", "tea", 4 * DAY, "order"],
      ["tom", "tea", 4 * DAY, "order"],
      ["tom", "tea", 11 * DAY, "order"],
    ]);
    expect([...trainReorder(interactions, { purchases: 1 })]).toEqual([5.5]);
  });
});
