import type { TraitValue } from "../../../domain/profile.js";
import { localTime, momentOf } from "../../../domain/zone.js";

/** A day of the year. */
export interface Birthday {
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
}

const DATE = /^(?:\d{4}-|--)(\d{2})-(\d{2})(?![\d-])/;

/** An ISO 8601 date, with or without its time, or "--MM-DD" where the year isn't told (vCard, RFC 6350). */
export function birthdayOf(value: TraitValue | undefined): Birthday | undefined {
  const match = typeof value === "string" ? DATE.exec(value) : null;
  if (match === null) return undefined;
  const month = Number(match[1]);
  const day = Number(match[2]);
  // 2000 has a 29 February.
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysOf(2000, month);
  return isDay ? { month, day } : undefined;
}

/** The first moment after `after` at which it is this hour of the birthday in the zone. Who was born on 29 February: on the 28th in other years. */
export function nextBirthday({ month, day }: Birthday, zone: string, hour: number, after: number): number {
  for (let { year } = localTime(zone, after); ; year++) {
    const date = dateOf(year, month, Math.min(day, daysOf(year, month)));
    const moment = momentOf(zone, date, hour * 60);
    if (moment > after) return moment;
  }
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 in the Gregorian calendar (https://howardhinnant.github.io/date_algorithms.html, days_from_civil). */
function dateOf(year: number, month: number, day: number): number {
  // A year that begins in March has its leap day at its end.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
