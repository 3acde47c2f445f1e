import type { Factors, Option } from "../../domain/consideration.js";
import { NO_PREDICTIONS, type Prediction } from "../../domain/live-calibration.js";
import type { ScoredMoment } from "../../domain/scoring.js";
import { decay } from "../../domain/time.js";
import { contextWeight } from "./context-weight.js";
import { hazardOf } from "./hazard.js";
import { type Belief, learntBelief } from "./propensity.js";
import { askTrained, type Said } from "./trained.js";

/** One option, weighed. */
export interface Weighed {
  readonly factors: Factors;
  /** What trained models believe of it. */
  readonly predictions: readonly Prediction[];
}

/** What the options of one decision weigh, in their order. Trained models are asked for all of them at once. */
export function weigh(options: readonly Option[], scene: ScoredMoment): readonly Weighed[] {
  const { draft, moment, view, context } = scene;
  const beliefs = options.map((option) => learntBelief(draft, option, context, moment, view));
  const trained = askTrained(options, beliefs, scene);
  return options.map((option, at) => {
    const said = trained?.[at];
    return {
      factors: factorsOf(option, beliefs[at] as Belief, said?.p, scene),
      predictions: said?.predictions ?? NO_PREDICTIONS,
    };
  });
}

/**
 * Pega's priority P·C·V·L, what is left of the occasion's relevance, and what saying it costs. The score is in the shop's currency; saying nothing has 0. P
 * is the trained model's where one scores; which share of it is this person's own behaviour is what it is of the belief.
 */
function factorsOf(
  { action, treatment }: Option,
  belief: Belief,
  trained: Said["p"],
  { draft, moment, view, context }: ScoredMoment,
): Factors {
  const p = trained ?? belief.p;
  const c = contextWeight(action, context, view);
  const v = action.value;
  const l = action.lever;
  const priority = p * c * v * l;
  const relevance = decay(moment.time - moment.openedAt, action.relevanceHalfLifeMs);
  const { costs, leavingCost } = context.arbitration;
  const hazard = leavingCost === 0 ? 0 : hazardOf(draft, treatment.channel, moment.time, context);
  const cost = costs[treatment.channel] + hazard * leavingCost;
  const score = priority * relevance - cost;
  const { evidence, model } = belief;
  return trained === undefined
    ? { p, c, v, l, priority, relevance, cost, score, evidence, model }
    : { p, c, v, l, priority, relevance, cost, score, evidence, model: "trained", belief: belief.p };
}
