import type { Preferences, View } from "../../domain/profile.js";
import { DAY, MINUTE } from "../../domain/time.js";
import { type LocalTime, localTime, offsetAt } from "../../domain/zone.js";

/** Clocks change at whole quarters of an hour (domain/zone.ts). */
const QUARTER = 15 * MINUTE;
/** Two moments a day at which it may begin, over two weeks (in the first a change of clocks may leave the hours out), and changes of clocks. */
const MOST_STEPS = 34;

type Hours = Pick<View<Preferences>, "weekdays" | "from" | "until">;

/**
 * The first moment, from `time` on, at which the clock on the person's wall shows a day and an hour that they want; undefined where there is
 * none. Exact when clocks change: it goes from one moment at which it may begin (midnight, `from`, a change of clocks) to the next.
 */
export function nextWanted(hours: Hours, zone: string, time: number): number | undefined {
  let at = time;
  for (let step = 0; step < MOST_STEPS; step++) {
    if (isWanted(hours, localTime(zone, at))) return at;
    at = nextBeginning(hours.from, zone, at);
  }
  return undefined;
}

function isWanted({ weekdays, from, until }: Hours, { weekday, minutes }: LocalTime): boolean {
  if (weekdays.length > 0 && !weekdays.includes(weekday)) return false;
  if (from === until) return true;
  return from < until ? minutes >= from && minutes < until : minutes >= from || minutes < until;
}

/** The next local midnight or `from`, or the change of clocks before it. */
function nextBeginning(from: number, zone: string, at: number): number {
  const offset = offsetAt(zone, at);
  const local = at + offset;
  const midnight = Math.floor(local / DAY) * DAY;
  const begins = midnight + from * MINUTE;
  const next = (begins > local ? begins : midnight + DAY) - offset;
  return offsetAt(zone, next) === offset ? next : changeOfClocks(zone, at, next);
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
