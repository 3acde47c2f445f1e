/** Bounds of what one event may cost (invariant 8). The wire format is fixed, and so are these: they are no settings. */

/** One event as stored: bytes of its JSON. Segment's own limit for a call. */
export const EVENT_BYTES = 32 * 1024;
/** An event made by Attune itself may carry a whole profile (merge) or the population snapshot (context). */
export const INTERNAL_EVENT_BYTES = 1024 * 1024;
/** Levels of objects and arrays, the event itself being the first. */
export const EVENT_DEPTH = 32;
/** Objects and arrays in one event. */
export const EVENT_NODES = 2_000;
/** UTF-16 units of an id, of an event's name. */
export const ID_LENGTH = 256;
export const NAME_LENGTH = 200;
