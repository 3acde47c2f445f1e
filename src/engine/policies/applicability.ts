import type { Moment, Refusal } from "../../domain/consideration.js";

/** Does it make sense now: not when everything it is about was bought just now. */
export function applicabilityPolicy(moment: Moment): Refusal | undefined {
  return moment.justBought && moment.items.length === 0
    ? { stage: "applicability", code: "applicability.just-bought" }
    : undefined;
}
