import { describe, expect, it } from "vitest";
import { coverageOf, experimentResults } from "../results/index.js";
import { coverageLines, experimentLines, funnelLines } from "./results-lines.js";

const numbers = (of: Record<string, number>) => new Map(Object.entries(of));

describe("results as people read them", () => {
  it("is a table of variants, with a verdict and the alarm", () => {
    const statistics = new Map([
      [
        "experiment/words",
        numbers({
          "plain.people": 20_000,
          "plain.converted": 1_000,
          "plain.value": 30_000,
          "plain.value2": 1_200_000,
          "warm.people": 18_000,
          "warm.converted": 1_400,
        }),
      ],
    ]);
    const variants = ["plain", "warm"].map((id) => ({ id, share: 0.5 }));
    const experiment = { id: "words", action: "cart-reminder", dimension: "content" as const, variants };
    expect(experimentLines(experimentResults(statistics, [experiment], { share: 0, salt: "" }))).toEqual([
      "experiment words: content of cart-reminder",
      "  variant  people  converted    rate     95 % interval     lift       95 % interval  per person  verdict",
      "  plain    20,000      1,000  5.00 %  4.71 % to 5.31 %                                     1.50  control",
      "  warm     18,000      1,400  7.78 %  7.40 % to 8.18 %  +55.6 %  +43.3 % to +67.8 %        0.00  better than the control",
      "  ALARM: people are not split as planned (p = 1.1e-24). Something loses or adds people: don't believe this result.",
    ]);
    expect(experimentLines([])).toEqual(["no experiments are configured (config/experiments.yaml)"]);
  });

  it("says why it ended, in words, the most frequent first", () => {
    expect(funnelLines({ "contact.cap": 3, "consent.unknown": 1_200 })).toEqual([
      "funnel: why it ended where it did",
      "  consent.unknown  1,200  the person has not agreed to this purpose on this channel, and agreement is required",
      "  contact.cap          3  a cap in its window is used up",
    ]);
    expect(funnelLines({})).toEqual(["funnel: nothing was decided yet"]);
  });

  it("shows what is relevant and never told", () => {
    const coverage = coverageOf(
      new Map([["coverage", numbers({ "a.considered": 9, "a.relevant": 8, "a.untold": 6 })]]),
      ["a"],
    );
    expect(coverageLines(coverage).slice(1)).toEqual([
      "  action  considered  relevant  told  never told  share",
      "  a                9         8     0           6  75.0 %",
    ]);
  });
});
