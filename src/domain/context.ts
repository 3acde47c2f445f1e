import type { Action } from "./action.js";
import type { Arm, Experiment } from "./experiment.js";
import type { Channel } from "./message.js";
import type {
  ArbitrationPolicy,
  Audience,
  Cap,
  ConsentPolicy,
  ChannelChoicePolicy,
  CouponPool,
  GuardPolicy,
  LifecyclePolicy,
  LoyaltyPolicy,
  OccasionPolicy,
  PressurePolicy,
  TraitPolicy,
} from "./policy.js";
import type { Population } from "./population.js";
import type { RecommendationPolicy, Recommender } from "./recommendation.js";
import type { Scoring } from "./scoring.js";
import type { Segment } from "./segment.js";
import type { DayHours, TimingPolicy } from "./timing.js";

/** A channel's contact policy. */
export interface ChannelPolicy {
  readonly channel: Channel;
  /** "required": silence without a recorded agreement. "implied": silence only after a refusal. */
  readonly consent: "required" | "implied";
  /** The trait that holds the address on this channel ("email", "phone"); undefined where none is needed. */
  readonly addressTrait?: string;
  /** Who may see what is sent on it, for the guard. */
  readonly audience: Audience;
  /** Nothing but transactional messages and what was asked for within these hours of the person's day; undefined: no quiet hours. */
  readonly quietHours?: DayHours;
  /** At most `count` messages (but transactional ones) in any rolling window of `windowMs`: the channel's own cap; EngineContext.caps has more. */
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
  readonly consents: number;
  readonly segments: number;
  readonly pointLots: number;
  readonly coupons: number;
  readonly escalations: number;
  readonly trials: number;
  readonly plans: number;
}

/**
 * The immutable, versioned snapshot that a step reads beside profile and event (DESIGN 1): made by config/ from YAML, equal for every
 * partition, named in every decision.
 */
export interface EngineContext {
  /** A hash of everything below but the population, the recommender and the scoring models. */
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
  /** IANA zone of people of whom none is known. */
  readonly zone: string;
  readonly segments: readonly Segment[];
  readonly lifecycle: LifecyclePolicy;
  readonly occasions: OccasionPolicy;
  readonly consent: ConsentPolicy;
  readonly caps: readonly Cap[];
  readonly pressure: PressurePolicy;
  readonly guard: GuardPolicy;
  /** By trait. */
  readonly traits: ReadonlyMap<string, TraitPolicy>;
  readonly arbitration: ArbitrationPolicy;
  readonly experiments: readonly Experiment[];
  /** Gets nothing but transactional, service and exempt actions. */
  readonly holdout: Arm;
  /** Gets a choice at random among what is allowed: what propensity is measured against. */
  readonly control: Arm;
  /** Names of the write keys whose word is enough to make two accounts one (alias); they are servers'. */
  readonly accountMergers: readonly string[];
  readonly loyalty: LoyaltyPolicy;
  readonly coupons: ReadonlyMap<string, CouponPool>;
  readonly recommendations: RecommendationPolicy;
  readonly timing: TimingPolicy;
  readonly channelChoice: ChannelChoicePolicy;
  /** The parts that change while a worker runs, each by a ContextEvent. */
  readonly population: Population;
  readonly recommender: Recommender;
  readonly scoring: Scoring;
}
