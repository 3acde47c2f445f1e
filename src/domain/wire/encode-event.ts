import { type AttuneEvent, isInternal, type SegmentEvent } from "../event.js";
import { internalForm } from "./internal-event.js";
import { isoTime } from "./iso-time.js";
import { encodeJson, unlessEmpty, WIRE_VERSION } from "./normalise-call.js";

/**
 * The bytes of an event that Attune itself appends to the log: a timer, merge, erase or context, or a Segment event on its way to another
 * profile. `parseEvent` of an internal record gives the same event back.
 */
export function encodeEvent(event: AttuneEvent): Uint8Array {
  return encodeJson({ attune: WIRE_VERSION, ...(isInternal(event) ? internalForm(event) : forwardedForm(event)) });
}

function forwardedForm(event: SegmentEvent): Record<string, unknown> {
  return {
    type: event.type,
    messageId: event.id,
    person: event.person,
    hops: event.hops,
    event: event.type === "track" ? event.name : undefined,
    name: event.type !== "track" && event.name !== "" ? event.name : undefined,
    userId: event.userId,
    anonymousId: event.anonymousId,
    previousId: event.previousId,
    groupId: event.groupId,
    properties: unlessEmpty(event.properties),
    traits: unlessEmpty(event.traits),
    context: unlessEmpty(event.context),
    integrations: event.silent ? { Attune: false } : undefined,
    timestamp: isoTime(event.time),
    source: event.source,
    history: event.history ? true : undefined,
  };
}
