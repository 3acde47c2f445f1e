import { hash53 } from "../../domain/hash.js";
import type { PersonKey } from "../../domain/person.js";

/**
 * A decision's id: 106 bits of who, what about, and which event made it. The same event gives the same id whoever applies it, and however
 * often; a position in the log is no part of it.
 */
export function decisionId(person: PersonKey, occasion: string, ref: string, cause: string): string {
  const text = `${person}\u0000${occasion}\u0000${ref}\u0000${cause}`;
  return `${hash53(text, 11).toString(36)}-${hash53(text, 23).toString(36)}`;
}

/** Printable ASCII without blanks, as ids of outbox entries must be; treatments are named so in the configuration. */
export function messageId(decision: string, treatment: string, channel: string): string {
  return `${decision}.${treatment}.${channel}`;
}
