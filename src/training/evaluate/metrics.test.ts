import { describe, expect, it } from "vitest";
import { byHistory, byPopularity, decilesOf } from "./breakdown.js";
import { listMetricsOf } from "./list-metrics.js";
import { metricsOf } from "./metrics.js";
import { midRank, topOf } from "./rank.js";
import { spreadOf } from "./spread.js";

describe("the rank of what happened", () => {
  it("counts what scores higher", () => {
    expect(midRank([0.1, 0.9, 0.5, 0.7], 2)).toBe(3);
  });

  it("shares places among ties: a model that scores everything alike gains nothing", () => {
    expect(midRank([5, 5, 5, 5, 5], 0)).toBe(3);
    expect(midRank([9, 5, 5, 1], 2)).toBe(2.5);
    expect(metricsOf([midRank(new Float32Array(100), 0)])["hr@10"]).toBe(0);
  });

  it("leaves out what is no candidate, but never the target", () => {
    const met = Uint8Array.from([1, 0, 1, 0]);
    expect(midRank([9, 8, 7, 6], 3, met)).toBe(2);
    expect(midRank([9, 8, 7, 6], 2, met)).toBe(2);
  });

  it("holds items nobody can score last, and takes no NaN", () => {
    expect(midRank([Number.NEGATIVE_INFINITY, 1, Number.NEGATIVE_INFINITY], 0)).toBe(2.5);
    expect(() => midRank([1, Number.NaN, 0], 0)).toThrow(expect.objectContaining({ code: "ATTUNE_SCORE_INVALID" }));
    expect(() => midRank([Number.NaN, 1, 0], 0)).toThrow("the score of item 0 is no number");
    expect(midRank([1, Number.NaN, 0], 0, Uint8Array.from([0, 1, 0]))).toBe(1);
  });

  it("has the best of k, the first among ties", () => {
    expect(topOf([1, 7, 7, 9, 2], 3)).toEqual([3, 1, 2]);
    expect(topOf([1, 7, 7, 9, 2], 3, Uint8Array.from([0, 1, 0, 1, 0]))).toEqual([2, 4, 0]);
    expect(topOf([1, 2], 10)).toEqual([1, 0]);
  });
});

describe("metrics", () => {
  it("are those of the literature for one relevant item", () => {
    const {
      "hr@10": hits,
      "ndcg@10": gain,
      "mrr@20": reciprocal,
      "hr@20": wider,
    } = metricsOf([1, 3, 10, 10.5, 20, 21]);
    expect(hits).toBeCloseTo(3 / 6);
    expect(gain).toBeCloseTo((1 + 1 / 2 + 1 / Math.log2(11)) / 6);
    expect(reciprocal).toBeCloseTo((1 + 1 / 3 + 1 / 10 + 1 / 10.5 + 1 / 20) / 6);
    expect(wider).toBeCloseTo(5 / 6);
  });

  it("of a list are those of microsoft/recommenders", () => {
    // Hits on places 1 and 3 of 10, three relevant.
    const metrics = listMetricsOf([4, 8, 5, 9, 10, 11, 12, 13, 14, 15], new Set([4, 5, 6]));
    expect(metrics["precision@10"]).toBeCloseTo(0.2);
    expect(metrics["recall@10"]).toBeCloseTo(2 / 3);
    expect(metrics["map@10"]).toBeCloseTo((1 + 2 / 3) / 3);
    expect(metrics["ndcg@10"]).toBeCloseTo((1 + 0.5) / (1 + 1 / Math.log2(3) + 0.5));
    expect(listMetricsOf([1], new Set(Array.from({ length: 20 }, (_, at) => at)))["ndcg@10"]).toBeLessThan(0.3);
  });

  it("come by history and by popularity, people and items without a past included", () => {
    const ranks = [1, 50, 1, 50];
    expect(byHistory(ranks, [0, 4, 5, 20]).map(({ name, metrics }) => [name, metrics["hr@10"]])).toEqual([
      ["0", 1],
      ["1-4", 0],
      ["5-19", 1],
      ["20+", 0],
    ]);
    const counts = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
    expect([...decilesOf(counts)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(byPopularity([1, 50, 50], [0, 10, 10], counts).map(({ name, cases }) => [name, cases])).toEqual([
      ["new", 1],
      ["10", 2],
    ]);
  });

  it("say how widely lists spread", () => {
    expect(spreadOf([1, 1, 1, 1])).toEqual({ coverage: 1, gini: 0 });
    const { coverage, gini } = spreadOf([0, 0, 0, 4]);
    expect(coverage).toBe(0.25);
    expect(gini).toBeCloseTo(0.75);
  });
});
