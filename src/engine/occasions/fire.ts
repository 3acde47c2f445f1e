import type { Action } from "../../domain/action.js";
import type { EngineContext } from "../../domain/context.js";
import { deadlineOf } from "../../domain/deadline.js";
import type { Plan } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { ReasonCode } from "../../domain/reasons.js";
import { timerEventId, timerId } from "../../domain/timer.js";
import { standing } from "./cancel.js";
import { fireStep } from "./escalate.js";
import { actionsFor, findGroup, type Group, type Groups, laterFor } from "./groups.js";
import { occasionOf } from "./hold.js";
import { momentOf } from "./moment.js";
import { putPlan, REST, REVIEW, STEP, takePlan } from "./plans.js";
import type { OccasionRule, Speech } from "./rule.js";
import { ruleOf } from "./rules.js";

/** What a due timer comes to. */
export type Fired =
  | { readonly end: "speak"; readonly speech: Speech }
  /** It has moved on. */
  | { readonly end: "wait"; readonly reason: ReasonCode | undefined }
  | { readonly end: "drop"; readonly reason: ReasonCode | undefined }
  /** Time alone may have changed where the person stands. */
  | { readonly end: "review"; readonly cause: string };

/** Decides what becomes of a due plan and takes it off the profile, or moves it to a later time. */
export function fire(draft: ProfileDraft, plan: Plan, groups: Groups, context: EngineContext): Fired {
  const { kind, ref } = plan;
  const cause = timerEventId(timerId({ person: draft.person, kind, ref }), plan.due);
  if (kind === STEP) return fireStep(draft, plan, cause, groups, context);
  takePlan(draft, kind, ref);
  if (kind === REVIEW) return { end: "review", cause };
  if (kind === REST) return { end: "drop", reason: undefined };
  const about = occasionOf(plan);
  const group = findGroup(groups, about.kind, about.ref);
  if (group === undefined) return { end: "drop", reason: "occasion.no-action" };
  return fireOccasion(draft, { plan, about, group, rule: ruleOf(group.occasion), cause }, context);
}

/** A due plan, the occasion that it is of (a held one's is another than its own kind), and the rule and actions of that. */
interface Due {
  readonly plan: Plan;
  readonly about: Plan;
  readonly group: Group;
  readonly rule: OccasionRule;
  readonly cause: string;
}

function fireOccasion(draft: ProfileDraft, due: Due, context: EngineContext): Fired {
  const { plan, about, group, rule } = due;
  const isHeld = plan !== about;
  if (!isHeld) {
    const moved = rule.moved?.(draft, about, group, context);
    if (moved !== undefined) {
      putPlan(draft, moved, context);
      return { end: "wait", reason: undefined };
    }
  }
  const gone = rule.gone?.(draft, about, group, context);
  const next = isHeld || gone !== undefined ? undefined : rule.next?.(draft, about, group, context);
  if (next !== undefined) putPlan(draft, next, context);
  if (gone !== undefined) return { end: "drop", reason: gone };
  const members = actionsFor(group, laterFor(group, about.told), about.subject, draft.person);
  if (members.length === 0) return { end: "drop", reason: "occasion.no-action" };
  const activity = draft.read("activity");
  const actions = standing(members, about, activity, rule.isAboutItems ?? false);
  const quietUntil = activity.lastSeen + group.waitMs;
  const wasActive = rule.waits === "quiet" && quietUntil > plan.due;
  if (actions.length === 0) return takenBack(draft, due, wasActive ? quietUntil : undefined, context);
  if (wasActive) {
    putPlan(draft, { ...plan, due: quietUntil }, context);
    return { end: "wait", reason: undefined };
  }
  return { end: "speak", speech: speechOf(draft, due, actions, context) };
}

/** All its actions were taken back. What the person came back to is an occasion of its own: it waits anew. */
function takenBack(
  draft: ProfileDraft,
  { plan, about }: Due,
  quietUntil: number | undefined,
  context: EngineContext,
): Fired {
  const { lastOrder, sessionStart, lastSeen } = draft.read("activity");
  if (lastOrder > about.openedAt) return { end: "drop", reason: "occasion.cancelled-by-purchase" };
  const reason = "occasion.cancelled-by-return";
  const isAnew =
    about.kind === "cart-abandoned" || (about.kind === "browse-abandoned" && draft.browseSession() === sessionStart);
  if (quietUntil === undefined || !isAnew || plan !== about) return { end: "drop", reason };
  putPlan(draft, { ...plan, due: quietUntil, openedAt: lastSeen }, context);
  return { end: "wait", reason };
}

function speechOf(
  draft: ProfileDraft,
  { plan, about, rule, cause }: Due,
  actions: readonly Action[],
  context: EngineContext,
): Speech {
  // An abandonment is as old as the person's silence.
  const openedAt = rule.waits === "quiet" ? Math.max(about.openedAt, draft.read("activity").lastSeen) : about.openedAt;
  const moment = momentOf(draft, rule, about.ref, cause, { ...about, openedAt }, undefined, context);
  if (plan === about) return { moment, actions };
  // It was put off for one of them: others may have come to their ends.
  const inTime = actions.filter((action) => moment.time < deadlineOf(action, moment));
  return { moment: plan.timedBy === undefined ? moment : { ...moment, timedBy: plan.timedBy }, actions: inTime };
}
