import type { Channel } from "./message.js";
import type { PersonKey } from "./person.js";

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
  /** By channel, in the order of CHANNELS. */
  consent: (ConsentRecord | undefined)[];
  /** When the address on a channel failed for good (a hard bounce), in the order of CHANNELS; 0 = it did not. */
  failures: number[];
  traits: Trait[];
  plans: Plans;
  /** hash53 of the ids of the last events applied, in the order of application. */
  seen: number[];
}

export type SectionName = keyof Sections;

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

/** Decayed weight by hour of the week (UTC, 0 = Monday 00:00), only hours that have any, ascending. */
export interface Habit {
  at: number;
  hours: number[];
  weights: number[];
}

/** Decayed counts by channel, four for each in the order of CHANNELS: sent, delivered, opened, clicked. */
export interface Responses {
  at: number;
  counts: number[];
}

/** A message sent to the person: what rolling caps and cool-downs are counted from. By time, oldest first. */
export interface Contact {
  readonly channel: Channel;
  readonly action: string;
  readonly time: number;
  readonly message: string;
}

export interface ConsentRecord {
  readonly granted: boolean;
  readonly time: number;
  readonly source: string;
}

export type TraitValue = string | number | boolean;

/** What the person or the site declared, and when. */
export interface Trait {
  readonly key: string;
  readonly value: TraitValue;
  readonly time: number;
}

/** A timer that waits: the truth of it; the state's timer only wakes the profile. */
export interface Plan {
  /** The occasion. */
  readonly kind: string;
  /** Which wait of it, "w<ms>". */
  readonly ref: string;
  readonly due: number;
  readonly openedAt: number;
  /** The id of the event that opened it. */
  readonly opened: string;
}

export interface Plans {
  open: Plan[];
  /** The start of the last session that opened a browse occasion: once per session. */
  browseSession: number;
}

/**
 * A profile being changed in one step. `write` copies a section the first time; what was read before a write of the same section is the
 * old value.
 */
export interface ProfileDraft {
  readonly person: PersonKey;
  read<K extends SectionName>(section: K): View<Sections[K]>;
  write<K extends SectionName>(section: K): Sections[K];

  // What nearly every event asks and changes, without unpacking a section: the same as reading or writing it, only cheaper.

  /** When the first plan is due; infinity where there is none. */
  firstDue(): number;
  isPlanned(kind: string, ref: string): boolean;
  /** `plans.browseSession` */
  browseSession(): number;
  hasCart(): boolean;
  /** Whether the present cart was announced for this wait. */
  isAnnounced(ref: string): boolean;
  cartLine(item: string): CartLine | undefined;
  /** As the newest line, in the place of the same item's; the oldest goes when there are more than `limit`. It was announced for nothing. */
  putInCart(line: CartLine, limit: number): void;
  /** Takes these items' lines out, or all where none are named; what is left was announced for nothing. */
  takeFromCart(items: readonly string[]): void;
  /** As the newest, in the place of the same item's and kind's; the oldest goes when there are more than `limit`. */
  rememberItem(item: ItemRecord, limit: number): void;
  /** As the newest, in the place of the same item's; one that is known already stays where it is. */
  rememberLabel(label: Label, limit: number): void;
  /** `interests.at` */
  interestsAt(): number;
  /** All weights times `factor` as of `at`, and `added` to each of the keys. */
  growInterests(at: number, factor: number, added: number, categories: InterestGrowth, tags: InterestGrowth): void;
}

/** Keys that gain weight, each once, and how many are kept of the list: the weakest, of equal ones the older, makes room. */
export interface InterestGrowth {
  readonly keys: readonly string[];
  readonly limit: number;
}
