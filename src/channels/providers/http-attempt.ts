import type { Attempt } from "../../ports/channel.js";
import type { HttpAnswer } from "./http-caller.js";

/** A provider that asks for more patience than this is asked again all the same, ms. */
const MOST_RETRY_AFTER_MS = 3_600_000;

/** Not now: too early, too often, or the same key is in work. */
const LATER: ReadonlySet<number> = new Set([408, 409, 425, 429]);
/** A gateway says that it heard nothing of whoever does the work, which may be done. */
const DOUBTFUL: ReadonlySet<number> = new Set([502, 504]);

/** What an HTTP status says of a message (RFC 9110; Standard Webhooks for 410). */
export function httpAttempt(answer: HttpAnswer, providerId: string, now: number): Attempt {
  const { status } = answer;
  const code = `http.${status}`;
  if (status >= 200 && status < 300) return { outcome: "sent", providerId };
  if (DOUBTFUL.has(status)) return { outcome: "unknown", code };
  if (LATER.has(status) || status >= 500) {
    const afterMs = retryAfterMs(answer.headers["retry-after"], now);
    return { outcome: "retry", code, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  if (status === 401 || status === 403 || status === 410) return { outcome: "endpoint-down", code };
  return { outcome: "rejected", code };
}

/** Seconds, or a date of HTTP (RFC 9110 10.2.3). */
export function retryAfterMs(value: string | string[] | undefined, now: number): number | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : dateOf(text) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MOST_RETRY_AFTER_MS) : undefined;
}

/** NaN for anything but the date that HTTP asks for: what else Date.parse takes would be a guess. */
function dateOf(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}
