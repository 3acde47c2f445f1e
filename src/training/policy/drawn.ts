import type { Decision } from "../../domain/decision.js";
import { SILENCE } from "./choices.js";

/** What could come of a decision, with the probability of each: they add up to 1. */
export interface DrawnFrom {
  /** `<action>/<treatment>`, and SILENCE. */
  readonly arms: readonly string[];
  readonly probabilities: readonly number[];
  /** What the decision believed of each: the probability of a positive response. */
  readonly beliefs: readonly number[];
}

export function drawnOf({ candidates, silenceProbability }: Decision): DrawnFrom {
  const arms: string[] = [];
  const probabilities: number[] = [];
  const beliefs: number[] = [];
  const put = (arm: string, probability: number, belief: number): void => {
    arms.push(arm);
    probabilities.push(probability);
    beliefs.push(belief);
  };
  for (const { action, treatment, probability, p } of candidates)
    if (probability > 0) put(`${action}/${treatment}`, probability, p);
  if (silenceProbability > 0) put(SILENCE, silenceProbability, 0);
  return { arms, probabilities, beliefs };
}
