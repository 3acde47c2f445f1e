import type { EngineContext } from "../../domain/context.js";
import type { Plan } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet } from "../../domain/step.js";

/** Kinds of plans that are no occasions. */
export const STEP = "step";
export const HELD = "held";
/** A moment whose time was chosen: it is said then. */
export const TIMED = "timed";
export const REVIEW = "review";
/** "Not again before": while it waits, the occasion of its ref doesn't open. */
export const REST = "rest";

export const NO_ITEMS: readonly string[] = [];
/** Items that a plan keeps. */
export const PLAN_ITEMS = 5;

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

export function findPlan(draft: ProfileDraft, kind: string, ref: string): Plan | undefined {
  return draft.read("plans").open.find((plan) => plan.kind === kind && plan.ref === ref);
}

/**
 * Sets a plan, in the place of the one with its kind and ref. False when the profile holds as many as it may: an occasion more is not worth one
 * that waits already.
 */
export function putPlan(draft: ProfileDraft, plan: Plan, context: EngineContext): boolean {
  const { open } = draft.read("plans");
  const at = open.findIndex((other) => other.kind === plan.kind && other.ref === plan.ref);
  if (at < 0 && open.length >= context.limits.plans) return false;
  const plans = draft.write("plans").open;
  if (at < 0) plans.push(plan);
  else plans[at] = plan;
  return true;
}

export function takePlan(draft: ProfileDraft, kind: string, ref: string): void {
  if (!draft.isPlanned(kind, ref)) return;
  const plans = draft.write("plans");
  plans.open = plans.open.filter((plan) => plan.kind !== kind || plan.ref !== ref);
}

/** Two profiles have become one: what is due last makes room. */
export function boundPlans(draft: ProfileDraft, context: EngineContext, out: Outlet): void {
  const { open } = draft.read("plans");
  const spare = open.length - context.limits.plans;
  if (spare <= 0) return;
  const dropped = new Set(open.toSorted((a, b) => (before(a, b) ? 1 : -1)).slice(0, spare));
  draft.write("plans").open = open.filter((plan) => !dropped.has(plan));
  out.reason("occasion.too-many", spare);
}
