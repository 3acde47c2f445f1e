import type { Channel } from "../domain/message.js";

/** How one channel's messages are delivered (attune.yaml, channels.<channel>.delivery). */
export interface DeliverySettings {
  readonly channel: Channel;
  /** The adapter's name (channels/providers/), and its own settings as its schema checked them. */
  readonly adapter: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Messages under way at once. */
  readonly concurrency: number;
  /** At most so many a second; 0 = as fast as it goes. */
  readonly perSecond: number;
  /** One attempt is given up after this long, ms. */
  readonly timeoutMs: number;
  /** Attempts at most; a message's deadline may end them earlier. */
  readonly attempts: number;
  /** Full jitter: random(0, min(most, first x 2^n)), ms. */
  readonly retryFirstMs: number;
  readonly retryMostMs: number;
  /** After doubt, where the provider has no idempotency key. */
  readonly onUnknown: "drop" | "retry";
  /** What is kept of a delivery goes this long after it ended, ms. */
  readonly keepMs: number;
}

export interface DispatcherSettings {
  /** Channels that Attune delivers itself; others are left to whoever binds to the topic. */
  readonly deliveries: readonly DeliverySettings[];
  /** A channel's lease runs out this long after its last renewal, ms. */
  readonly leaseTtlMs: number;
  /** Messages taken from the log and not final yet, by channel: beyond it the channel stops reading. */
  readonly most: number;
  /** Opens (a picture) and clicks (links) are counted by this Attune. */
  readonly tracking: { readonly opens: boolean; readonly clicks: boolean };
}
