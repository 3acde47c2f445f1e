import type { Action } from "../../domain/action.js";
import type { Plan, ProfileDraft } from "../../domain/profile.js";
import type { ReasonCode } from "../../domain/reasons.js";
import { standing } from "./cancel.js";
import { findGroup, type Group, type Groups } from "./groups.js";

/** What a due timer comes to. */
export type Fired =
  | { readonly end: "speak"; readonly group: Group; readonly actions: readonly Action[] }
  /** The person was active since: the silence begins anew from their last sign. */
  | { readonly end: "wait"; readonly reason: ReasonCode | undefined }
  | { readonly end: "drop"; readonly reason: ReasonCode };

/** The plan that is due first, if any is due by then; of equals in the order of kind and ref, so that every replay agrees. */
export function nextDue(draft: ProfileDraft, by: number): Plan | undefined {
  if (draft.firstDue() > by) return undefined;
  let first: Plan | undefined;
  for (const plan of draft.read("plans").open) {
    if (plan.due <= by && (first === undefined || before(plan, first))) first = plan;
  }
  return first;
}

function before(a: Plan, b: Plan): boolean {
  if (a.due !== b.due) return a.due < b.due;
  return a.kind !== b.kind ? a.kind < b.kind : a.ref < b.ref;
}

/** Decides what becomes of a due plan and takes it off the profile, or moves it. */
export function fire(draft: ProfileDraft, plan: Plan, groups: Groups): Fired {
  const group = findGroup(groups, plan.kind, plan.ref);
  const plans = draft.write("plans");
  const at = plans.open.findIndex((open) => open.kind === plan.kind && open.ref === plan.ref);
  if (group === undefined) {
    plans.open.splice(at, 1);
    return { end: "drop", reason: "occasion.no-action" };
  }
  const gone = emptied(draft, plan);
  if (gone !== undefined) {
    plans.open.splice(at, 1);
    return { end: "drop", reason: gone };
  }
  const activity = draft.read("activity");
  const actions = standing(group.actions, plan, activity);
  const quietUntil = activity.lastSeen + group.waitMs;
  const wasActive = plan.kind !== "order-placed" && quietUntil > plan.due;
  if (actions.length > 0) {
    if (wasActive) {
      plans.open[at] = { ...plan, due: quietUntil };
      return { end: "wait", reason: undefined };
    }
    plans.open.splice(at, 1);
    return { end: "speak", group, actions };
  }
  const reason = activity.lastOrder > plan.openedAt ? "occasion.cancelled-by-purchase" : "occasion.cancelled-by-return";
  // What they came back to is an occasion of its own: it waits anew.
  const anew = plan.kind === "cart-abandoned" || plans.browseSession === activity.sessionStart;
  if (wasActive && anew && reason === "occasion.cancelled-by-return") {
    plans.open[at] = { ...plan, due: quietUntil, openedAt: activity.lastSeen };
    return { end: "wait", reason };
  }
  plans.open.splice(at, 1);
  return { end: "drop", reason };
}

/** Whether the occasion has lost its object. */
function emptied(draft: ProfileDraft, plan: Plan): ReasonCode | undefined {
  const { lines, announced } = draft.read("cart");
  switch (plan.kind) {
    case "cart-abandoned":
      return lines.length === 0 || announced.includes(plan.ref) ? "occasion.emptied" : undefined;
    case "browse-abandoned":
      if (lines.length > 0) return "occasion.superseded";
      return draft.read("activity").lastOrder > plan.openedAt ? "occasion.cancelled-by-purchase" : undefined;
    default:
      return undefined;
  }
}
