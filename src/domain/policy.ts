import type { ActionClass } from "./action.js";
import type { Channel } from "./message.js";
import type { Predicate } from "./view.js";

/** Contact policy, guard, arbitration, loyalty and the other declared policies, as the engine reads them. Durations in ms. */

export type Window =
  /** Any stretch of this length: a message at t and one `rolling` before it are not in one window. */
  | { readonly kind: "rolling"; readonly ms: number }
  /** A day, week (from Monday) or month of the calendar in the person's zone. */
  | { readonly kind: "calendar"; readonly unit: "day" | "week" | "month" };

/** At most `count` messages that match, in any one window. All caps hold at once. A selector left out matches all. */
export interface Cap {
  readonly id: string;
  readonly channel?: Channel;
  readonly topic?: string;
  readonly group?: string;
  /** Which classes it counts and limits; transactional messages only where named. */
  readonly classes: readonly ActionClass[];
  readonly count: number;
  readonly window: Window;
}

/** Adaptive pressure: who doesn't answer is written to less. Never raises a cap. */
export interface PressurePolicy {
  /** After this many messages on a channel without an open or click ... */
  readonly ignored: number;
  /** ... its caps are multiplied by this (rounded up, at least 1). 1 = off. */
  readonly factor: number;
}

/** What happens to a person who doesn't answer on a channel. */
export interface SilencePolicy {
  readonly channel: Channel;
  /** No open or click for this long although messages were sent. */
  readonly afterMs: number;
  /** pause: no promotional messages for `pauseMs`. season: only in key seasons. win-back: only actions for the occasion "silence". */
  readonly mode: "pause" | "season" | "win-back";
  readonly pauseMs: number;
}

/** A key season, every year from `from` through `to` (month and day in the person's zone, "11-20"). It may pass the end of the year. */
export interface Season {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** Who may see a message on a channel. */
export const AUDIENCES = ["private", "shared", "lock-screen", "public"] as const;
export type Audience = (typeof AUDIENCES)[number];

/** Where a fact comes from, strongest first: declared beats observed beats inferred beats third-party, whatever the time (invariant 5). */
export const PROVENANCES = ["declared", "observed", "inferred", "third-party"] as const;
export type Provenance = (typeof PROVENANCES)[number];

export const SENSITIVITIES = ["none", "personal", "intimate", "special"] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

/** What a fact of a sensitivity asks for before words may rest on it. */
export interface GuardRule {
  readonly provenance: readonly Provenance[];
  readonly minimumConfidence: number;
  readonly audiences: readonly Audience[];
  /** Least share of the evidence that is the person's own behaviour, 0 to 1. */
  readonly minimumEvidence: number;
  /** A purpose that must have been agreed to, e.g. "health"; undefined: none. */
  readonly purpose?: string;
  /** When it is not given: words without the fact, later, or nothing. */
  readonly otherwise: "soften" | "defer" | "block";
}

export interface GuardPolicy {
  /** By fact ("person.firstName", "item.name", "trait.pregnant", "segment.parents", "category.medicine"); what is not listed has `defaultSensitivity`. */
  readonly facts: ReadonlyMap<string, Sensitivity>;
  readonly defaultSensitivity: Sensitivity;
  readonly rules: ReadonlyMap<Sensitivity, GuardRule>;
  /** Confidence of a fact by its provenance, where the event gave none. */
  readonly confidence: Readonly<Record<Provenance, number>>;
  /** A name is used only with people who have so many orders or sessions (000-18, 003-04): relationship score, 0 = always. */
  readonly minimumRelationship: number;
  /** A deferred message is looked at again after this long. */
  readonly deferMs: number;
  /** Promotional messages wait while the person is checking out or within this long of a checkout begun, 0 = off. */
  readonly checkoutMs: number;
}

/** Declared facts about traits (policies.yaml): where a trait comes from, unless its event says so. */
export interface TraitPolicy {
  readonly provenance: Provenance;
  readonly confidence?: number;
}

export interface ConsentPolicy {
  /** A purpose -> whether silence without a recorded agreement is enough, over the channel's own rule. */
  readonly purposes: ReadonlyMap<string, "required" | "implied" | "channel">;
  /** An agreement runs out after this long unless it says otherwise. */
  readonly validForMs: number;
  /** A consent manager's category ids (RudderStack's allowedConsentIds) -> purposes. */
  readonly categories: ReadonlyMap<string, readonly string[]>;
}

/** Which of an action's channels speaks. */
export interface ChannelChoicePolicy {
  /** A channel that isn't the one with the best prior takes its place once it is the better one for this person with this probability (Beta posteriors). */
  readonly confidence: number;
  /** ... and after so many (decayed) messages on it. */
  readonly minimumMessages: number;
  /** A channel is dropped for a person when its rate of response is, with probability `confidence`, below this share of its cohort's; 0 = never. */
  readonly dropShare: number;
}

/** C of P·C·V·L: what the moment weighs for an issue, group or action: (weight / 100 + 1), Pega's convention. */
export interface ContextWeight {
  readonly when: Predicate;
  readonly target: { readonly issue?: string; readonly group?: string; readonly action?: string };
  /** Percent, -100 or more. */
  readonly weight: number;
}

export interface ArbitrationPolicy {
  /** P before anything is learnt, by channel, and how many messages it is believed as. */
  readonly priors: Readonly<Record<Channel, number>>;
  readonly priorStrength: number;
  /** What one message costs, by channel, in the shop's currency. */
  readonly costs: Readonly<Record<Channel, number>>;
  /** What it costs when a person leaves (unsubscribes, complains), in the shop's currency: what "say nothing" saves. */
  readonly leavingCost: number;
  /** The probability that a message makes a person leave before anything is learnt, by channel, and its strength in messages. */
  readonly hazardPriors: Readonly<Record<Channel, number>>;
  readonly hazardStrength: number;
  readonly weights: readonly ContextWeight[];
  /** Inverse-gap weighting's gamma (SquareCB): the larger, the less is explored; Infinity = never. */
  readonly gamma: number;
}

export interface Tier {
  readonly id: string;
  /** Points it begins at. */
  readonly points: number;
  /** What it gives, for copy: "a permanent 30 % discount". */
  readonly benefit: string;
}

export interface LoyaltyPolicy {
  /** Ascending. */
  readonly tiers: readonly Tier[];
  /** What a tier counts: points ever earned, or the balance. */
  readonly tierBy: "lifetime" | "balance";
  /** Points earned for each unit of currency of an order; 0 = only by events. */
  readonly perCurrency: number;
  /** Points run out after this long; 0 = never. */
  readonly expiryMs: number;
  /** "points-expiring" opens this long before. */
  readonly expiryNoticeMs: number;
  /** "near-next-tier" opens when so many points or fewer are missing. */
  readonly nearPoints: number;
}

/** Where coupon codes come from. */
export type CouponPool = {
  readonly id: string;
  /** A code is good for so long after it was given. */
  readonly validMs: number;
} & (
  | { readonly kind: "list"; readonly codes: readonly string[] }
  | { readonly kind: "generated"; readonly prefix: string; readonly secret: string }
);

export const LIFECYCLES = [
  "stranger",
  "prospect",
  "first-time",
  "active",
  "loyal",
  "lapsing",
  "lapsed",
  "lost",
] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];
export const FUNNEL = ["unaware", "aware", "interested", "considering", "customer"] as const;
export type FunnelStage = (typeof FUNNEL)[number];

