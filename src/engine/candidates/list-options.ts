import type { Action } from "../../domain/action.js";
import type { Option } from "../../domain/consideration.js";

/** Actions x treatments: every way to say something at this occasion, in the order of the configuration. */
export function listOptions(actions: readonly Action[]): Option[] {
  return actions.flatMap((action) => action.treatments.map((treatment) => ({ action, treatment })));
}
