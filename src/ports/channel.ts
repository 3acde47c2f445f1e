import type { AddressFailure } from "../domain/delivery.js";
import type { Channel, Message } from "../domain/message.js";

/**
 * A way out: hands one rendered message to one provider. An adapter is one file in channels/providers/, with its settings' schema beside it, and passes
 * test/contract/channel.contract.ts.
 *
 * Guaranteed by every adapter:
 * - **One attempt.** `deliver` tries once and says what became of it; whoever calls it decides about another attempt.
 * - **Same words, same key.** A message that is delivered again carries the same idempotency key (the message's id), where the provider knows such a thing.
 * - **Honest doubt.** Where the provider may or may not have taken it (a connection reset after the request was sent, a timeout), the outcome is "unknown".
 * - **No one else's harm.** It follows no redirects, never throws what a provider said, and keeps no personal data in `code` and `detail`.
 */
export interface ChannelAdapter {
  readonly channel: Channel;
  /** For people and circuit breakers: host, or account. One breaker and one bulkhead stand before each. */
  readonly endpoint: string;
  /** The provider takes a message with the same id once: after doubt it is tried again. */
  readonly isIdempotent: boolean;
  /** Sends it. Rejects only on a bug; aborts with `signal` at the deadline. */
  deliver(outgoing: Outgoing, signal: AbortSignal): Promise<Attempt>;
  /** Rejects with ATTUNE_CHANNEL_UNAVAILABLE where the provider can't be reached: for the doctor. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A message as it leaves: rendered, with nothing left to fill in. */
export interface Outgoing {
  readonly message: Message;
  /** Address, number, subscription as JSON; undefined where the channel needs none. */
  readonly address: string | undefined;
  readonly words: Words;
  /** BCP 47, where known. */
  readonly locale: string | undefined;
  /** Where the person says no by one POST (RFC 8058), and where they choose; undefined where no address of this Attune is configured. */
  readonly unsubscribeUrl: string | undefined;
  readonly preferencesUrl: string | undefined;
  /** From 1. */
  readonly attempt: number;
  /** The present, ms. */
  readonly now: number;
}

/** What is read: text for every channel, HTML for e-mail. */
export interface Words {
  readonly title: string;
  /** Plain text; all there is on channels without layout. */
  readonly text: string;
  readonly html?: string;
  /** Where it leads; counted, where clicks are. */
  readonly url?: string;
}

export type Attempt =
  /** The provider has it. */
  | { readonly outcome: "sent"; readonly providerId: string }
  /** Not now; the provider may say when to come back (Retry-After), ms from now. Nothing left. */
  | { readonly outcome: "retry"; readonly code: string; readonly afterMs?: number }
  /** Never: this message, or this address. */
  | { readonly outcome: "rejected"; readonly code: string; readonly failure?: AddressFailure }
  /** The endpoint says that it is no more (410) or that nobody may send there (401, 403): no message will get through. */
  | { readonly outcome: "endpoint-down"; readonly code: string }
  /** It may or may not have it. */
  | { readonly outcome: "unknown"; readonly code: string };
