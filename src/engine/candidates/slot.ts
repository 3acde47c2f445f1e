import type { Treatment } from "../../domain/action.js";
import type { Moment, Refusal } from "../../domain/consideration.js";

/**
 * A slot that asks is filled on the site: by what is made for it or by what is made for none. What is made for a slot is said nowhere else.
 */
export function slotRefusal({ channel, slot }: Treatment, moment: Moment): Refusal | undefined {
  if (moment.occasion !== "slot-requested") return slot === undefined ? undefined : refused(`only in slot ${slot}`);
  if (channel !== "onsite") return refused(`a slot on the site asks, not ${channel}`);
  return slot === undefined || slot === moment.subject ? undefined : refused(`only in slot ${slot}`);
}

function refused(detail: string): Refusal {
  return { stage: "candidates", code: "candidate.slot", detail };
}
