import type { Action } from "../../domain/action.js";
import type { Activity, Plan, ProfileDraft, View } from "../../domain/profile.js";
import { findGroup, type Groups } from "./groups.js";

/**
 * An order takes back what waits, where every action of the timer asks for that. Where only some do, the timer stays and they are left
 * out when it fires. Returns how many were taken back. To be called before the order's own occasion opens.
 */
export function cancelByPurchase(draft: ProfileDraft, groups: Groups): number {
  if (draft.firstDue() === Number.POSITIVE_INFINITY) return 0;
  const { open } = draft.read("plans");
  const kept = open.filter((plan) => {
    const group = findGroup(groups, plan.kind, plan.ref);
    return group === undefined || !group.actions.every((action) => action.cancelOn.includes("purchase"));
  });
  if (kept.length < open.length) draft.write("plans").open = kept;
  return open.length - kept.length;
}

/**
 * The actions of a timer that nothing has taken back while it waited. To return is to begin another session; going on in the same one only
 * prolongs the wait.
 */
export function standing(actions: readonly Action[], plan: Plan, activity: View<Activity>): readonly Action[] {
  const bought = activity.lastOrder > plan.openedAt;
  const returned = activity.sessionStart > plan.openedAt;
  if (!bought && !returned) return actions;
  return actions.filter(
    ({ cancelOn }) => !(bought && cancelOn.includes("purchase")) && !(returned && cancelOn.includes("return")),
  );
}
