import type { Choice } from "../../domain/consideration.js";
import { hash53 } from "../../domain/hash.js";

const SILENCE = -1;
const DRAW_SEED = 41;
/** However bad a choice is, it keeps some probability where there is exploration. */
const WIDEST_GAP = 1e9;

export interface HowToChoose {
  /** The larger, the less is explored; Infinity: the best. */
  readonly gamma: number;
  /** The person is in the control arm: every choice, silence too, is as likely as any other. */
  readonly control: boolean;
  /** Saying nothing is no choice: for messages that the person is owed (an order's confirmation). */
  readonly mustSpeak?: boolean;
}

/**
 * Draws one of the options or silence, which has score 0, by inverse-gap weighting: one whose score is `gap` below the best of K
 * choices has the probability 1 / (K + gamma x gap), the best has what is left (Abe & Long 1999; SquareCB, Foster & Rakhlin 2020,
 * arXiv:2002.04926). The theory has rewards within 1; scores are money, so the gap is measured in units of what the best is worth
 * more than silence (where silence is the best: of what the next choice loses). A currency changes nothing, and silence beside
 * something good has 1 / (K + gamma).
 *
 * The draw is a hash of `seed`; the probabilities are those it is made with, whatever comes of it. Of equal scores the earlier is
 * the better, silence last. The control arm is uniform over the options and silence, so that every policy's choices have support
 * in it, those that say less too.
 */
export function choose(scores: readonly number[], seed: string, how: HowToChoose): Choice {
  const canRest = how.mustSpeak !== true || scores.length === 0;
  const order = [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  if (canRest) order.splice(order.filter((option) => (scores[option] as number) >= 0).length, 0, SILENCE);
  const scoreOf = (choice: number): number => (choice === SILENCE ? 0 : (scores[choice] as number));
  const best = order[0] as number;
  const weights = how.control ? order.map(() => 1 / order.length) : inverseGaps(order.map(scoreOf), how.gamma);
  const drawn = order[draw(weights, seed)] as number;
  const probabilities = scores.map(() => 0);
  let silence = 0;
  order.forEach((choice, at) => {
    if (choice === SILENCE) silence = weights[at] as number;
    else probabilities[choice] = weights[at] as number;
  });
  const mode = how.control ? "control" : drawn === best ? "best" : "explore";
  return { chosen: drawn, probabilities, silence, best, second: order[1], mode };
}

/** `descending` scores -> their probabilities. */
function inverseGaps(descending: readonly number[], gamma: number): number[] {
  const best = descending[0] as number;
  const unit = best > 0 ? best : Math.abs(descending.find((score) => score !== 0) ?? 0);
  const others = descending.slice(1).map((score) => {
    if (gamma === Number.POSITIVE_INFINITY) return 0;
    const gap = unit === 0 ? 0 : Math.min(WIDEST_GAP, (best - score) / unit);
    return 1 / (descending.length + gamma * gap);
  });
  return [1 - others.reduce((sum, each) => sum + each, 0), ...others];
}

/** Which one: the first whose cumulated probability passes a number from 0 to 1 that the seed stands for. Never one without probability. */
function draw(weights: readonly number[], seed: string): number {
  const at = hash53(seed, DRAW_SEED) / 2 ** 53;
  let passed = 0;
  for (let i = 0; i < weights.length; i++) {
    passed += weights[i] as number;
    if (at < passed) return i;
  }
  return weights.findLastIndex((weight) => weight > 0);
}
