import type { EngineContext } from "../../domain/context.js";
import type { Window } from "../../domain/policy.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { type LocalTime, localTime, momentOf } from "../../domain/zone.js";
import { zoneOf } from "../../domain/zone-evidence.js";
import { lengthOf } from "./length.js";

/**
 * Contacts after this moment are in the window that ends now. Those later than now (after two profiles became one) count too: a window around
 * them would hold both. A message at `time` and one `ms` before it are not in one rolling window.
 */
export function windowStart(window: Window, time: number, draft: ProfileDraft, context: EngineContext): number {
  return window.kind === "rolling" ? time - window.ms : calendarStart(window.unit, zoneOf(draft, context), time) - 1;
}

/** The last ones asked for: all options of one decision ask for the same. */
let last: { readonly zone: string; readonly time: number; day?: number; week?: number; month?: number } | undefined;

/** When the day, week or month that it is in this zone began. */
function calendarStart(unit: "day" | "week" | "month", zone: string, time: number): number {
  if (last === undefined || last.time !== time || last.zone !== zone) last = { zone, time };
  return (last[unit] ??= momentOf(zone, firstDate(unit, localTime(zone, time)), 0));
}

function firstDate(unit: "day" | "week" | "month", { date, weekday, day }: LocalTime): number {
  if (unit === "day") return date;
  return unit === "week" ? date - weekday + 1 : date - day + 1;
}

/** For people: "in 7 days", "this week". */
export function nameOf(window: Window): string {
  if (window.kind === "rolling") return `in ${lengthOf(window.ms)}`;
  return window.unit === "day" ? "today" : `this ${window.unit}`;
}
