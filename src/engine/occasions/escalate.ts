import type { Action, Step } from "../../domain/action.js";
import type { Moment } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import { isForPerson } from "../../domain/experiment.js";
import type { Escalation, Plan, View } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { ReasonCode } from "../../domain/reasons.js";
import type { Outlet } from "../../domain/step.js";
import type { Groups } from "./groups.js";
import { momentOf } from "./moment.js";
import { NO_ITEMS, PLAN_ITEMS, putPlan, STEP, takePlan } from "./plans.js";
import type { Heard, Speech } from "./rule.js";
import { ruleOf } from "./rules.js";
import { ifTold } from "./told.js";

/** Contact.outcome's bit for a goal reached. */
const GOAL = 4;

/**
 * An action's further messages, one after the other until its goal is reached. Each waits in a "step" timer whose ref is the action; one that
 * is for the next visit waits on from then for a session to begin, and its timer ends the wait.
 */

/** After the first message of an action with steps. Where the profile has no room for it, the action ends with that message. */
export function openEscalation(draft: ProfileDraft, action: Action, moment: Moment, context: EngineContext): void {
  const [first] = action.steps;
  if (first === undefined) return;
  const others = draft.read("escalations").filter((other) => other.action !== action.id);
  if (others.length >= context.limits.escalations) return;
  if (!planStep(draft, action.id, first, moment.time, moment.cause, context)) return;
  const { occasion, subject, value, told, openedAt: occasionAt, time: openedAt } = moment;
  const items = moment.items.slice(0, PLAN_ITEMS);
  const about = { occasion, subject, items, value, ...ifTold(told) };
  setAll(draft, [...others, { action: action.id, step: 1, ...about, occasionAt, openedAt, visitFrom: 0 }]);
}

/** A step's timer is due: it speaks, waits on for a visit, or has come to its end. */
export type Climbed =
  | { readonly end: "speak"; readonly speech: Speech }
  | { readonly end: "wait"; readonly reason: undefined }
  | { readonly end: "drop"; readonly reason: ReasonCode };

export function fireStep(
  draft: ProfileDraft,
  plan: Plan,
  cause: string,
  groups: Groups,
  context: EngineContext,
): Climbed {
  takePlan(draft, STEP, plan.ref);
  const escalation = draft.read("escalations").find(({ action }) => action === plan.ref);
  const action = actionOf(groups, plan.ref, draft);
  const step = escalation && action?.steps[escalation.step - 1];
  if (escalation === undefined || action === undefined || step === undefined)
    return drop(draft, plan.ref, "occasion.no-action");
  const isLate = escalation.visitFrom > 0 || plan.due > lastMoment(plan.openedAt, action);
  const over = isLate ? "escalation.ended" : whyOver(draft, escalation, action);
  if (over !== undefined) return drop(draft, plan.ref, over);
  if (!step.atNextVisit)
    return asTimed(plan, speak(draft, escalation, action, plan.openedAt, cause, undefined, context));
  replace(draft, { ...escalation, visitFrom: plan.due });
  putPlan(draft, { ...plan, due: lastMoment(plan.due, action), openedAt: plan.due }, context);
  return { end: "wait", reason: undefined };
}

function asTimed(plan: Plan, climbed: Climbed): Climbed {
  const { timedBy } = plan;
  if (climbed.end !== "speak" || timedBy === undefined) return climbed;
  const { speech } = climbed;
  return { ...climbed, speech: { ...speech, moment: { ...speech.moment, timedBy } } };
}

/** A session begins: steps that waited for it are said. */
export function climbAtVisit(heard: Heard): void {
  const { draft, event, groups, context, out } = heard;
  if (groups.stepped.size === 0) return;
  for (const escalation of [...draft.read("escalations")]) {
    if (escalation.visitFrom === 0) continue;
    const action = actionOf(groups, escalation.action, draft);
    const over = action === undefined ? "occasion.no-action" : whyOver(draft, escalation, action);
    takePlan(draft, STEP, escalation.action);
    if (action === undefined || over !== undefined) {
      out.reason(drop(draft, escalation.action, over ?? "occasion.no-action").reason);
      continue;
    }
    const { clock } = draft.read("activity");
    replace(draft, { ...escalation, visitFrom: 0 });
    const climbed = speak(draft, escalation, action, clock, event.id, event, context);
    if (climbed.end === "speak") heard.speeches.push(climbed.speech);
    else if (climbed.end === "drop") out.reason(climbed.reason);
  }
}

/** After a step was decided, whatever came of it: the next one is timed from then. One that was held waits still. */
export function goOn(draft: ProfileDraft, moment: Moment, groups: Groups, context: EngineContext, out: Outlet): void {
  const { step } = moment;
  if (step === undefined || draft.isPlanned(STEP, step.action)) return;
  const escalation = draft.read("escalations").find(({ action }) => action === step.action);
  if (escalation === undefined) return;
  const next = actionOf(groups, step.action, draft)?.steps[step.index];
  if (next === undefined || !planStep(draft, step.action, next, moment.time, moment.cause, context)) {
    out.reason(drop(draft, step.action, "escalation.ended").reason);
    return;
  }
  replace(draft, { ...escalation, step: step.index + 1, visitFrom: 0 });
}

