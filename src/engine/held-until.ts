import type { Occasion } from "../domain/action.js";
import type { Moment } from "../domain/consideration.js";
import { deadlineOf } from "../domain/deadline.js";
import { isForHoldout, isInArm } from "../domain/experiment.js";
import { type Considered, isSurvivor, type Scene } from "./consider.js";

/** Somebody is there, now: later it would be another moment. */
const NOW_ONLY: readonly Occasion[] = ["slot-requested", "visit"];

/**
 * When a moment at which nothing may be said is looked at again: the earliest time at which one of its options may be, if that is before the
 * action's deadline. undefined: never.
 */
export function heldUntil(considered: readonly Considered[], { moment, context, draft }: Scene): number | undefined {
  if (isNowOnly(moment)) return undefined;
  let earliest: number | undefined;
  for (const one of considered) {
    if (isSurvivor(one) || !("code" in one.end)) continue;
    const { until } = one.end;
    if (until === undefined || until <= moment.time || until >= deadlineOf(one.option.action, moment)) continue;
    // What the holdout withholds then as well is nothing to wait for.
    if (isForHoldout(one.option.action) && isInArm(context.holdout, draft.person)) continue;
    if (earliest === undefined || until < earliest) earliest = until;
  }
  return earliest;
}

export function isNowOnly({ occasion }: Moment): boolean {
  return NOW_ONLY.includes(occasion);
}
