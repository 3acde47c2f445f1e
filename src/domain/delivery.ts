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
export type AddressFailure = "hard-bounce" | "soft-bounce" | "gone" | "complaint";

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
