import type { Channel } from "./message.js";
import type { PersonKey } from "./person.js";
import type { ReasonCode } from "./reasons.js";

/**
 * What becomes of a message on its way out. queued -> reserved -> sending -> one of the final states. `unknown`: it was handed to a provider that has
 * no idempotency key and didn't say what became of it, and the channel's `onUnknown` is "drop".
 */
export const DELIVERY_STATES = [
  "queued",
  "reserved",
  "sending",
  "sent",
  "failed",
  "unknown",
  "expired",
  "suppressed",
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
export type FinalState = "sent" | "failed" | "unknown" | "expired" | "suppressed";

export function isFinal(state: DeliveryState): state is FinalState {
  return state !== "queued" && state !== "reserved" && state !== "sending";
}

/** How an address failed: for good, for now, or it is no longer there (a push subscription). */
export const ADDRESS_FAILURES = ["hard-bounce", "soft-bounce", "gone", "complaint"] as const;
export type AddressFailure = (typeof ADDRESS_FAILURES)[number];

/**
 * Whether an enhanced status code (RFC 3463) is about the address itself, for good: there is no such mailbox or host, it has moved, it is disabled, or its
 * domain takes no mail (RFC 7505). 5.1.7 and 5.1.8 are about the sender; with 5.2.0 and 5.2.2 the mailbox is there.
 */
export function isDeadAddress(status: string): boolean {
  return /^5\.(?:1\.(?:0|1|2|3|6|10)|2\.1|4\.4)$/.test(status);
}

/**
 * Outcomes that are told to the person's profile. failed, expired, suppressed: it never left, so caps and learning forget it. unknown: it may have.
 * undelivered: it left and came back.
 */
export const UNDELIVERED = ["failed", "expired", "suppressed", "unknown", "undelivered"] as const;
export type Undelivered = (typeof UNDELIVERED)[number];

/** What the engine says of a message at the moment of sending: the same policies as when it was decided, over the profile as it is now. */
export type Recheck =
  | {
      readonly verdict: "send";
      /** Where to; as known now. */
      readonly address: string | undefined;
      /** BCP 47, as known now. */
      readonly locale: string | undefined;
      readonly zone: string;
    }
  /** Not now: quiet hours, or hours the person doesn't want. It is checked again then. */
  | { readonly verdict: "hold"; readonly code: ReasonCode; readonly until: number }
  | { readonly verdict: "withhold"; readonly code: ReasonCode; readonly detail?: string }
  /** The profile was merged into this person's: ask about them. */
  | { readonly verdict: "elsewhere"; readonly person: PersonKey };

/** What is kept of a delivery, by message id (channels/dispatcher). All times ms since the epoch. */
export interface Delivery {
  readonly message: string;
  readonly person: PersonKey;
  readonly channel: Channel;
  readonly action: string;
  readonly state: DeliveryState;
  /** Attempts begun. */
  readonly attempts: number;
  /** When it came to this state. */
  readonly at: number;
  /** Not to be tried before. */
  readonly notBefore: number;
  readonly expiresAt: number;
  /** Why, where there is a reason: a ReasonCode, or what the adapter said ("smtp.550", "http.429"). No personal data. */
  readonly code: string;
  /** The provider's own id, "" where none is known. */
  readonly providerId: string;
}
