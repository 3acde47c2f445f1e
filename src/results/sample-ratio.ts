import { chiSquareAbove } from "./chi-square.js";

/** Assignment is a hash: shares this far from the planned ones mean that something lost or added people, and no result can be believed. */
const ALARM = 0.001;

export interface SampleRatio {
  readonly p: number;
  readonly mismatch: boolean;
}

/**
 * Sample ratio mismatch: Pearson's chi-square test of the people in each variant against the planned shares, which need not add up to 1
 * (Fabijan et al. 2019, KDD, "Diagnosing sample ratio mismatch in online controlled experiments").
 */
export function sampleRatio(people: readonly number[], shares: readonly number[]): SampleRatio {
  const all = people.reduce((sum, each) => sum + each, 0);
  const whole = shares.reduce((sum, each) => sum + each, 0);
  let statistic = 0;
  let cells = 0;
  people.forEach((seen, at) => {
    const expected = whole === 0 ? 0 : (all * (shares[at] ?? 0)) / whole;
    if (expected === 0) return;
    statistic += (seen - expected) ** 2 / expected;
    cells++;
  });
  const p = cells < 2 ? 1 : chiSquareAbove(statistic, cells - 1);
  return { p, mismatch: p < ALARM };
}
