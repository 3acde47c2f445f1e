import { DAY, HOUR } from "./time.js";
import { HOURS_OF_WEEK } from "./timing.js";
import { offsetAt } from "./zone.js";

/** 1970-01-01 was a Thursday: hour 72 of a week that begins on Monday. */
const EPOCH_HOUR = 3 * (DAY / HOUR);
const HOUR_MINUTES = 60;

/** The hour of the local week by the clock on the wall, 0 = Monday 00:00. */
export function hourOfWeek(zone: string, time: number): number {
  return wrap(Math.floor((time + offsetAt(zone, time)) / HOUR) + EPOCH_HOUR);
}

/** The same hour by a clock that is so many minutes ahead; by half hours it goes to the later one. */
export function movedHour(hour: number, minutes: number): number {
  return wrap(hour + Math.round(minutes / HOUR_MINUTES));
}

function wrap(hour: number): number {
  return ((hour % HOURS_OF_WEEK) + HOURS_OF_WEEK) % HOURS_OF_WEEK;
}
