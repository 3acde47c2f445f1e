import type { Channel } from "./message.js";
import type { CohortKey } from "./timing.js";
import { canonicalZone } from "./zone.js";

/** By zone and cell: made once while there is room. */
const known = new Map<string, Map<string, Readonly<Record<Channel, CohortKey>>>>();
const MOST_ZONES = 1_000;

/** The look-alikes of somebody who lives in this zone. `cell`: the learner's (arm-features.ts), of which there are few. */
export function cohortOf(channel: Channel, zone: string, cell: string): CohortKey {
  let ofZone = known.get(zone);
  if (ofZone === undefined) {
    if (known.size >= MOST_ZONES) known.clear();
    known.set(zone, (ofZone = new Map()));
  }
  let cohorts = ofZone.get(cell);
  if (cohorts === undefined) ofZone.set(cell, (cohorts = cohortsOf(`${canonicalZone(zone)}/${cell}`)));
  return cohorts[channel];
}

function cohortsOf(people: string): Readonly<Record<Channel, CohortKey>> {
  return {
    email: `email@${people}`,
    sms: `sms@${people}`,
    push: `push@${people}`,
    onsite: `onsite@${people}`,
    webhook: `webhook@${people}`,
  };
}
