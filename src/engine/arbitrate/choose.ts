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
  const order = descending(scores, canRest);
  const weights = how.control ? order.map(() => 1 / order.length) : inverseGaps(order, scores, how.gamma);
  const best = order[0] as number;
  const drawn = order[draw(weights, seed)] as number;
  const probabilities = scores.map(() => 0);
  let silence = 0;
  for (let at = 0; at < order.length; at++) {
    const choice = order[at] as number;
    if (choice === SILENCE) silence = weights[at] as number;
    else probabilities[choice] = weights[at] as number;
  }
  const mode = how.control ? "control" : drawn === best ? "best" : "explore";
  return { chosen: drawn, probabilities, silence, best, second: order[1], mode };
}

/** The choices from the best to the worst. */
function descending(scores: readonly number[], canRest: boolean): number[] {
  const order: number[] = [];
  for (let option = 0; option < scores.length; option++) put(option, order, scores);
  if (canRest) put(SILENCE, order, scores);
  return order;
}

/** Behind those that are as good: there are a few only. */
function put(choice: number, order: number[], scores: readonly number[]): void {
  let at = order.length;
  order.push(choice);
  for (; at > 0 && scoreOf(order[at - 1] as number, scores) < scoreOf(choice, scores); at--)
    order[at] = order[at - 1] as number;
  order[at] = choice;
}

function scoreOf(choice: number, scores: readonly number[]): number {
  return choice === SILENCE ? 0 : (scores[choice] as number);
}

/** The probabilities of the choices, which are in descending order. */
function inverseGaps(order: readonly number[], scores: readonly number[], gamma: number): number[] {
  const best = scoreOf(order[0] as number, scores);
  const unit = best > 0 ? best : Math.abs(firstNot0(order, scores));
  const weights = [1];
  let others = 0;
  for (let at = 1; at < order.length; at++) {
    const gap = unit === 0 ? 0 : Math.min(WIDEST_GAP, (best - scoreOf(order[at] as number, scores)) / unit);
    const weight = gamma === Number.POSITIVE_INFINITY ? 0 : 1 / (order.length + gamma * gap);
    weights.push(weight);
    others += weight;
  }
  weights[0] = 1 - others;
  return weights;
}

function firstNot0(order: readonly number[], scores: readonly number[]): number {
  for (const choice of order) if (scoreOf(choice, scores) !== 0) return scoreOf(choice, scores);
  return 0;
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
