import { describe, expect, it } from "vitest";
import { visitor } from "../../test/harness/recommend-shop.js";
import { recentEvidence, seedEvidence } from "./evidence.js";

const rows = ["a", "b", "c"];
const rowOf = (id: string): number => rows.indexOf(id);
const kinds = { view: 1, cart: 3, save: 2, order: 4 };
const how = { floor: 0.1, recency: 1, halfLife: 1, kinds };

describe("recent items", () => {
  it("count by kind and by recency, each once", () => {
    expect(recentEvidence(visitor(["view a", "cart b", "view c"]), rowOf, how)).toEqual({
      rows: [0, 1, 2],
      kinds: ["view", "cart", "view"],
      weights: [1.1, 3 * (0.1 + 0.5), 0.1 + 0.25],
    });
  });

  it("that stand with several kinds have the rank of the newest and the kind of the weightiest", () => {
    expect(recentEvidence(visitor(["view a", "view b", "order a", "save a"]), rowOf, how)).toMatchObject({
      rows: [0, 1],
      kinds: ["order", "view"],
      weights: [4.4, 0.6],
    });
  });

  it("take no rank where the catalogue doesn't hold them, or their kind says nothing", () => {
    const taste = visitor(["view gone", "view a", "cart b", "view c"]);
    const evidence = recentEvidence(taste, rowOf, { ...how, kinds: { ...kinds, cart: 0 } });
    expect(evidence).toMatchObject({ rows: [0, 2], weights: [1.1, 0.6] });
  });
});

describe("items asked about", () => {
  it("are called what the person did with them", () => {
    expect(seedEvidence(["c", "gone", "a", "c"], "view", visitor(["view a", "cart a"]), rowOf, kinds)).toEqual({
      rows: [2, 0],
      kinds: ["view", "cart"],
      weights: [0.5, 0.5],
    });
  });
});
