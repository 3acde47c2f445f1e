import type { Moment } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import { hash53 } from "../../domain/hash.js";
import type { Plan } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { holdStep } from "./escalate.js";
import { findPlan, HELD, PLAN_ITEMS, putPlan, takePlan, TIMED } from "./plans.js";
import { ifTold } from "./told.js";

const WAITING: readonly string[] = [HELD, TIMED];

/**
 * Puts a moment off: it comes back then as the same moment, and everything is asked anew. One at a time of each occasion, ref and subject (and of what
 * held of their events, where actions differ in that): the newest, at the earlier of the two times; but a time that was chosen stays, so that each
 * message's is chosen once. undefined: the profile holds as many plans as it may.
 * @param timedBy the decision that chose the time, where one did
 */
export function hold(
  draft: ProfileDraft,
  moment: Moment,
  until: number,
  timedBy: string | undefined,
  context: EngineContext,
): Waits | undefined {
  const due = Math.max(Math.ceil(until), moment.time + 1);
  const wanted = waitsOf(due, timedBy);
  if (moment.step !== undefined) return holdStep(draft, moment, due, timedBy, context) ? wanted : undefined;
  const { value, openedAt, cause: opened, told } = moment;
  const ref = refOf(moment);
  const before = waitingOf(draft, ref);
  const waits = before === undefined ? wanted : whatStays(before, wanted);
  const kind = waits.timedBy === undefined ? HELD : TIMED;
  // Before another takes its room.
  if (before !== undefined && before.kind !== kind) takePlan(draft, before.kind, ref);
  const items = moment.items.slice(0, PLAN_ITEMS);
  const about = { kind, ref, openedAt, opened, subject: keyOf(moment), items, value, ...ifTold(told) };
  return putPlan(draft, { ...about, ...waits }, context) ? waits : undefined;
}

/** When it comes back, and the decision that chose that, where one did. */
export type Waits = Pick<Plan, "due" | "timedBy">;

function waitsOf(due: number, timedBy: string | undefined): Waits {
  return timedBy === undefined ? { due } : { due, timedBy };
}

function whatStays(before: Plan, wanted: Waits): Waits {
  if (before.timedBy !== undefined) return waitsOf(before.due, before.timedBy);
  return wanted.timedBy === undefined && before.due < wanted.due ? { due: before.due } : wanted;
}

/** What waits already of the same moment for a time that was chosen. */
export function timedPlan(draft: ProfileDraft, moment: Moment): Plan | undefined {
  return moment.step === undefined && hasWaiting(draft) ? findPlan(draft, TIMED, refOf(moment)) : undefined;
}

/** The moment has been spoken at: what waited of it is said. */
export function endWaiting(draft: ProfileDraft, moment: Moment): void {
  if (moment.step !== undefined || !hasWaiting(draft)) return;
  const ref = refOf(moment);
  for (const kind of WAITING) takePlan(draft, kind, ref);
}

function hasWaiting(draft: ProfileDraft): boolean {
  if (draft.firstDue() === Number.POSITIVE_INFINITY) return false;
  return draft.read("plans").open.some(({ kind }) => WAITING.includes(kind));
}

function waitingOf(draft: ProfileDraft, ref: string): Plan | undefined {
  return findPlan(draft, HELD, ref) ?? findPlan(draft, TIMED, ref);
}

function keyOf({ occasion, ref, subject }: Moment): string {
  return `${occasion}/${ref}/${subject}`;
}

function refOf(moment: Moment): string {
  return hash53([keyOf(moment), ...(moment.told?.held ?? [])].join(" ")).toString(36);
}

/** The plan of the occasion that one which waits brings back; any other plan as it is. */
export function occasionOf(plan: Plan): Plan {
  if (plan.kind !== HELD && plan.kind !== TIMED) return plan;
  const first = plan.subject.indexOf("/");
  const second = plan.subject.indexOf("/", first + 1);
  return {
    ...plan,
    kind: plan.subject.slice(0, first),
    ref: plan.subject.slice(first + 1, second),
    subject: plan.subject.slice(second + 1),
  };
}
