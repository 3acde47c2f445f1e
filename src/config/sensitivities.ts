import type { Sensitivity } from "../domain/policy.js";
import { FACTS } from "./facts.js";

/** Facts that are the shop's and say nothing of the person: a generic version of the words may name them. */
export const IMPERSONAL_FACTS: ReadonlySet<string> = new Set(["coupon.code", "coupon.expires", "collection.name"]);

/** How sensitive the facts of words are, where policies.yaml says nothing else: what somebody did or is called is personal. */
export function builtInSensitivities(): Record<string, Sensitivity> {
  return Object.fromEntries(Object.keys(FACTS).map((fact) => [fact, IMPERSONAL_FACTS.has(fact) ? "none" : "personal"]));
}
