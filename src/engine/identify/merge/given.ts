import type { Escalation } from "../../../domain/profile.js";
import type { Coupon } from "../../../domain/coupon.js";
import type { Trial } from "../../../domain/experiment.js";

/** What Attune gave to or began with either of the two. */

/** All codes of both, the last given stay; one that was used is used. */
export function mergeCoupons(into: readonly Coupon[], from: readonly Coupon[], limit: number): Coupon[] {
  const byCode = new Map<string, Coupon>();
  for (const coupon of [...into, ...from]) {
    const known = byCode.get(coupon.code);
    byCode.set(coupon.code, known === undefined ? coupon : { ...known, used: Math.max(known.used, coupon.used) });
  }
  return [...byCode.values()].toSorted((a, b) => a.given - b.given || (a.code < b.code ? -1 : 1)).slice(-limit);
}

/** Of an action that is under way with both the one that is further on stays: nothing is said twice. */
export function mergeEscalations(
  into: readonly Escalation[],
  from: readonly Escalation[],
  limit: number,
): Escalation[] {
  const byAction = new Map<string, Escalation>();
  for (const escalation of [...into, ...from]) {
    const known = byAction.get(escalation.action);
    if (known === undefined || isFurther(escalation, known)) byAction.set(escalation.action, escalation);
  }
  return [...byAction.values()]
    .toSorted((a, b) => a.openedAt - b.openedAt || (a.action < b.action ? -1 : 1))
    .slice(-limit);
}

function isFurther(a: Escalation, b: Escalation): boolean {
  return a.step === b.step ? a.openedAt > b.openedAt : a.step > b.step;
}

/** In one experiment a person has one part: the earliest. */
export function mergeTrials(into: readonly Trial[], from: readonly Trial[], limit: number): Trial[] {
  const byExperiment = new Map<string, Trial>();
  for (const trial of [...into, ...from]) {
    const known = byExperiment.get(trial.experiment);
    if (known === undefined || isEarlier(trial, known)) byExperiment.set(trial.experiment, trial);
  }
  return [...byExperiment.values()]
    .toSorted((a, b) => a.since - b.since || (a.experiment < b.experiment ? -1 : 1))
    .slice(-limit);
}

function isEarlier(a: Trial, b: Trial): boolean {
  return a.since === b.since ? a.variant < b.variant : a.since < b.since;
}
