import type { JsonValue } from "../../domain/event.js";
import { parseIsoTime } from "../../domain/wire/iso-time.js";

/** The last moment that a JavaScript date has. */
const LAST_MOMENT = 8.64e15 / 2;
const MOST_POINTS = 1e12;

/** A moment, ISO 8601 or ms since the epoch; undefined where it is none. */
export function timeOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === "string") return parseIsoTime(value);
  return typeof value === "number" && value >= 0 && value <= LAST_MOMENT ? Math.floor(value) : undefined;
}

/** Points, also as a text, of either sign, to the hundredth; undefined where it is no number or an absurd one. */
export function pointsOf(value: JsonValue | undefined): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  if (typeof number !== "number" || !(Math.abs(number) <= MOST_POINTS)) return undefined;
  return Math.round(number * 100) / 100 + 0;
}