/** An event that is a goal ends the escalations of its actions, unless it happened before all that. */
export function cancelByGoal(draft: ProfileDraft, event: SegmentEvent, groups: Groups, out: Outlet): void {
  const reached = groups.goals.get(event.name);
  if (reached === undefined) return;
  for (const { action, occasionAt } of [...draft.read("escalations")]) {
    if (reached.has(action) && event.time >= occasionAt)
      out.reason(drop(draft, action, "escalation.goal-reached").reason);
  }
}

/** Two profiles have become one, with more plans than there is room for: an escalation whose timer had to go has come to its end. */
export function endOrphans(draft: ProfileDraft, out: Outlet): void {
  for (const { action } of [...draft.read("escalations")]) {
    if (!draft.isPlanned(STEP, action)) out.reason(drop(draft, action, "escalation.ended").reason);
  }
}

/** Puts a step off. One that is for the next visit waits for the first visit after that. False: the profile holds as many plans as it may. */
export function holdStep(
  draft: ProfileDraft,
  moment: Moment,
  due: number,
  timedBy: string | undefined,
  context: EngineContext,
): boolean {
  const plan = { ...stepPlan(moment.step?.action ?? "", due, moment.cause), openedAt: moment.openedAt };
  return putPlan(draft, timedBy === undefined ? plan : { ...plan, timedBy }, context);
}

function speak(
  draft: ProfileDraft,
  escalation: View<Escalation>,
  action: Action,
  openedAt: number,
  cause: string,
  event: SegmentEvent | undefined,
  context: EngineContext,
): Climbed {
  const { step: index, occasion, subject, items, value, told } = escalation;
  const rule = ruleOf(occasion as Action["trigger"]["occasion"]);
  const moment = momentOf(
    draft,
    rule,
    `${STEP}${index}-${action.id}`,
    cause,
    { subject, items, value, openedAt, ...ifTold(told) },
    event,
    context,
  );
  if (items.length > 0 && moment.items.length === 0) return drop(draft, action.id, "occasion.emptied");
  return { end: "speak", speech: { moment: { ...moment, step: { action: action.id, index } }, actions: [action] } };
}

/** Why it shouldn't go on, though nothing has ended it: an order that came by another way than an event of its own (a merge). */
function whyOver(draft: ProfileDraft, { openedAt }: View<Escalation>, action: Action): ReasonCode | undefined {
  const bought = draft.read("activity").lastOrder > openedAt;
  const isReached =
    (bought && action.goal?.event === "Order Completed") ||
    draft
      .read("contacts")
      .some((contact) => contact.action === action.id && contact.time >= openedAt && (contact.outcome & GOAL) !== 0);
  if (isReached) return "escalation.goal-reached";
  return bought && action.trigger.cancelOn.includes("purchase") ? "occasion.cancelled-by-purchase" : undefined;
}

/** A step that is held or waits for a visit is said within the goal's window of its time, or not at all. */
function lastMoment(due: number, { goal, validityMs }: Action): number {
  return due + Math.ceil(goal?.windowMs ?? validityMs);
}

function planStep(
  draft: ProfileDraft,
  id: string,
  step: Step,
  from: number,
  cause: string,
  context: EngineContext,
): boolean {
  return putPlan(draft, stepPlan(id, from + step.afterMs, cause), context);
}

function stepPlan(id: string, time: number, opened: string): Plan {
  const due = Math.ceil(time);
  return { kind: STEP, ref: id, due, openedAt: due, opened, subject: "", items: NO_ITEMS, value: 0 };
}

/** The action, or the variant of it that is this person's. */
function actionOf({ stepped }: Groups, id: string, draft: ProfileDraft): Action | undefined {
  return stepped.get(id)?.find((action) => isForPerson(action, draft.person));
}

function drop(
  draft: ProfileDraft,
  id: string,
  reason: ReasonCode,
): { readonly end: "drop"; readonly reason: ReasonCode } {
  takePlan(draft, STEP, id);
  const open = draft.read("escalations");
  const left = open.filter(({ action }) => action !== id);
  if (left.length < open.length) setAll(draft, left);
  return { end: "drop", reason };
}

function replace(draft: ProfileDraft, escalation: Escalation): void {
  setAll(
    draft,
    draft.read("escalations").map((other) => (other.action === escalation.action ? escalation : other)),
  );
}

function setAll(draft: ProfileDraft, all: readonly Escalation[]): void {
  const section = draft.write("escalations");
  section.splice(0, section.length, ...all);
}
