import type { Part } from "./train-network.js";

/** What each answer counts in the loss. */
export interface AnswerWeights {
  /** Of a yes, of a no; their mean over the rows is 1. */
  readonly yes: number;
  readonly no: number;
  /** log(yes / no): so much too high are the logits that such a loss leads to. Taking it off the output's bias undoes it exactly. */
  readonly shift: number;
  /** The logit of the share of yeses. */
  readonly prior: number;
}

/** @param most how much more a yes may count than a no */
export function weighAnswers({ answers, counts }: Part, most: number): AnswerWeights {
  let [yeses, noes] = [0, 0];
  counts.forEach((count, at) => {
    if (answers[at] === 1) yeses += count;
    else noes += count;
  });
  const ratio = Math.min(most, Math.max(1, noes / yeses));
  const no = answers.length / (yeses * ratio + noes);
  return { yes: no * ratio, no, shift: Math.log(ratio), prior: Math.log(yeses / noes) };
}
