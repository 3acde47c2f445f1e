import { type LoggedChoices, type Policy, SILENCE } from "./choices.js";

/** An arm's value is pulled towards its group's as if so many more rows had shown that: one lucky row makes no best arm. */
const STRENGTH = 20;

/**
 * Always the same choice within a group: the one of the highest value on the rows that `learnsFrom` gives (self-normalised importance weighting, shrunk).
 * Where a row hasn't got it, nothing is said; where that isn't possible either, any.
 */
export function bestArm(choices: LoggedChoices, learnsFrom: (row: number) => boolean): Policy {
  const best = bestByGroup(choices, learnsFrom);
  const silence = choices.arms.indexOf(SILENCE);
  const { group, from, until, arm } = choices;
  return {
    fill(row, into) {
      const [first, end] = [from[row] as number, until[row] as number];
      const wanted = best[group[row] as number] as number;
      let at = arm.subarray(first, end).indexOf(wanted);
      if (at < 0) at = arm.subarray(first, end).indexOf(silence);
      into.fill(at < 0 ? 1 / (end - first) : 0, 0, end - first);
      if (at >= 0) into[at] = 1;
    },
  };
}

/** By group: the arm; -1 where no row teaches anything. */
function bestByGroup(choices: LoggedChoices, learnsFrom: (row: number) => boolean): Int32Array {
  const { count, arms, groups, group, reward, propensity, chosen, arm } = choices;
  const weights = new Float64Array(groups.length * arms.length);
  const sums = new Float64Array(groups.length * arms.length);
  const rows = new Uint32Array(groups.length);
  for (let row = 0; row < count; row++) {
    if (!learnsFrom(row)) continue;
    const of = group[row] as number;
    const cell = of * arms.length + (arm[chosen[row] as number] as number);
    rows[of] = (rows[of] as number) + 1;
    const weight = 1 / (propensity[row] as number);
    weights[cell] = (weights[cell] as number) + weight;
    sums[cell] = (sums[cell] as number) + weight * (reward[row] as number);
  }
  return Int32Array.from(groups, (_, of) => {
    const [start, end] = [of * arms.length, (of + 1) * arms.length];
    const [weight, sum] = [total(weights, start, end), total(sums, start, end)];
    if (weight === 0) return -1;
    // What a row weighs on average: STRENGTH is in rows.
    const unit = weight / (rows[of] as number);
    const value = (cell: number): number =>
      ((sums[cell] as number) + STRENGTH * unit * (sum / weight)) / ((weights[cell] as number) + STRENGTH * unit);
    let best = -1;
    for (let cell = start; cell < end; cell++)
      if ((weights[cell] as number) > 0 && (best < 0 || value(cell) > value(best + start))) best = cell - start;
    return best;
  });
}

function total(values: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at++) sum += values[at] as number;
  return sum;
}
