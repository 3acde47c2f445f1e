import { describe, expect, it } from "vitest";
import { PeopleBootstrap } from "./bootstrap.js";

describe("the bootstrap over people", () => {
  const people = Array.from({ length: 2000 }, (_, at) => Math.floor(at / 10));

  it("holds the mean, and is the same for the same seed", () => {
    const ranks = people.map((_, at) => (at % 4 === 0 ? 1 : 100));
    const [low, high] = new PeopleBootstrap(people, 7).intervals(ranks)["hr@10"];
    expect(low).toBeLessThan(0.25);
    expect(high).toBeGreaterThan(0.25);
    expect(new PeopleBootstrap(people, 7).intervals(ranks)["hr@10"]).toEqual([low, high]);
  });

  it("is wider where a person's cases hang together", () => {
    const width = (ranks: number[]): number => {
      const [low, high] = new PeopleBootstrap(people, 1).intervals(ranks)["hr@10"];
      return high - low;
    };
    const apart = width(people.map((_, at) => (at % 4 === 0 ? 1 : 100)));
    const together = width(people.map((person) => (person % 4 === 0 ? 1 : 100)));
    // 200 people instead of 2,000 cases: about sqrt(10) times as wide.
    expect(together).toBeGreaterThan(2 * apart);
    expect(together).toBeCloseTo(2 * 1.96 * Math.sqrt((0.25 * 0.75) / 200), 1);
  });

  it("pairs what it compares", () => {
    const harder = people.map((person, at) => (person % 2 === 0 ? 100 : 1 + (at % 3)));
    const better = harder.map((rank, at) => (at % 20 === 0 ? 1 : rank));
    const bootstrap = new PeopleBootstrap(people, 3);
    const [low, high] = bootstrap.differences(better, harder)["hr@10"];
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(0.06);
    expect(bootstrap.differences(harder, harder)["ndcg@10"]).toEqual([0, 0]);
  });
});
