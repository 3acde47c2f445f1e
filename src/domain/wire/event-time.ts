import { DAY, MINUTE } from "../time.js";
import { parseIsoTime } from "./iso-time.js";
import { type Rejection, reject } from "./rejection.js";

/** A sender's clock that is further off than this is not believed: then its queue, not its clock, is what was late. */
const SANE_SKEW_MS = DAY;
/** Clocks differ a little; what claims to be later than this happened when it was received. */
const FUTURE_MS = 5 * MINUTE;

/** A time field: undefined where absent, a rejection where it is no time. Numbers are refused: seconds or milliseconds? */
export function readTime(value: unknown, field: string): number | undefined | Rejection {
  if (value === undefined || value === null || value === "") return undefined;
  const time = typeof value === "string" ? parseIsoTime(value) : undefined;
  return time ?? reject("ATTUNE_EVENT_TIME", `${field} is no ISO 8601 time that exists`);
}

/**
 * When an event happened by our clock: `receivedAt - (sentAt - original)` (Segment spec, "timestamps"), where `sentAt` is known and the
 * skew sane; else the time given. Never later than `receivedAt` by more than 5 minutes, never before 1970. All ms since the epoch.
 */
export function correctedTime(original: number | undefined, sentAt: number | undefined, receivedAt: number): number {
  if (original === undefined) return receivedAt;
  const skew = sentAt === undefined ? 0 : receivedAt - sentAt;
  const time = Math.abs(skew) <= SANE_SKEW_MS ? original + skew : original;
  return time > receivedAt + FUTURE_MS ? receivedAt : Math.max(0, time);
}
