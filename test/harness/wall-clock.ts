import type { Window } from "../../src/domain/policy.js";
import { DAY } from "../../src/domain/time.js";

/** The clock on the wall, read from Intl and nothing of the engine's: what its calendar is judged by. */

/** Zones whose clocks are changed at midnight, by half an hour, in the south, on other days, or not at all. */
export const ZONES = [
  "UTC",
  "Europe/Warsaw",
  "America/New_York",
  "America/Havana",
  "America/Santiago",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Asia/Beirut",
  "Africa/Cairo",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
] as const;

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const formats = new Map<string, Intl.DateTimeFormat>();

interface WallClock {
  /** "2026-03-29" */
  readonly date: string;
  /** 1 = Monday to 7 = Sunday */
  readonly weekday: number;
  readonly minutes: number;
}

export function wallClock(zone: string, time: number): WallClock {
  let format = formats.get(zone);
  if (format === undefined) {
    const digits = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
    format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", hourCycle: "h23", ...digits });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
  return {
    date: `${parts["year"]}-${parts["month"]}-${parts["day"]}`,
    weekday: WEEKDAYS.indexOf(parts["weekday"] ?? "") + 1,
    minutes: Number(parts["hour"]) * 60 + Number(parts["minute"]),
  };
}

/** Whether a moment not after `now` is in one window with it. */
export function isWithin(window: Window, time: number, now: number, zone: string): boolean {
  if (window.kind === "rolling") return time > now - window.ms && time <= now;
  return time <= now && periodOf(window.unit, zone, time) === periodOf(window.unit, zone, now);
}

function periodOf(unit: "day" | "week" | "month", zone: string, time: number): string {
  const { date, weekday } = wallClock(zone, time);
  if (unit === "day") return date;
  if (unit === "month") return date.slice(0, 7);
  return new Date(Date.parse(date) - (weekday - 1) * DAY).toISOString().slice(0, 10);
}
