import type { Action } from "../../domain/action.js";
import type { EngineContext } from "../../domain/context.js";
import type { ContextWeight } from "../../domain/policy.js";
import type { View } from "../../domain/view.js";

/**
 * C of P·C·V·L, after Pega's arbitration strategy: the weights that match are added, divided by 100 and added to 1, so that 55 percent make
 * 1.55. Never below 0.
 * https://docs-previous.pega.com/pega-customer-decision-hub-user-guide/86/arbitration-strategy
 */
export function contextWeight(action: Action, context: EngineContext, view: View): number {
  let percent = 0;
  for (const each of context.arbitration.weights) {
    if (isFor(each, action) && each.when.holds(view)) percent += each.weight;
  }
  return Math.max(0, percent / 100 + 1);
}

/** A target that names nothing is every action. */
function isFor({ target }: ContextWeight, action: Action): boolean {
  return (
    (target.issue === undefined || target.issue === action.issue) &&
    (target.group === undefined || target.group === action.group) &&
    (target.action === undefined || target.action === action.id)
  );
}
