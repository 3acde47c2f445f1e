import { FEATURES, MOST, OCCASION_FEATURES, armFeatures, cellOf, ownResponses } from "../../domain/arm-features.js";
import type { Factors, Moment, Option } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { View } from "../../domain/view.js";
import { posterior } from "./beta.js";
import { cellStrength } from "./cell-strength.js";

/** Whose response to what is asked for. */
interface Asked {
  readonly draft: ProfileDraft;
  readonly option: Option;
  readonly context: EngineContext;
  readonly moment: Moment;
  readonly view: View;
}

/** What is believed so far. */
export interface Belief {
  readonly p: number;
  /** The last level of what was learnt from everybody that had a say. */
  readonly model: Factors["model"];
  /** The share of the evidence that is this person's own. */
  readonly evidence: number;
}

/** One level of the hierarchy: it moves what the level above believes as far as its own evidence goes. */
type Level = (above: Belief, asked: Asked) => Belief;

/** From what holds for everybody to what this person did. */
const LEVELS: readonly Level[] = [byArm, byCell, byContext, byPerson];

const LOWEST = 0.0001;
const HIGHEST = 0.9999;

/**
 * The probability of a positive response (a click, or the action's goal) by what was learnt of answers, from 0.0001 to 0.9999. Where no trained model scores
 * it is P of P·C·V·L; else one of that model's features.
 */
export function learntBelief(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
  view: View,
): Belief {
  const asked: Asked = { draft, option, context, moment, view };
  const { treatment } = option;
  let belief: Belief = {
    p: bounded(treatment.prior ?? context.arbitration.priors[treatment.channel]),
    model: "prior",
    evidence: 0,
  };
  for (const level of LEVELS) belief = level(belief, asked);
  return { p: bounded(belief.p), model: belief.model, evidence: belief.evidence };
}

/** The treatment's rate among everybody; the configured prior counts as `priorStrength` messages. */
function byArm(above: Belief, { option, context }: Asked): Belief {
  const arm = context.population.arms.get(nameOf(option));
  if (arm === undefined || arm.sent <= 0) return above;
  const p = posterior(above.p, context.arbitration.priorStrength, arm.positive, arm.sent);
  return { p, model: "beta", evidence: above.evidence };
}

/** Its rate among people in the same cell; everybody's counts as much as cells are alike. */
function byCell(above: Belief, { option, context, view }: Asked): Belief {
  const { arms } = context.population;
  if (arms.size === 0) return above;
  const cell = arms.get(`${nameOf(option)}@${cellOf(view)}`);
  if (cell === undefined || cell.sent <= 0) return above;
  const p = posterior(above.p, cellStrength(arms), cell.positive, cell.sent);
  return { p, model: "beta", evidence: above.evidence };
}

/** The linear model is believed as `priorStrength` messages for each of its weights are outweighed. */
const WEIGHTS = FEATURES.length;
const IS_OF_OCCASION: readonly boolean[] = FEATURES.map((_, at) => OCCASION_FEATURES.includes(at));
/** A linear model says nonsense far from what it was fitted on: it may make at most this much of a difference to the odds. */
const MOST_TIMES = 4;

/**
 * The channel's linear model says by how much the odds differ here, for this person at this hour, from the average message of the
 * channel on such an occasion; the arm's own odds are moved by that factor, raised to the share of its evidence. So it tells
 * contexts apart, and arms stay apart.
 */
function byContext(above: Belief, { draft, option, context, moment, view }: Asked): Belief {
  const model = context.population.linear.get(option.treatment.channel);
  if (model === undefined || model.messages <= 0) return above;
  const features = armFeatures(draft, option, context, moment, view);
  let here = 0;
  let average = 0;
  for (let i = 0; i < WEIGHTS; i++) {
    const weight = (model.weights[i] ?? 0) / MOST;
    const feature = features[i] as number;
    here += weight * feature;
    average += weight * (IS_OF_OCCASION[i] === true ? feature : (model.means[i] ?? 0));
  }
  const usual = oddsOf(bounded(average));
  const times = Math.min(MOST_TIMES, Math.max(1 / MOST_TIMES, oddsOf(bounded(here)) / usual));
  const share = model.messages / (model.messages + context.arbitration.priorStrength * WEIGHTS);
  const odds = oddsOf(bounded(above.p)) * times ** share;
  return { p: odds / (1 + odds), model: "linear", evidence: above.evidence };
}

/**
 * The person's own clicks on the channel; all above counts as `priorStrength` messages. The evidence is the weight that this person's
 * messages have in that.
 */
function byPerson(above: Belief, { draft, option, context, moment }: Asked): Belief {
  const { sent, clicked } = ownResponses(draft, option.treatment.channel, moment.time, context);
  if (sent <= 0) return above;
  const strength = context.arbitration.priorStrength;
  return {
    p: posterior(above.p, strength, clicked, sent),
    model: above.model === "prior" ? "beta" : above.model,
    evidence: sent / (sent + strength),
  };
}

function nameOf({ action, treatment }: Option): string {
  return `${action.id}/${treatment.id}`;
}

function oddsOf(p: number): number {
  return p / (1 - p);
}

function bounded(p: number): number {
  return Math.min(HIGHEST, Math.max(LOWEST, p));
}
