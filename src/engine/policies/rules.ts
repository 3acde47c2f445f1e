import type { Rule } from "../../domain/action.js";
import type { Refusal } from "../../domain/consideration.js";
import type { Stage } from "../../domain/decision.js";
import type { View } from "../../domain/view.js";

/** The first rule of an engagement policy that does not hold. */
export function brokenRule(
  rules: readonly Rule[],
  view: View,
  stage: Extract<Stage, "eligibility" | "applicability" | "suitability">,
): Refusal | undefined {
  for (const { id, say, when } of rules) {
    if (!when.holds(view)) return { stage, code: `${stage}.rule`, detail: say === "" ? id : `${id}: ${say}` };
  }
  return undefined;
}
