/** When the winner of a contest is to be said: now, or at an hour at which the person is likelier to answer. */
import { cellOf } from "../domain/arm-features.js";
import type { Action } from "../domain/action.js";
import type { Moment } from "../domain/consideration.js";
import { deadlineOf, dueOf } from "../domain/deadline.js";
import { isInArm } from "../domain/experiment.js";
import { ANY_HOURS, type Limits } from "../domain/hours.js";
import { decay, HOUR } from "../domain/time.js";
import type { TimeChoice } from "../domain/timing.js";
import { cohortOf } from "../domain/timing-cohort.js";
import { zoneEvidence } from "../domain/zone-evidence.js";
import type { Scene, Survivor } from "./consider.js";
import { isNowOnly } from "./held-until.js";
import { isAskedFor, limitsOf } from "./policies/index.js";
import { chooseTime } from "./timing/choose-time.js";
import { everyonesEvidence, ownEvidence } from "./timing/evidence.js";
import { hoursAhead } from "./timing/hours-ahead.js";
import { posteriorOf } from "./timing/model/posterior.js";

/** undefined: there is nothing to choose, it is said now. */
export function timeOf({ option, factors }: Survivor, scene: Scene): TimeChoice | undefined {
  const { draft, moment, context, view } = scene;
  const { action, treatment } = option;
  const now = moment.time;
  const by = latest(action, moment);
  if (by <= now + HOUR) return undefined;
  const { zone, zones, source } = zoneEvidence(draft, context);
  const limits = limitsOf(draft, option, context, moment) ?? atAnyTime(zones);
  const { channel } = treatment;
  const { timing, population } = context;
  const hours = hoursAhead(limits, zone, now, by, draft.person, timing.spreadMs);
  if (hours.length < 2) return undefined;
  const posterior = posteriorOf(
    {
      everyone: everyonesEvidence(population, channel, timing.recipe),
      cohort: population.hours.get(cohortOf(channel, zone, cellOf(view))),
      own: ownEvidence(draft, channel, now, context),
    },
    timing.recipe,
  );
  const chosen = chooseTime({
    hours,
    now,
    rates: posterior.rates,
    // Like Factors.score, with what is left of the occasion then.
    worth: (at, rate) =>
      factors.priority * rate * decay(at - moment.openedAt, action.relevanceHalfLifeMs) -
      factors.cost -
      (action.timing.delayCost * (at - now)) / HOUR,
    exploration: timing.exploration,
    minimumGain: timing.minimumGain,
    seed: `${draft.person}\u0000${moment.cause}\u0000${moment.ref}\u0000${moment.occasion}`,
  });
  return { ...chosen, zone, zoneSource: source, evidence: posterior.evidence };
}

/**
 * What the person is waiting for, or is there for, is said now. So is all in the control arm: what is learnt of times is measured against it, and
 * what is drawn there is drawn once.
 */
export function mayWait({ option }: Survivor, { draft, moment, context }: Scene): boolean {
  const { action, treatment } = option;
  const isAtVisit = moment.step !== undefined && action.steps[moment.step.index - 1]?.atNextVisit === true;
  return (
    action.timing.mode === "best" &&
    action.class !== "transactional" &&
    treatment.channel !== "onsite" &&
    !isAtVisit &&
    !isNowOnly(moment) &&
    !isAskedFor(action, moment) &&
    !isInArm(context.control, draft.person)
  );
}

/** A step is not said after its goal's window, whatever else it may. */
function latest(action: Action, moment: Moment): number {
  const by = Math.min(dueOf(action, moment) + action.timing.withinMs, deadlineOf(action, moment));
  const window = moment.step === undefined ? undefined : action.goal?.windowMs;
  return window === undefined ? by : Math.min(by, moment.openedAt + window);
}

function atAnyTime(zones: readonly string[]): Limits {
  return { zones, quiet: [], weekdays: [], wanted: ANY_HOURS };
}
