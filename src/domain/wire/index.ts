/**
 * The wire format of events. A Segment call is checked and brought into Attune's own form by `normaliseCall` (collector, imports);
 * `parseEvent` reads what the log holds (worker, replay); `encodeEvent` writes what Attune itself appends. Nothing here does I/O.
 */
export { type DeadLetter, decodeDeadLetter, encodeDeadLetter } from "./dead-letter.js";
export { encodeEvent } from "./encode-event.js";
export { isoTime, parseIsoTime } from "./iso-time.js";
export * from "./limits.js";
export { type CallIntake, type NormalisedCall, normaliseCall } from "./normalise-call.js";
export { parseEvent, type RecordFacts } from "./parse-event.js";
export { type Rejection, reject } from "./rejection.js";
