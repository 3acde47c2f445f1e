import type { Action } from "../../domain/action.js";
import type { Moment } from "../../domain/consideration.js";

/**
 * The person has just asked for this very message ("e-mail me my saved homes"): newer than any preference, and no pressure. Only a service
 * counts as asked for; the action's own cool-down holds back who asks too often.
 */
export function isAskedFor(action: Action, moment: Moment): boolean {
  return moment.occasion === "send-requested" && action.class === "service";
}
