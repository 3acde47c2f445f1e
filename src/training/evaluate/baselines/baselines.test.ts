import { describe, expect, it } from "vitest";
import { interactionsOf } from "../../../../test/harness/interactions-of.js";
import { trainItemNeighbours } from "../../recommender/co-occurrence.js";
import { ItemKnn } from "./item-knn.js";
import { OwnHistory } from "./own-history.js";
import { Popularity, RecentPopularity } from "./popularity.js";

const DAY = 86_400_000;
const some = interactionsOf([
  ["a", "x", 0],
  ["a", "y", 0],
  ["b", "x", 0],
  ["b", "y", 0],
  ["c", "z", 2 * DAY],
  ["d", "z", 2 * DAY],
  ["d", "x", 3 * DAY],
]);
const all = Uint32Array.from({ length: some.count }, (_, at) => at);

describe("baselines", () => {
  it("popularity counts", () => {
    const popularity = new Popularity(some);
    for (const at of all) popularity.apply(at);
    expect([...popularity.score()]).toEqual([3, 2, 2]);
  });

  it("recent popularity halves with its half-life", () => {
    const recent = new RecentPopularity(some, DAY);
    for (const at of all) recent.apply(at);
    const [x = 0, y = 0, z = 0] = recent.score();
    expect(x / y).toBeCloseTo((2 + 8) / 2);
    expect(z / y).toBeCloseTo(8 / 2);
  });

  it("item-kNN is the shrunk cosine of who met both, an item being nearest to itself", async () => {
    const neighbours = await trainItemNeighbours(some, { neighbours: 10, shrink: 1 });
    const knn = new ItemKnn(some, neighbours, 1);
    for (const at of all) knn.apply(at);
    const scores = knn.score({ at: 7, person: 3, time: 4 * DAY });
    // x is met by a, b, d; y by a, b; z by c, d. Of d the newest is x, then z: y comes through x alone.
    expect(scores[1]).toBeCloseTo(2 / (Math.sqrt(6) + 1));
    expect(scores[0]).toBeCloseTo(1 + 0.5 * (1 / (Math.sqrt(6) + 1)));
  });

  it("item-kNN gives who has no past what is popular", async () => {
    const knn = new ItemKnn(some, await trainItemNeighbours(some, { neighbours: 10, shrink: 1 }), 1);
    knn.apply(0);
    expect([...knn.score({ at: 1, person: 3, time: 1 })]).toEqual([1, 0, 0]);
  });

  it("own history is what the person met, newest first", () => {
    const own = new OwnHistory(some);
    for (const at of all) own.apply(at);
    const [x = 0, y = 0, z = 0] = own.score({ at: 7, person: 3, time: 4 * DAY });
    expect(x).toBeGreaterThan(z);
    expect(z).toBeGreaterThan(0);
    expect(y).toBe(0);
  });
});
