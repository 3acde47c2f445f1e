import { isAllowed, type Limits, nextAllowed } from "../../domain/hours.js";
import { hourOfWeek } from "../../domain/hours-of-week.js";
import type { PersonKey } from "../../domain/person.js";
import { spread } from "../../domain/spread.js";
import { HOUR } from "../../domain/time.js";
import { offsetAt } from "../../domain/zone.js";

/** A moment at which it may be said, and the hour of the local week that it is in. */
export interface HourAhead {
  readonly at: number;
  readonly hour: number;
}

/**
 * One moment for each local hour before `by` in which it may be said: now for this hour, the person's own moment of the spread for the others. A
 * clock that is put back shows an hour twice; one that is put forward leaves one out.
 */
export function hoursAhead(
  limits: Limits,
  zone: string,
  now: number,
  by: number,
  person: PersonKey,
  spreadMs: number,
): HourAhead[] {
  const hours: HourAhead[] = [];
  if (isAllowed(limits, now)) hours.push({ at: now, hour: hourOfWeek(zone, now) });
  for (let begins = nextHour(zone, now); begins < by; begins = nextHour(zone, begins)) {
    const ends = Math.min(nextHour(zone, begins), by);
    const first = nextAllowed(limits, begins, ends);
    if (first === undefined) continue;
    const own = spread(limits, first, person, Math.min(spreadMs, ends - first));
    hours.push({ at: own, hour: hourOfWeek(zone, begins) });
  }
  return hours;
}

/** The next full hour by the clock on the wall. */
function nextHour(zone: string, time: number): number {
  const offset = offsetAt(zone, time);
  return (Math.floor((time + offset) / HOUR) + 1) * HOUR - offset;
}
