import type { JsonObject } from "../domain/event.js";

/** One call as a Segment SDK would send it in a batch (https://segment.com/docs/connections/spec/common/). */
export interface SegmentCall {
  readonly messageId: string;
  readonly type: "track" | "identify" | "page";
  /** ISO 8601, UTC, ms. */
  readonly timestamp: string;
  readonly anonymousId: string;
  readonly userId?: string;
  /** track: the event's name. */
  readonly event?: string;
  /** page: the page's name. */
  readonly name?: string;
  readonly properties?: JsonObject;
  readonly traits?: JsonObject;
  readonly context: JsonObject;
}
