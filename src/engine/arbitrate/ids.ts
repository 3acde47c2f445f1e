import { hash53 } from "../../domain/hash.js";
import type { PersonKey } from "../../domain/person.js";

/**
 * A decision's id: 106 bits of who, what about, and which event made it. The same event gives the same id whoever applies it, and however
 * often; a position in the log is no part of it.
 */
export function decisionId(person: PersonKey, occasion: string, ref: string, cause: string): string {
  const text = `${person}\u0000${occasion}\u0000${ref}\u0000${cause}`;
  return `${base36(hash53(text, 11))}-${base36(hash53(text, 23))}`;
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
const PAIRS: readonly string[] = Array.from(DIGITS, (high) => Array.from(DIGITS, (low) => high + low)).flat();

/** As `toString(36)` writes a whole number, in a fifth of its time. */
export function base36(whole: number): string {
  let text = "";
  let left = whole;
  while (left >= PAIRS.length) {
    const pair = left % PAIRS.length;
    text = (PAIRS[pair] as string) + text;
    left = (left - pair) / PAIRS.length;
  }
  return ((left < DIGITS.length ? DIGITS[left] : PAIRS[left]) as string) + text;
}

/** Printable ASCII without blanks, as ids of outbox entries must be; treatments are named so in the configuration. */
export function messageId(decision: string, treatment: string, channel: string): string {
  return `${decision}.${treatment}.${channel}`;
}
