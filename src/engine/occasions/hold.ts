import type { Moment } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import { hash53 } from "../../domain/hash.js";
import type { Plan } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { holdStep } from "./escalate.js";
import { findPlan, HELD, PLAN_ITEMS, putPlan } from "./plans.js";
import { ifTold } from "./told.js";

/**
 * Puts a moment off: what can't be said now but later comes back then as the same moment, and everything is asked anew. One at a time of each
 * occasion, ref and subject (and of what held of their events, where actions differ in that): the newest, at the earlier of the two times. False: the profile holds as many plans as it may.
 */
export function hold(draft: ProfileDraft, moment: Moment, until: number, context: EngineContext): boolean {
  if (moment.step !== undefined) return holdStep(draft, moment, until, context);
  const { occasion, ref, subject, value, openedAt, cause: opened, told } = moment;
  const key = `${occasion}/${ref}/${subject}`;
  const id = hash53([key, ...(told?.held ?? [])].join(" ")).toString(36);
  const planned = findPlan(draft, HELD, id)?.due ?? Number.POSITIVE_INFINITY;
  const due = Math.min(Math.max(Math.ceil(until), moment.time + 1), planned);
  const items = moment.items.slice(0, PLAN_ITEMS);
  const plan = { kind: HELD, ref: id, due, openedAt, opened, subject: key, items, value };
  return putPlan(draft, { ...plan, ...ifTold(told) }, context);
}

/** The plan of the occasion that a held one brings back; any other plan as it is. */
export function occasionOf(plan: Plan): Plan {
  if (plan.kind !== HELD) return plan;
  const first = plan.subject.indexOf("/");
  const second = plan.subject.indexOf("/", first + 1);
  return {
    ...plan,
    kind: plan.subject.slice(0, first),
    ref: plan.subject.slice(first + 1, second),
    subject: plan.subject.slice(second + 1),
  };
}
