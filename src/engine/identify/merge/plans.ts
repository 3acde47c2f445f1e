import type { Escalation, Plan } from "../../../domain/profile.js";

/** The timer of an escalation's next step (engine/occasions). Its ref is the action. */
const STEP = "step";

/**
 * Of the same timer the earlier one stays; the caller keeps the bound. An escalation's timer goes with it: the one of an escalation that was not kept
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
    const at = plans.findIndex((own) => own.kind === plan.kind && own.ref === plan.ref);
    const own = plans[at];
    if (own === undefined) plans.push(plan);
    else if (plan.due < own.due) plans[at] = plan;
  }
  return plans;
}
