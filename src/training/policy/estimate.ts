import { type LoggedChoices, mostChoices, type Policy } from "./choices.js";
import type { RewardModel } from "./reward-model.js";
import type { Blocks } from "./people-blocks.js";

/** A row where a policy would choose with more than the rest of this something that could not be chosen says nothing of it. */
const LEAST_SUPPORT = 0.9;

/** Sums over rows, by block of people; and what says how much they are worth. */
export interface Sums {
  /** Rows that say something of the policy. */
  readonly rows: Float64Array;
  readonly weights: Float64Array;
  /** Of weight x reward. */
  readonly weighted: Float64Array;
  /** Of the doubly robust value. */
  readonly robust: Float64Array;
  /** Of the rewards themselves, on the same rows: the logged policy's. */
  readonly rewards: Float64Array;
  /** Kish (1965): (sum w)^2 / sum w^2, the number of rows that as much would be known by had the policy itself been logged. */
  effectiveSampleSize: number;
  /** (sum w r)^2 / sum (w r)^2 */
  effectiveRewards: number;
  supported: number;
  clipped: number;
  /** What the policy does more often than the logged one: max(0, w - 1), in all, squared, and times the rewards. */
  readonly more: { weights: number; squares: number; weighted: number };
}

export interface HowToEstimate {
  /** Weights are cut off there. */
  readonly clip: number;
  /** The model that has not seen the row's person. */
  readonly model: (row: number) => RewardModel;
  readonly blocks: Blocks;
}

/**
 * Goes through all rows once and adds up, for each policy, what its estimates are made of. With w = min(clip, pi(a|x) / mu(a|x)) and a model q of rewards:
 * inverse propensity scoring is mean(w r) (Horvitz & Thompson 1952; clipped: Ionides 2008), the self-normalised sum(w r) / sum(w) (Swaminathan & Joachims
 * 2015), doubly robust mean(sum_a pi(a|x) q(x,a) + w (r - q(x,a))) (Dudik, Langford & Li 2011).
 */
export function addUp(choices: LoggedChoices, policies: readonly Policy[], how: HowToEstimate): Sums[] {
  const { count, from, until, chosen, propensity, reward } = choices;
  const { clip, model, blocks } = how;
  const sums = policies.map(() => emptySums(blocks.count));
  const squares = policies.map(() => ({ weights: 0, weighted: 0 }));
  const most = mostChoices(choices);
  const [expected, wanted] = [new Float64Array(most), new Float64Array(most)];
  for (let row = 0; row < count; row++) {
    const [first, end] = [from[row] as number, until[row] as number];
    const { expected: of } = model(row);
    for (let choice = first; choice < end; choice++) expected[choice - first] = of(row, choice);
    const made = (chosen[row] as number) - first;
    const block = blocks.of[row] as number;
    policies.forEach((policy, p) => {
      policy.fill(row, wanted, expected);
      const support = total(wanted, end - first);
      if (support < LEAST_SUPPORT) return;
      const into = sums[p] as Sums;
      let value = 0;
      for (let at = 0; at < end - first; at++) value += ((wanted[at] as number) / support) * (expected[at] as number);
      const exact = (wanted[made] as number) / support / (propensity[row] as number);
      const weight = Math.min(clip, exact);
      const gained = reward[row] as number;
      into.supported++;
      if (exact > clip) into.clipped++;
      const square = squares[p] as { weights: number; weighted: number };
      square.weights += weight ** 2;
      square.weighted += (weight * gained) ** 2;
      const more = Math.max(0, weight - 1);
      into.more.weights += more;
      into.more.squares += more ** 2;
      into.more.weighted += more * gained;
      add(into.rows, block, 1);
      add(into.weights, block, weight);
      add(into.weighted, block, weight * gained);
      add(into.robust, block, value + weight * (gained - (expected[made] as number)));
      add(into.rewards, block, gained);
    });
  }
  sums.forEach((one, p) => {
    const { weights, weighted } = squares[p] as { weights: number; weighted: number };
    one.effectiveSampleSize = effective(one.weights, weights);
    one.effectiveRewards = effective(one.weighted, weighted);
  });
  return sums;
}

/** Kish's effective number of what has this sum (by block) and sum of squares. */
function effective(sums: Float64Array, squares: number): number {
  return squares === 0 ? 0 : total(sums, sums.length) ** 2 / squares;
}

function emptySums(blocks: number): Sums {
  const column = (): Float64Array => new Float64Array(blocks);
  const columns = { rows: column(), weights: column(), weighted: column(), robust: column(), rewards: column() };
  return {
    ...columns,
    effectiveSampleSize: 0,
    effectiveRewards: 0,
    supported: 0,
    clipped: 0,
    more: { weights: 0, squares: 0, weighted: 0 },
  };
}

function add(values: Float64Array, at: number, by: number): void {
  values[at] = (values[at] as number) + by;
}

function total(values: Float64Array, count: number): number {
  let sum = 0;
  for (let at = 0; at < count; at++) sum += values[at] as number;
  return sum;
}
