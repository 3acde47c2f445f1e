import type { Action } from "./action.js";
import type { Moment } from "./consideration.js";

/** From when on the message is due: a step's moment opens then. */
export function dueOf({ trigger }: Action, { openedAt, step }: Moment): number {
  return step === undefined ? openedAt + trigger.waitMs : openedAt;
}

/** Not to be said from then on. Counted from when the message was due, so that putting off ends; one that is decided has its own end. */
export function deadlineOf(action: Action, moment: Moment): number {
  return moment.expiresAt ?? Math.min(dueOf(action, moment) + action.validityMs, action.validUntil);
}
