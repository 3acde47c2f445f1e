import { DAY } from "../../domain/time.js";
import { momentOf } from "../../domain/zone.js";

const PLAIN_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * A moment in ms, of ISO 8601: "2026-11-27" (from: the day's beginning in the zone, until: its end) or "2026-11-27T18:00:00Z". undefined: there is
 * none, or it isn't one.
 */
export function momentIn(text: string | undefined, zone: string, edge: "from" | "until"): number | undefined {
  if (text === undefined) return undefined;
  if (MOMENT.test(text)) {
    const time = Date.parse(text);
    return Number.isNaN(time) ? undefined : time;
  }
  const [, year, month, day] = PLAIN_DATE.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const start = Date.UTC(year, month - 1, day);
  // Date.UTC takes the 31st of April for the 1st of May.
  if (new Date(start).getUTCDate() !== day) return undefined;
  return momentOf(zone, start / DAY + (edge === "until" ? 1 : 0), 0);
}
