import type { Factors, Moment, Option } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { decay } from "../../domain/time.js";
import type { View } from "../../domain/view.js";
import { contextWeight } from "./context-weight.js";
import { hazardOf } from "./hazard.js";
import { propensityOf } from "./propensity.js";

/**
 * What one option weighs: Pega's priority P·C·V·L, what is left of the occasion's relevance, and what saying it costs. The score is in
 * the shop's currency; saying nothing has 0.
 */
export function factorsOf(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
  view: View,
): Factors {
  const { action, treatment } = option;
  const { p, model, evidence } = propensityOf(draft, option, context, moment, view);
  const c = contextWeight(action, context, view);
  const v = action.value;
  const l = action.lever;
  const priority = p * c * v * l;
  const relevance = decay(moment.time - moment.openedAt, action.relevanceHalfLifeMs);
  const { costs, leavingCost } = context.arbitration;
  const hazard = leavingCost === 0 ? 0 : hazardOf(draft, treatment.channel, moment.time, context);
  const cost = costs[treatment.channel] + hazard * leavingCost;
  return { p, c, v, l, priority, relevance, cost, score: priority * relevance - cost, evidence, model };
}
