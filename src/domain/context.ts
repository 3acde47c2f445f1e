import type { Action } from "./action.js";
import type { Channel } from "./message.js";

/** A channel's contact policy. */
export interface ChannelPolicy {
  readonly channel: Channel;
  /** "required": silence without a recorded agreement. "implied": silence only after a refusal. */
  readonly consent: "required" | "implied";
  /** The trait that holds the address on this channel ("email", "phone"); undefined where none is needed. */
  readonly addressTrait?: string;
  /** At most `count` messages in any rolling window of `windowMs`. */
  readonly cap: { readonly count: number; readonly windowMs: number };
}

/** Declared bounds of one profile (invariant 7). Numbers of entries. */
export interface ProfileLimits {
  readonly recentItems: number;
  readonly categories: number;
  readonly tags: number;
  readonly cartLines: number;
  readonly savedItems: number;
  readonly orders: number;
  readonly contacts: number;
  readonly linkedIds: number;
  readonly traits: number;
  readonly seenIds: number;
}

/**
 * The immutable, versioned snapshot that a step reads beside profile and event (DESIGN 1): made by config/ from YAML, equal for every
 * partition, named in every decision.
 */
export interface EngineContext {
  /** A hash of everything below. */
  readonly version: string;
  /** A new session begins after this long without an event. */
  readonly sessionGapMs: number;
  readonly limits: ProfileLimits;
  /** Half-lives of decayed numbers, ms. */
  readonly halfLives: {
    readonly interest: number;
    readonly activity: number;
    readonly spending: number;
    readonly habit: number;
    readonly response: number;
  };
  /** Views of products in one session, without a cart, that make leaving it an occasion. */
  readonly browseMinimumViews: number;
  /** How long after an order its items count as just bought, ms. */
  readonly justBoughtMs: number;
  readonly channels: ReadonlyMap<Channel, ChannelPolicy>;
  readonly actions: readonly Action[];
}
