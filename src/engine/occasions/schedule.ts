import type { EngineContext } from "../../domain/context.js";
import type { Plan } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { actionsFor, type Group, refOf } from "./groups.js";
import { findPlan, NO_ITEMS, putPlan } from "./plans.js";

/** An occasion whose time is known beforehand: it opens at `at`, and until then nothing can take it back. */
export interface Scheduled {
  readonly at: number;
  /** The id of the event that it follows from. */
  readonly opened: string;
  readonly subject?: string;
  readonly items?: readonly string[];
}

/** The plan of it. `about`: what sets its timer apart from others of the occasion; "" = there is one timer. */
export function scheduled(
  group: Group,
  about: string,
  { at, opened, subject = "", items = NO_ITEMS }: Scheduled,
): Plan {
  const due = Math.ceil(at + group.waitMs);
  return {
    kind: group.occasion,
    ref: refOf(group, about),
    due,
    openedAt: Math.ceil(at),
    opened,
    subject,
    items,
    value: 0,
  };
}

/** Sets it, or moves it where its time is another now. False: the profile holds as many plans as it may. */
export function schedule(draft: ProfileDraft, group: Group, plan: Plan, context: EngineContext): boolean {
  if (actionsFor(group, group.later, plan.subject, draft.person).length === 0) return true;
  return findPlan(draft, plan.kind, plan.ref)?.due === plan.due || putPlan(draft, plan, context);
}
