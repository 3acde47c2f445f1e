import type { EraseEvent } from "../../domain/event.js";
import type { Identity, View } from "../../domain/profile.js";
import { MOST_HOPS } from "./forward.js";

/**
 * Forgetting a person means forgetting the profiles that were merged into this one too: their marks, and their events in the log. A mark
 * that is asked first passes it on to the profile it points at; one that is asked by that profile does not ask back.
 */
export function eraseRequests(identity: View<Identity>, event: EraseEvent): EraseEvent[] {
  if (event.hops >= MOST_HOPS) return [];
  const others = identity.forwardedTo === undefined ? identity.linked : event.hops === 0 ? [identity.forwardedTo] : [];
  return others.map((person, i) => ({ type: "erase", id: `erase/${event.id}/${i}`, person, time: event.time, hops: event.hops + 1 }));
}
