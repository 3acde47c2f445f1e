import type { Occasion } from "../../domain/action.js";
import { checkCel, compileCel } from "../cel.js";
import type { ActionFile } from "../schema/action.js";
import type { Mistakes } from "./mistakes.js";

/** Said now or never: the event that made them is always at hand. */
const AT_HAND: ReadonlySet<Occasion> = new Set(["slot-requested", "visit"]);
/** They come at a time that was known before: no event makes them. */
const BY_TIME: ReadonlySet<Occasion> = new Set([
  "birthday",
  "points-expiring",
  "replenishment-due",
  "next-order-due",
  "churn-risk",
  "silence",
]);

/**
 * A message that waits, or is put off until the person wants to hear, comes when its event is long gone. What trigger.when asked of it is
 * remembered; a rule is asked anew, finds no event, and would never let it pass.
 */
export function checkEventAtHand(action: ActionFile, mistakes: Mistakes): void {
  const { occasion, when } = action.trigger;
  if (when !== undefined && BY_TIME.has(occasion) && asksEvent(when)) {
    const message = `${occasion} comes at its time and not with an event: there is none to ask`;
    mistakes.add("ATTUNE_CONFIG_POLICY", ["trigger", "when"], message);
  }
  if (AT_HAND.has(occasion)) return;
  for (const stage of ["eligibility", "applicability", "suitability"] as const) {
    for (const [i, rule] of action[stage].entries()) {
      if (!asksEvent(typeof rule === "string" ? rule : rule.when)) continue;
      const message = "the event is gone when the message comes later: ask it in trigger.when, which is remembered";
      mistakes.add("ATTUNE_CONFIG_POLICY", typeof rule === "string" ? [stage, i] : [stage, i, "when"], message);
    }
  }
}

/** What is no condition is another mistake. */
function asksEvent(source: string): boolean {
  return checkCel(source, { segmentsAllowed: true }).length === 0 && compileCel(source).reads.has("event");
}
