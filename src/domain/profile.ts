import type { ActionClass } from "./action.js";
import type { Attention, Bounces, Habit, Responses } from "./attention.js";
import type { Intent } from "./intent.js";
import type { Channel } from "./message.js";
import type { PersonKey } from "./person.js";
import type { Prediction } from "./live-calibration.js";
import type { FunnelStage, Lifecycle, Provenance } from "./policy.js";
import type { Loyalty } from "./points.js";
import type { Trial } from "./experiment.js";
import type { Coupon } from "./coupon.js";
import type { Told } from "./told.js";

/**
 * What Attune knows of one person, in sections. Every list is bounded by ProfileLimits; records inside lists are never changed, only
 * replaced, so that a copy of a list is enough to change it. A profile never holds a log sequence, a stored or a received time.
 * All times: ms since the epoch, whole numbers, 0 = never.
 */
export interface Sections {
  identity: Identity;
  activity: Activity;
  interests: Interests;
  items: ItemRecord[];
  labels: Label[];
  cart: Cart;
  saved: SavedItem[];
  orders: OrderRecord[];
  hours: Habit;
  responses: Responses;
  contacts: Contact[];
  consent: ConsentLedger;
  /** When the address on a channel failed for good (a hard bounce), in the order of CHANNELS; 0 = it did not. */
  failures: number[];
  traits: Trait[];
  plans: Plans;
  /** hash53 of the ids of the last events applied, in the order of application. */
  seen: number[];
  preferences: Preferences;
  standing: Standing;
  loyalty: Loyalty;
  coupons: Coupon[];
  escalations: Escalation[];
  trials: Trial[];
  /** Items that were said to be out of stock, newest last. */
  outOfStock: string[];
  attention: Attention;
  bounces: Bounces;
  intent: Intent;
}

export type SectionName = keyof Sections;
export type { Attention, Bounces, Habit, Intent, Responses };

/** A section as it may be read: lists read-only. */
export type View<T> = T extends (infer E)[]
  ? readonly E[]
  : { readonly [P in keyof T]: T[P] extends (infer E)[] ? readonly E[] : T[P] };

export interface Identity {
  person: PersonKey | "";
  /** Whom this profile has been linked with, oldest first: their content came (or comes) here. */
  linked: PersonKey[];
  /** A forwarding mark: this profile was merged into that one, which receives its late events. */
  forwardedTo: PersonKey | undefined;
}

/** Plain and decayed counters. The decayed ones (`recent…`) are as of `clock`. */
export interface Activity {
  firstSeen: number;
  /** The last moment the person did something; receipts and imports of traits do not count. */
  lastSeen: number;
  /** The greatest time applied: the profile's own clock, which never goes back. */
  clock: number;
  sessionStart: number;
  sessions: number;
  /** Products viewed in the present session. */
  sessionViews: number;
  events: number;
  views: number;
  searches: number;
  cartAdds: number;
  cartRemovals: number;
  saves: number;
  orders: number;
  revenue: number;
  firstOrder: number;
  lastOrder: number;
  lastOrderValue: number;
  /** When the service problem that is open began; 0 = none is. */
  serviceOpened: number;
  /** When a checkout was begun that hasn't become an order; 0 = none. */
  checkoutBegun: number;
  recentSessions: number;
  recentViews: number;
  recentCarts: number;
  recentSaves: number;
  recentOrders: number;
  recentRevenue: number;
}

/** Bounded keys with decayed weights (single precision), all as of the same moment. Two lists of equal length. */
export interface WeightedKeys {
  readonly keys: readonly string[];
  readonly weights: readonly number[];
}

export interface Interests {
  at: number;
  categories: WeightedKeys;
  tags: WeightedKeys;
}

export type ItemKind = "view" | "cart" | "save" | "order";

/** The last time the person did this with this item. Ordered by time of arrival, newest last. */
export interface ItemRecord {
  readonly id: string;
  readonly kind: ItemKind;
  readonly time: number;
  readonly category: string;
  readonly price: number | undefined;
}

/** How the last few items are called, for copy; newest last. */
export interface Label {
  readonly id: string;
  readonly name: string;
}

export interface CartLine {
  readonly item: string;
  readonly quantity: number;
  readonly price: number | undefined;
  readonly category: string;
  readonly name: string;
  readonly time: number;
}

export interface Cart {
  lines: CartLine[];
  /** Which waits this very cart was announced for already; a change of the cart empties it. */
  announced: string[];
}

export interface SavedItem {
  readonly item: string;
  readonly time: number;
  readonly category: string;
  readonly price: number | undefined;
}

export interface OrderRecord {
  readonly id: string;
  readonly time: number;
  readonly value: number;
  /** How many pieces were ordered. */
  readonly pieces: number;
  /** The first of the items. */
  readonly items: readonly string[];
}

