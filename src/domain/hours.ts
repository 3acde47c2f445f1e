import { DAY, MINUTE } from "./time.js";
import type { DayHours } from "./timing.js";
import { offsetAt } from "./zone.js";

/** The hard limits of when somebody may be written to. It is allowed only where it is allowed by the clock of every zone. */
export interface Limits {
  /** IANA zones; at least one. */
  readonly zones: readonly string[];
  /** Never within any of these. */
  readonly quiet: readonly DayHours[];
  /** Only on these days, 1 = Monday to 7 = Sunday; empty: on all. */
  readonly weekdays: readonly number[];
  /** Only within these; equal: at any time. */
  readonly wanted: DayHours;
}

export const ANY_HOURS: DayHours = Object.freeze({ from: 0, until: 0 });

/** Clocks change at whole quarters of an hour (zone.ts). */
const QUARTER = 15 * MINUTE;
/** What isn't allowed within two weeks never is: in the first a change of clocks may leave out the only hour. */
const HORIZON = 15 * DAY;

export function isAllowed(limits: Limits, time: number): boolean {
  for (const zone of limits.zones) if (!isAllowedIn(zone, limits, time)) return false;
  return true;
}

/**
 * The first allowed moment in [from, by); undefined: there is none (in the next two weeks). Exact when clocks change: it goes from one
 * moment at which it may begin (midnight, the beginning of wanted hours, the end of quiet ones, a change of clocks) to the next.
 */
export function nextAllowed(limits: Limits, from: number, by: number): number | undefined {
  const end = Math.min(by, from + HORIZON);
  for (let at = from; at < end; at = nextBeginning(limits, at)) if (isAllowed(limits, at)) return at;
  return undefined;
}

export function isWithin({ from, until }: DayHours, minutes: number): boolean {
  return from < until ? minutes >= from && minutes < until : from !== until && (minutes >= from || minutes < until);
}

function isAllowedIn(zone: string, { quiet, weekdays, wanted }: Limits, time: number): boolean {
  const local = time + offsetAt(zone, time);
  const date = Math.floor(local / DAY);
  if (weekdays.length > 0 && !weekdays.includes(weekdayOf(date))) return false;
  const minutes = Math.floor((local - date * DAY) / MINUTE);
  if (wanted.from !== wanted.until && !isWithin(wanted, minutes)) return false;
  for (const hours of quiet) if (isWithin(hours, minutes)) return false;
  return true;
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(date: number): number {
  return ((((date + 3) % 7) + 7) % 7) + 1;
}

/** The first moment after `at` at which it may begin to be allowed in any of the zones. */
function nextBeginning(limits: Limits, at: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const zone of limits.zones) next = Math.min(next, nextBeginningIn(zone, limits, at));
  return next;
}

function nextBeginningIn(zone: string, { quiet, wanted }: Limits, at: number): number {
  const offset = offsetAt(zone, at);
  const local = at + offset;
  const midnight = Math.floor(local / DAY) * DAY;
  let next = midnight + DAY;
  const soonest = (minutes: number): void => {
    const begins = midnight + minutes * MINUTE;
    if (begins > local && begins < next) next = begins;
  };
  soonest(wanted.from);
  for (const { until } of quiet) soonest(until);
  const moment = next - offset;
  return offsetAt(zone, moment) === offset ? moment : changeOfClocks(zone, at, moment);
}

/** The first moment after `from` at which the zone's offset is another: there is one by `to`. */
function changeOfClocks(zone: string, from: number, to: number): number {
  const offset = offsetAt(zone, from);
  let before = Math.floor(from / QUARTER);
  let after = Math.floor(to / QUARTER);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(zone, middle * QUARTER) === offset) before = middle;
    else after = middle;
  }
  return after * QUARTER;
}
