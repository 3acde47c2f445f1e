import { hash32 } from "./hash.js";
import { isAllowed, type Limits } from "./hours.js";
import type { PersonKey } from "./person.js";

const SALT = 0x7e11;

/**
 * This person's moment among those who might be written to from `at` on: everybody has one of their own within so many ms, always the same, so
 * that not all are written to at once. Where it isn't allowed any more: `at` itself, which must be.
 */
export function spread(limits: Limits, at: number, person: PersonKey, withinMs: number): number {
  const own = at + shareOf(person) * withinMs;
  const moment = Math.floor(own);
  return moment > at && isAllowed(limits, moment) ? moment : at;
}

/** 0 (inclusive) to 1. */
function shareOf(person: PersonKey): number {
  return hash32(person, SALT) / 2 ** 32;
}
