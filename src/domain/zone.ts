import { DAY, HOUR, MINUTE } from "./time.js";

/**
 * Local time without a library's weight: a zone's offset is asked of Intl once a quarter of an hour and zone, and remembered. The tables are
 * those of the Node.js version; equal versions give equal answers.
 */
const QUARTER = 15 * MINUTE;
const MOST_REMEMBERED = 50_000;
const MOST_UNKNOWN = 1_000;
/** There are some 600 names; each can be written in many ways, for capitals don't count. */
const MOST_ZONES = 1_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const names = new Map<string, string>();
/** By zone and quarter of an hour. */
const offsets = new Map<string, Map<number, number>>();
let remembered = 0;
/** What people's traits call a zone and is none: to find out costs an exception each time. */
const unknown = new Set<string>();

/** Whether this is an IANA time zone that is known here. */
export function isZone(zone: string): boolean {
  if (formats.has(zone)) return true;
  if (unknown.has(zone)) return false;
  try {
    formatOf(zone);
    return true;
  } catch {
    if (unknown.size >= MOST_UNKNOWN) unknown.clear();
    unknown.add(zone);
    return false;
  }
}

/** The zone's name as the tables have it: people's devices write it in many ways. @throws RangeError for a zone that `isZone` denies */
export function canonicalZone(zone: string): string {
  let name = names.get(zone);
  if (name === undefined) {
    name = formatOf(zone).resolvedOptions().timeZone;
    if (names.size >= MOST_ZONES) names.clear();
    names.set(zone, name);
  }
  return name;
}

/** How far local time is ahead of UTC, ms. @throws RangeError for a zone that `isZone` denies */
export function offsetAt(zone: string, time: number): number {
  if (zone === "UTC") return 0;
  const quarter = Math.floor(time / QUARTER);
  return offsets.get(zone)?.get(quarter) ?? remember(zone, quarter, askOffset(zone, quarter));
}

/** By zone: the year that was last asked for, from its beginning to its end. */
const standards = new Map<string, { readonly from: number; readonly until: number; readonly minutes: number }>();

/** The same without summer time, in minutes: where a zone lies, whatever the season. */
export function standardOffset(zone: string, time: number): number {
  let known = standards.get(zone);
  if (known === undefined || time < known.from || time >= known.until) {
    const year = new Date(time).getUTCFullYear();
    const from = Date.UTC(year, 0);
    const minutes = Math.round(Math.min(offsetAt(zone, from), offsetAt(zone, Date.UTC(year, 6))) / MINUTE);
    if (standards.size >= MOST_ZONES) standards.clear();
    standards.set(zone, (known = { from, until: Date.UTC(year + 1, 0), minutes }));
  }
  return known.minutes;
}

function remember(zone: string, quarter: number, offset: number): number {
  if (remembered >= MOST_REMEMBERED) {
    offsets.clear();
    remembered = 0;
  }
  let ofZone = offsets.get(zone);
  if (ofZone === undefined) offsets.set(zone, (ofZone = new Map()));
  ofZone.set(quarter, offset);
  remembered++;
  return offset;
}

function askOffset(zone: string, quarter: number): number {
  const at = quarter * QUARTER;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour % 24, minute, second) - at;
}

/** Calendar fields of a moment in a zone. */
export interface LocalTime {
  /** Days since 1970-01-01 of the local date. */
  readonly date: number;
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
  /** 1 = Monday to 7 = Sunday */
  readonly weekday: number;
  /** Minutes after local midnight by the clock on the wall. */
  readonly minutes: number;
}

/** The last one asked for: all options of one decision ask for the same. */
let last: { readonly zone: string; readonly time: number; readonly local: LocalTime } | undefined;

export function localTime(zone: string, time: number): LocalTime {
  if (last === undefined || last.time !== time || last.zone !== zone)
    last = { zone, time, local: readClock(zone, time) };
  return last.local;
}

function readClock(zone: string, time: number): LocalTime {
  const local = time + offsetAt(zone, time);
  const date = Math.floor(local / DAY);
  const calendar = new Date(date * DAY);
  return {
    date,
    year: calendar.getUTCFullYear(),
    month: calendar.getUTCMonth() + 1,
    day: calendar.getUTCDate(),
    // 1970-01-01 was a Thursday.
    weekday: ((((date + 3) % 7) + 7) % 7) + 1,
    minutes: Math.floor((local - date * DAY) / MINUTE),
  };
}

/**
 * The moment at which the clock in the zone shows this local time: `date` in days since 1970-01-01, `minutes` after midnight. Where clocks are
 * put forward over it: the moment after the gap; where back: the earlier of the two.
 */
export function momentOf(zone: string, date: number, minutes: number): number {
  const local = date * DAY + minutes * MINUTE;
  const before = local - offsetAt(zone, local - 24 * HOUR);
  const after = local - offsetAt(zone, local + 24 * HOUR);
  const first = Math.min(before, after);
  const last = Math.max(before, after);
  if (first + offsetAt(zone, first) === local) return first;
  if (last + offsetAt(zone, last) === local) return last;
  return last;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    if (formats.size >= MOST_ZONES) formats.clear();
    formats.set(zone, format);
  }
  return format;
}
