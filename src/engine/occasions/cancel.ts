import type { Action } from "../../domain/action.js";
import type { Activity, Plan, View } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { actionsFor, findGroup, type Groups, laterFor } from "./groups.js";
import { occasionOf } from "./hold.js";
import { ruleOf } from "./rules.js";

/**
 * An order takes back what waits, where every action of the timer asks for that. Where only some do, the timer stays and they are left
 * out when it fires. What opened after the order (an old one that is told only now) isn't concerned. Returns how many were taken back. To be called
 * before the order's own occasion opens.
 */
export function cancelByPurchase(draft: ProfileDraft, time: number, groups: Groups): number {
  if (draft.firstDue() === Number.POSITIVE_INFINITY) return 0;
  const { open } = draft.read("plans");
  const kept = open.filter((plan) => plan.openedAt > time || !isTakenBack(draft, plan, groups));
  if (kept.length < open.length) draft.write("plans").open = kept;
  return open.length - kept.length;
}

function isTakenBack(draft: ProfileDraft, plan: Plan, groups: Groups): boolean {
  const { kind, ref, subject } = occasionOf(plan);
  const group = findGroup(groups, kind, ref);
  if (group === undefined || ruleOf(group.occasion).isAboutItems) return false;
  const actions = actionsFor(group, laterFor(group, plan.told), subject, draft.person);
  return actions.length > 0 && actions.every(({ trigger }) => trigger.cancelOn.includes("purchase"));
}

/**
 * The actions of a timer that nothing has taken back while it waited. To return is to begin another session; going on in the same one only
 * prolongs the wait.
 */
export function standing(
  actions: readonly Action[],
  plan: Plan,
  activity: View<Activity>,
  isAboutItems: boolean,
): readonly Action[] {
  const bought = !isAboutItems && activity.lastOrder > plan.openedAt;
  const returned = activity.sessionStart > plan.openedAt;
  if (!bought && !returned) return actions;
  return actions.filter(
    ({ trigger: { cancelOn } }) =>
      !(bought && cancelOn.includes("purchase")) && !(returned && cancelOn.includes("return")),
  );
}
