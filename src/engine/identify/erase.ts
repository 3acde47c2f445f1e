import type { EraseEvent } from "../../domain/event.js";
import type { PersonKey } from "../../domain/person.js";
import type { Identity, View } from "../../domain/profile.js";
import { MOST_HOPS } from "./forward.js";

/**
 * Forgetting a person means forgetting the profiles that were merged into this one too: their marks, and their events in the log. A mark
 * that is asked first asks the profile it points at; one that is asked by that profile asks back, behind content of its own that may be
 * under way still. It does not ask anybody else: on a shared device that is another person.
 */
export function eraseRequests(identity: View<Identity>, event: EraseEvent): EraseEvent[] {
  const { person, time, hops, origin } = event;
  if (hops >= MOST_HOPS) return [];
  const { forwardedTo, linked } = identity;
  const isOwn = origin === undefined || origin === forwardedTo;
  const others: readonly PersonKey[] = forwardedTo === undefined ? linked : isOwn ? [forwardedTo] : [];
  return others.map((other, i) => ({
    type: "erase",
    id: `erase/${event.id}/${i}`,
    person: other,
    origin: person,
    time,
    hops: hops + 1,
  }));
}

/** A mark that points at somebody else by now outlives the erasure of whoever used the device before. */
export function outlives(identity: View<Identity>, event: EraseEvent): boolean {
  return identity.forwardedTo !== undefined && event.origin !== undefined && event.origin !== identity.forwardedTo;
}