export interface LifecyclePolicy {
  /** Orders that make an active customer a loyal one. */
  readonly loyalOrders: number;
  /** Since the last order (or the last visit, of those who never bought). */
  readonly lapsingMs: number;
  readonly lapsedMs: number;
  readonly lostMs: number;
  /** Upper bounds of the price tiers "low" and "middle". */
  readonly priceTiers: readonly [low: number, middle: number];
  /** RFM's quintile bounds before there is a population: ascending, four each; recency in days. */
  readonly rfm: { readonly recency: Quintiles; readonly frequency: Quintiles; readonly monetary: Quintiles };
}
export type Quintiles = readonly [number, number, number, number];

/** Thresholds of occasions. */
export interface OccasionPolicy {
  /** "frequent-browsing": so many recent visits (decayed) without an order in `browsingWithoutOrderMs`. */
  readonly browsingSessions: number;
  readonly browsingWithoutOrderMs: number;
  /** "birthday" opens at this hour in the person's zone. */
  readonly birthdayHour: number;
  /** "price-drop" from this share of the price before, 0 to 1. */
  readonly priceDropShare: number;
  /** "replenishment-due": so long after the last order of an item of the category; the person's own intervals count beside it where there are two orders or more. */
  readonly replenishment: ReadonlyMap<string, number>;
  /** How long before it runs out. */
  readonly replenishmentLeadMs: number;
  /** "next-order-due": so long before the next order is to be expected, of whom has ordered so often. */
  readonly nextOrderLeadMs: number;
  readonly nextOrderOrders: number;
  /** "churn-risk": they are only this share as likely still to be a customer as right after their last order, 0 to 1. */
  readonly churnRisk: number;
  readonly silence: readonly SilencePolicy[];
  readonly seasons: readonly Season[];
}
