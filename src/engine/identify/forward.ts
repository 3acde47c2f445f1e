import type { PersonEvent } from "../../domain/event.js";
import type { PersonKey } from "../../domain/person.js";

/** After so many forwarding marks in a row the ids point at each other. */
export const MOST_HOPS = 4;

/**
 * A late event of a profile that was merged into another, on its way there. It keeps its id, by which the other profile knows it if it
 * comes twice. undefined: it has gone round in a circle, and is applied where it is; nothing is lost.
 */
export function forwarded(event: PersonEvent, to: PersonKey): PersonEvent | undefined {
  if (event.hops >= MOST_HOPS) return undefined;
  const onward = { ...event, person: to, hops: event.hops + 1 };
  return onward.type === "merge" ? { ...onward, into: to } : onward;
}