/** A message sent to the person: what rolling caps and cool-downs are counted from. By time, oldest first. */
export interface Contact {
  readonly channel: Channel;
  readonly action: string;
  readonly treatment: string;
  /** As they were when it was sent. */
  readonly topic: string;
  readonly group: string;
  readonly class: ActionClass;
  readonly time: number;
  readonly message: string;
  /** The learner's features of it, 0 to 255 each, one character a feature (engine/learn); "" where it learns nothing. */
  readonly features: string;
  /** The learner's cell that it was counted in. */
  readonly cell: string;
  /** What came of it: bits opened 1, clicked 2, goal 4, left 8. */
  readonly outcome: number;
  /** What trained models believed of it: the one that decided, then the one in its shadow; empty where none scored. */
  readonly predictions: readonly Prediction[];
}

/**
 * Who agreed to what, when, and by whose word: append-only, each entry's hash covers the one before (SHA-256, hexadecimal), so that nothing
 * can be changed or left out unseen. Bounded: what was dropped is covered by `base`.
 */
export interface ConsentLedger {
  /** The hash of the last entry dropped, "" where none was; and how many were. */
  base: string;
  dropped: number;
  entries: ConsentEntry[];
}

export interface ConsentEntry {
  /** "marketing", or "*" for every purpose. */
  readonly purpose: string;
  readonly channel: Channel | "*";
  readonly granted: boolean;
  readonly time: number;
  /** An agreement counts until then; Infinity: until it is taken back. */
  readonly validUntil: number;
  /** The write key's name. */
  readonly source: string;
  /** Which wording was agreed to, "" where none was named. */
  readonly text: string;
  readonly hash: string;
}

/** What the person declared of being written to. Empty lists: no restriction. */
export interface Preferences {
  /** When they were last declared; 0 = never. */
  at: number;
  /** Only on these. */
  channels: Channel[];
  /** Only about these; never about those. */
  topics: string[];
  refusedTopics: string[];
  /** Only on these days, 1 = Monday to 7 = Sunday, in the person's zone. */
  weekdays: number[];
  /** Only from (inclusive) until (exclusive), minutes after midnight in the person's zone; both 0: any time. It may pass midnight. */
  from: number;
  until: number;
  /** Nothing promotional until then; 0 = no pause. */
  pausedUntil: number;
  /** At most so many messages in any 7 days, transactional ones and those on the site not counted; 0 = no wish. */
  perWeek: number;
}

/** Who wants more than this many a week has no wish that has to be remembered for them: it counts as this many. */
export const MOST_PER_WEEK = 14;

/** Where the person stands now: worked out of the rest, kept so that changes are noticed. */
export interface Standing {
  /** Ids, in the order of the configuration; and until when one is held although its condition no longer holds (0 = it holds). */
  segments: string[];
  heldUntil: number[];
  lifecycle: Lifecycle;
  since: number;
  funnel: FunnelStage;
}

/** An action whose first message was sent and whose further steps wait, until its goal is reached. */
export interface Escalation {
  readonly action: string;
  /** The step to come, from 1. */
  readonly step: number;
  readonly occasion: string;
  readonly subject: string;
  readonly items: readonly string[];
  readonly value: number;
  readonly told?: Told;
  /** When its occasion opened: a goal reached since ends it, however late that is told. */
  readonly occasionAt: number;
  /** When its first message was said. */
  readonly openedAt: number;
  /** It waits for the next visit from then on; 0 = its timer is set. */
  readonly visitFrom: number;
}

export type TraitValue = string | number | boolean;

/** What is known of the person, since when, and by whose word. A stronger provenance is never overwritten by a weaker one. */
export interface Trait {
  readonly key: string;
  readonly value: TraitValue;
  readonly time: number;
  readonly provenance: Provenance;
  /** 0 to 1. */
  readonly confidence: number;
}

/** A timer that waits: the truth of it; the state's timer only wakes the profile. */
export interface Plan {
  /**
   * The occasion; or "step" (an escalation's), "held" (a moment put off), "timed" (one whose time was chosen), "review" (time alone may change
   * where the person stands), "rest" (the occasion of its ref is not to open again before).
   */
  readonly kind: string;
  /** Which of it: "w<ms>", "w<ms>-<hash of the subject>"; the action for "step". Lower-case letters, digits, hyphens. */
  readonly ref: string;
  readonly due: number;
  readonly openedAt: number;
  /** The id of the event that opened it. */
  readonly opened: string;
  /**
   * Moment.subject; for "held" and "timed" the occasion in front: "<occasion>/<ref>/<subject>"; for "step" "".
   */
  readonly subject: string;
  /** Moment.items of an occasion that the profile doesn't keep otherwise; at most 5. */
  readonly items: readonly string[];
  readonly value: number;
  readonly told?: Told;
  /** The decision that chose its time, where one did. */
  readonly timedBy?: string;
}

export interface Plans {
  open: Plan[];
  /** The start of the last session that opened a browse occasion: once per session. */
  browseSession: number;
}
