import type { Plan } from "../../domain/profile.js";
import type { Told } from "../../domain/told.js";
import { actionsFor, type Group, groupsFor, heldConditions, refOf } from "./groups.js";
import { momentOf } from "./moment.js";
import { findPlan, NO_ITEMS, putPlan } from "./plans.js";
import type { OccasionRule, Seed, Setting, Speech } from "./rule.js";
import { ifTold, withHeld } from "./told.js";

export interface Opening {
  /** Moment.subject: what a trigger's `of` names. */
  readonly subject?: string;
  /** What sets its timer apart from others of the occasion; left out: the subject. "" = there is one timer. */
  readonly about?: string;
  readonly items?: readonly string[];
  readonly value?: number;
  readonly told?: Told;
  /** Left out: when the event happened. */
  readonly openedAt?: number;
  /** What becomes of a plan that waits already; left out: it stays as it is. It keeps its due time: a timer moves only when it fires. */
  readonly again?: (plan: Plan, seed: Seed) => Plan;
}

/** Opens an occasion: what doesn't wait speaks at once, the rest is planned. */
export function open(setting: Setting, rule: OccasionRule, opening: Opening): void {
  const { draft, event, cause, context } = setting;
  const seed = seedOf(setting, opening);
  const about = opening.about ?? seed.subject;
  for (const group of groupsFor(setting.groups, rule.occasion)) {
    const ref = refOf(group, about);
    if (group.waitMs > 0) {
      plan(setting, rule, group, ref, seed, opening.again);
      continue;
    }
    const actions = actionsFor(group, group.actions, seed.subject, draft.person);
    if (actions.length === 0) continue;
    speakAtOnce(setting, group, { moment: momentOf(draft, rule, ref, cause, seed, event, context), actions });
  }
}

/** Should it be put off, the event is gone when it comes back: what the actions ask of it is asked now. */
export function speakAtOnce(setting: Setting, group: Group, { moment, actions }: Speech): void {
  if (group.asked.length === 0) {
    setting.speeches.push({ moment, actions });
    return;
  }
  const held = heldConditions(group, setting.viewOf(setting.draft, setting.context, moment));
  setting.speeches.push({ moment: { ...moment, told: withHeld(moment.told, held) }, actions });
}

/** Plans it, whatever its wait: an abandonment is none before the person has gone. */
export function plan(
  setting: Setting,
  rule: OccasionRule,
  group: Group,
  ref: string,
  seed: Seed,
  again?: Opening["again"],
): void {
  const { draft, event, cause, context } = setting;
  const kind = rule.occasion;
  if (draft.isPlanned(kind, ref)) {
    const planned = again === undefined ? undefined : findPlan(draft, kind, ref);
    if (again !== undefined && planned !== undefined) putPlan(draft, again(planned, seed), context);
    return;
  }
  const actions = actionsFor(group, group.later, seed.subject, draft.person);
  if (actions.length === 0) return;
  if (group.condition !== undefined) {
    const moment = momentOf(draft, rule, ref, cause, seed, event, context);
    if (!group.condition.holds(setting.viewOf(draft, context, moment))) return;
  }
  const { clock, lastSeen } = draft.read("activity");
  const from = rule.waits === "quiet" ? lastSeen : clock;
  // After the clock: by a late event it would else be due when the one before it fired, under the same id.
  const due = Math.max(from + group.waitMs, clock + 1);
  if (!putPlan(draft, { kind, ref, due, opened: cause, ...seed }, context)) {
    setting.out.reason("occasion.too-many");
    return;
  }
  if (context.experiments.length === 0 && context.holdout.share === 0) return;
  for (const action of actions) setting.noteTrial(draft, action, clock, context, setting.out);
}

export function seedOf(setting: Setting, opening: Opening): Seed {
  const { openedAt = timeOf(setting), subject = "", items = NO_ITEMS, value = 0, told } = opening;
  return { openedAt, subject, items, value, ...ifTold(told) };
}

/** When the event happened, also one that is told late: what happened after it may take the occasion back. It is none of an earlier session's. */
function timeOf({ draft, event }: Setting): number {
  const { clock, sessionStart } = draft.read("activity");
  return event === undefined ? clock : Math.max(event.time, sessionStart);
}
