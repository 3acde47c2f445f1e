import type { AddressFailure, Undelivered } from "./delivery.js";
import type { Channel } from "./message.js";
import type { PersonKey } from "./person.js";
import type { ScoringPin } from "./scoring.js";
import type { ServingPin } from "./serving.js";

/** The calls of the Segment spec (https://segment.com/docs/connections/spec/). */
export type SegmentCallType = "track" | "identify" | "page" | "screen" | "group" | "alias";

export const SEGMENT_CALL_TYPES: readonly SegmentCallType[] = ["track", "identify", "page", "screen", "group", "alias"];

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

interface EventBase {
  /** The Segment `messageId`: the identity of the event, what deduplication and action ids hang on. */
  readonly id: string;
  /** Whose profile it changes. */
  readonly person: PersonKey;
  /** When it happened, ms since the epoch, corrected for the sender's clock. The engine's only clock. */
  readonly time: number;
  /** How many forwarding marks it has passed (late anonymous events, misrouted events). 0 when it came from outside. */
  readonly hops: number;
}

/** One Segment-spec call, checked and normalised. `properties`, `traits` and `context` have a null prototype. */
export interface SegmentEvent extends EventBase {
  readonly type: SegmentCallType;
  /** track: the canonical event name (see vocabulary.ts); page and screen: the page's name or ""; others: "". */
  readonly name: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  /** alias only. */
  readonly previousId?: string;
  /** group only. */
  readonly groupId?: string;
  readonly properties: JsonObject;
  readonly traits: JsonObject;
  readonly context: JsonObject;
  /** The name of the write key it came through, or "direct" for a publisher on NATS. */
  readonly source: string;
  /** An import of history: profiles are updated, no occasion opens, nothing is said. */
  readonly history: boolean;
  /** `integrations.All === false` or `integrations.Attune === false`: update nothing that speaks. */
  readonly silent: boolean;
}

/** A timer of this person has become due. `time` is its due time, not the moment it was noticed. */
export interface TimerEvent extends EventBase {
  readonly type: "timer";
  readonly kind: string;
  readonly ref: string;
}

/**
 * Linking two profiles (DESIGN 4.4). As a request it goes to the profile that gives (`person === from`): hand over once, leave a
 * forwarding mark. As content it goes to the one that receives (`person === into`) and carries the encoded profile.
 */
export interface MergeEvent extends EventBase {
  readonly type: "merge";
  readonly from: PersonKey;
  readonly into: PersonKey;
  /** The giver's encoded profile; absent in a request. */
  readonly content?: Uint8Array;
}

/** Forget this person: profile, timers, and the person's events in the log. */
export interface EraseEvent extends EventBase {
  readonly type: "erase";
  /** Whose erasure it follows from, where it isn't this person's own: a profile merged into that one is forgotten with it. */
  readonly origin?: PersonKey;
}

/** What became of a message on its way out, where it isn't what was hoped for. Told by the dispatcher alone (channels/): no site can send it. */
export interface DeliveryEvent extends EventBase {
  readonly type: "delivery";
  readonly message: string;
  readonly channel: Channel;
  readonly outcome: Undelivered;
  /** Why; for people. */
  readonly code: string;
  readonly failure?: AddressFailure;
}

/** From here on this partition's engine works under another population snapshot, recommends with something else, or scores with other models. It concerns nobody in particular. */
export interface ContextEvent {
  readonly type: "context";
  readonly id: string;
  readonly time: number;
  readonly hops: number;
  /** Engine.population's bytes. At least one of the three is there; what is left out stays as it was. */
  readonly population?: Uint8Array;
  readonly serving?: ServingPin;
  readonly scoring?: ScoringPin;
}

export type InternalEvent = TimerEvent | MergeEvent | EraseEvent | DeliveryEvent | ContextEvent;
export type PersonEvent = SegmentEvent | TimerEvent | MergeEvent | EraseEvent | DeliveryEvent;
export type AttuneEvent = PersonEvent | ContextEvent;

const INTERNAL_TYPES: ReadonlySet<string> = new Set(["timer", "merge", "erase", "delivery", "context"]);

export function isInternal(event: AttuneEvent): event is InternalEvent {
  return INTERNAL_TYPES.has(event.type);
}
