import type { Action } from "../../domain/action.js";
import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import { HOLDOUT, HOLDOUT_GOAL, isForHoldout, isInArm } from "../../domain/experiment.js";
import { moneyOf } from "../../domain/fields.js";
import type { Trial } from "../../domain/experiment.js";
import type { PersonKey } from "../../domain/person.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet } from "../../domain/step.js";

/**
 * The person comes to a decision in which the variant of an experiment matters for the first time: this action would be
 * considered, whatever becomes of it. From then on they count in the experiment. The same for the global holdout, where the action
 * obeys it: everybody else is "treated".
 */
export function noteTrial(
  draft: ProfileDraft,
  action: Action,
  time: number,
  context: EngineContext,
  out: Outlet,
): void {
  const { variantOf } = action;
  if (variantOf !== undefined && countsIn(action, draft.person, context))
    enter(draft, variantOf.experiment, variantOf.variant, time, context, out);
  if (context.holdout.share > 0 && isForHoldout(action)) {
    enter(draft, HOLDOUT, isInArm(context.holdout, draft.person) ? "held-out" : "treated", time, context, out);
  }
}

/**
 * The holdout gets no variant, and in the control arm chance decides whether one is said: both would only make variants look alike. Both are drawn
 * by salts of their own, so that leaving them out leaves the variants' shares as they are. The holdout's own comparison keeps the control arm:
 * it is a part of what the programme does.
 */
function countsIn(action: Action, person: PersonKey, { holdout, control }: EngineContext): boolean {
  if (holdout.share > 0 && isForHoldout(action) && isInArm(holdout, person)) return false;
  // What a person is owed is never drawn.
  const isOwed = action.class === "transactional" || action.class === "service";
  return control.share === 0 || isOwed || !isInArm(control, person);
}

/**
 * Once a person and experiment. A full list makes room by what is no longer configured; else the person is not counted, rather
 * than twice.
 */
function enter(
  draft: ProfileDraft,
  experiment: string,
  variant: string,
  time: number,
  context: EngineContext,
  out: Outlet,
): void {
  const trials = draft.read("trials");
  if (trials.some((trial) => trial.experiment === experiment)) return;
  if (trials.length >= context.limits.trials) {
    const stale = trials.findIndex(
      (trial) => trial.experiment !== HOLDOUT && !context.experiments.some(({ id }) => id === trial.experiment),
    );
    if (stale < 0) return;
    draft.write("trials").splice(stale, 1);
  }
  draft.write("trials").push({ experiment, variant, since: time, converted: false });
  out.learn(`experiment/${experiment}`, `${variant}.people`, 1);
}

/**
 * The goal of the experiment's action (of the holdout: an order), within the goal's window of the person's first exposure: converted, once.
 * Every person counts as assigned, whether a message was sent or not (intention to treat).
 */
export function convertTrials(draft: ProfileDraft, event: SegmentEvent, actions: readonly Action[], out: Outlet): void {
  draft.read("trials").forEach((trial, at) => {
    if (trial.converted || event.time < trial.since) return;
    const window = windowOf(trial, event, actions);
    if (window === undefined || event.time - trial.since > window) return;
    draft.write("trials")[at] = { ...trial, converted: true };
    const group = `experiment/${trial.experiment}`;
    const value = valueOf(draft, event);
    out.learn(group, `${trial.variant}.converted`, 1);
    if (value > 0) {
      out.learn(group, `${trial.variant}.value`, value);
      out.learn(group, `${trial.variant}.value2`, value * value);
    }
  });
}

function windowOf(trial: Trial, event: SegmentEvent, actions: readonly Action[]): number | undefined {
  if (trial.experiment === HOLDOUT) return event.name === HOLDOUT_GOAL.event ? HOLDOUT_GOAL.windowMs : undefined;
  return actions.find(
    ({ variantOf }) => variantOf?.experiment === trial.experiment && variantOf.variant === trial.variant,
  )?.goal?.windowMs;
}

/** What the goal's event was worth: the order that it made, else what it says. */
function valueOf(draft: ProfileDraft, { time, name, properties }: SegmentEvent): number {
  const order = name === "Order Completed" ? draft.read("orders").findLast((each) => each.time === time) : undefined;
  return (
    order?.value ?? moneyOf(properties["revenue"]) ?? moneyOf(properties["total"]) ?? moneyOf(properties["value"]) ?? 0
  );
}
