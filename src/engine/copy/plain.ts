import type { JsonObject } from "../../domain/event.js";
import { localTime } from "../../domain/zone.js";

/** Without a prototype: a trait or an item may be called "constructor". */
export function plain(entries: JsonObject): JsonObject {
  return Object.assign(Object.create(null) as JsonObject, entries);
}

/** Sums of money without the dust of binary fractions. */
export function cents(value: number): number {
  return Math.round(value * 100) / 100;
}

const MOST_NAMES = 3;
/** A fact that is longer is not used in words (config/facts.ts). */
const MOST_CHARS = 200;

/** "Lamp, Chair, Desk": the first few; undefined where none has a name. */
export function listed(names: Iterable<string | undefined>): string | undefined {
  let text = "";
  let count = 0;
  for (const name of names) {
    if (name === undefined || name === "") continue;
    if (count === MOST_NAMES || text.length + 2 + name.length > MOST_CHARS) break;
    text = count++ === 0 ? name : `${text}, ${name}`;
  }
  return count === 0 ? undefined : text;
}

/** The last day before this moment by the calendar in the zone: "2026-03-16". */
export function lastDayBefore(time: number, zone: string): string {
  const { year, month, day } = localTime(zone, time - 1);
  return `${year}-${twoDigits(month)}-${twoDigits(day)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
