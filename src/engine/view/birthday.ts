import { localTime } from "../../domain/zone.js";

/** A date of birth as sites send it: "1990-05-17", with or without a time behind it. */
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/;

/** Whole years by the calendar of the zone; -1 where it is no date of birth. Who was born on 29 February is older from 1 March. */
export function ageAt(birthday: string | undefined, time: number, zone: string): number {
  const match = DATE.exec(birthday ?? "");
  if (match === null) return -1;
  const [year, month, day] = match.slice(1, 4).map(Number) as [number, number, number];
  const today = localTime(zone, time);
  const hadBirthday = today.month > month || (today.month === month && today.day >= day);
  const age = today.year - year - (hadBirthday ? 0 : 1);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && age >= 0 && age <= 130 ? age : -1;
}
