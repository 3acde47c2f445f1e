import type { Escalation, Plan } from "../../../domain/profile.js";

/** The timer of an escalation's next step (engine/occasions). Its ref is the action. */
const STEP = "step";
/** A moment that was put off, by its ref: one of them waits, for whichever reason. */
const WAITING: readonly string[] = ["held", "timed"];

/**
 * Of the same timer the earlier one stays, of the same moment the one whose time was chosen; the caller keeps the bound. An escalation's timer goes with it: the one of an escalation that was not kept
 * (`kept`: those of both that are) would end the other's.
 */
export function mergePlans(
  into: readonly Plan[],
  from: readonly Plan[],
  received: readonly Escalation[],
  kept: readonly Escalation[],
): Plan[] {
  const isKept = (plan: Plan, fromGiver: boolean): boolean =>
    plan.kind !== STEP || kept.some((one) => one.action === plan.ref && received.includes(one) === fromGiver);
  const plans = into.filter((plan) => isKept(plan, false));
  for (const plan of from) {
    if (!isKept(plan, true)) continue;
    const at = plans.findIndex((own) => isSame(own, plan));
    const own = plans[at];
    if (own === undefined) plans.push(plan);
    else if (own.kind === plan.kind ? plan.due < own.due : plan.timedBy !== undefined) plans[at] = plan;
  }
  return plans;
}

function isSame(one: Plan, other: Plan): boolean {
  if (one.ref !== other.ref) return false;
  return one.kind === other.kind || (WAITING.includes(one.kind) && WAITING.includes(other.kind));
}
