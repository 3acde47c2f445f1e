/**
 * Strict ISO 8601: `2026-11-22`, `2026-11-22T10:00Z`, `2026-11-22T10:00:00.123456+01:00`. Without a zone it is UTC. The
 * date must exist. `Date.parse` alone won't do: it turns 2026-02-30 into 2 March and "Jan 1" into a day of 2001.
 * Digits are read one by one because this runs once or more an event; a regular expression costs five times as much.
 */

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAY_MS = 86_400_000;

/** The number that `count` digits from `at` spell; NaN where one is no digit or the text ends. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function daysSinceEpoch(year: number, month: number, day: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = (DAYS_IN_MONTH[month - 1] ?? Number.NaN) + (leap && month === 2 ? 1 : 0);
  if (!(day >= 1 && day <= length)) return Number.NaN;
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 477;
  const before = (DAYS_BEFORE_MONTH[month - 1] as number) + (leap && month > 2 ? 1 : 0);
  return (year - 1970) * 365 + leapDays + before + day - 1;
}

/** Minutes east of UTC from "Z", "+01:00", "+0100" or "+01" at `at`; NaN where it is none of them or more follows. */
function zoneMinutes(text: string, at: number): number {
  const rest = text.length - at;
  if (rest === 0) return 0;
  const sign = text[at];
  if (sign === "Z" || sign === "z") return rest === 1 ? 0 : Number.NaN;
  if (sign !== "+" && sign !== "-") return Number.NaN;
  const colon = text[at + 3] === ":" ? 1 : 0;
  if (rest !== 3 && rest !== 5 + colon) return Number.NaN;
  const hours = digits(text, at + 1, 2);
  const minutes = rest === 3 ? 0 : digits(text, at + 3 + colon, 2);
  if (!(hours <= 18 && minutes <= 59)) return Number.NaN;
  return (sign === "-" ? -1 : 1) * (hours * 60 + minutes);
}

/** Milliseconds since the epoch (digits beyond are cut off), or undefined where the text is no time from year 1970 to 9999. */
export function parseIsoTime(text: string): number | undefined {
  const year = digits(text, 0, 4);
  if (!(year >= 1970) || text.length > 40 || text[4] !== "-" || text[7] !== "-") return undefined;
  const days = daysSinceEpoch(year, digits(text, 5, 2), digits(text, 8, 2));
  if (Number.isNaN(days)) return undefined;
  if (text.length === 10) return days * DAY_MS;
  if ((text[10] !== "T" && text[10] !== "t") || text[13] !== ":") return undefined;
  const hours = digits(text, 11, 2);
  const minutes = digits(text, 14, 2);
  let at = 16;
  let seconds = 0;
  let fraction = 0;
  if (text[at] === ":") {
    seconds = digits(text, at + 1, 2);
    at += 3;
    if (text[at] === "." || text[at] === ",") {
      const from = ++at;
      for (let scale = 100; at < text.length; at++, scale /= 10) {
        const digit = text.charCodeAt(at) - 48;
        if (!(digit >= 0 && digit <= 9)) break;
        if (scale >= 1) fraction += digit * scale;
      }
      if (at === from || at - from > 9) return undefined;
    }
  }
  const zone = zoneMinutes(text, at);
  if (!(hours <= 23 && minutes <= 59 && seconds <= 59) || Number.isNaN(zone)) return undefined;
  const time = days * DAY_MS + ((hours * 60 + minutes - zone) * 60 + seconds) * 1_000 + fraction;
  return time < 0 ? undefined : time;
}

/** The one form in which Attune writes times: `2026-11-22T10:00:00.123Z`. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
