import type { JsonObject } from "./event.js";
import type { Channel, Copy } from "./message.js";
import type { RecommendationFilter } from "./recommendation.js";
import type { ActionTiming } from "./timing.js";
import type { Predicate } from "./view.js";

/** A reason to consider speaking now (DESIGN 2). */
export const OCCASIONS = [
  // what was left behind
  "cart-abandoned",
  "browse-abandoned",
  "form-abandoned",
  "search-without-result",
  "frequent-browsing",
  // orders
  "order-placed",
  "order-status",
  "replenishment-due",
  "next-order-due",
  "churn-risk",
  // items they looked at, saved or have in the cart
  "price-drop",
  "back-in-stock",
  "saved-reminder",
  "new-collection",
  // the person
  "birthday",
  "silence",
  "tag-assigned",
  "segment-entered",
  "segment-left",
  "near-next-tier",
  "points-expiring",
  // asked for
  "send-requested",
  "slot-requested",
  // a visit begins
  "visit",
  // any event, by its name and a condition
  "event",
] as const;
export type Occasion = (typeof OCCASIONS)[number];

/** What takes an occasion back while it waits. */
export type CancelReason = "purchase" | "return";

/** What kind of message it is: what the law, caps and the guard ask of it. */
export const ACTION_CLASSES = ["transactional", "service", "promotional", "education"] as const;
export type ActionClass = (typeof ACTION_CLASSES)[number];

/** One version of a treatment's words. The first that the guard allows and whose facts are all known is used; none: it can't be said. */
export interface CopyVersion {
  /** The merge fields it uses, e.g. ["item.name"]; empty for plain words. */
  readonly facts: readonly string[];
  /** Copy tier: a generic version gives away nothing of what the treatment `uses`, so the guard may soften to it. */
  readonly generic: boolean;
  /** undefined when a fact is missing, empty or unsafe. Pure. */
  render(facts: JsonObject): Copy | undefined;
}

/** How an action is said: Pega's treatment. */
export interface Treatment {
  readonly id: string;
  readonly channel: Channel;
  /** BCP 47; undefined: for everybody. The person's own language wins, then its base language, then none (candidates/). */
  readonly locale?: string;
  /** onsite: only in the slot of this name. */
  readonly slot?: string;
  /** Facts that choosing this person rests on, though the words needn't name them: "trait.pregnant", "segment.parents". For the guard. */
  readonly uses: readonly string[];
  /** The pool that a coupon code is taken from. */
  readonly coupon?: string;
  /** The layout that the channel dresses the words in (config/templates/); undefined: the channel's own. */
  readonly template?: string;
  /**
   * The facts that the layout names: they are among each version's, so that one that isn't known takes the next version. A generic version goes
   * without those that are the person's, and is said in the channel's own layout.
   */
  readonly layoutFacts?: readonly string[];
  /** Items to recommend in it. */
  readonly recommend?: TreatmentRecommendation;
  /** P of P·C·V·L before anything is learnt; undefined: the channel's (ArbitrationPolicy.priors). */
  readonly prior?: number;
  readonly copy: readonly CopyVersion[];
}

/** What a treatment recommends: asked for when the treatment is considered, about the moment's items. */
export interface TreatmentRecommendation {
  /** By name: recommendations.yaml. */
  readonly scenario: string;
  /** At most so many. */
  readonly n: number;
  /** With fewer the treatment isn't said. */
  readonly minimum: number;
  readonly filter?: RecommendationFilter;
}

/** A further message of an action (escalation), until its goal is reached. */
export interface Step {
  /** After the message before it, ms. */
  readonly afterMs: number;
  /** Then, but not before the person comes back to the site. */
  readonly atNextVisit: boolean;
  readonly treatments: readonly Treatment[];
}

/** What the action is for: when this happens within the window after a message, it worked. */
export interface Goal {
  /** The canonical name of the event. */
  readonly event: string;
  readonly windowMs: number;
}

export interface Trigger {
  readonly occasion: Occasion;
  /**
   * Which of the occasion: event names ("event"), segments, tags, channels ("silence"), order statuses, slots, forms, collections, or what was
   * asked for ("send-requested"). Empty: any.
   */
  readonly of: readonly string[];
  /** How long the person must have been silent (abandonment) or how long to wait, ms; 0 speaks at once. */
  readonly waitMs: number;
  readonly cancelOn: readonly CancelReason[];
  /** Least value of cart, order or item; 0 = always. */
  readonly minimumValue: number;
  /** A condition on the event and the profile at the moment it is considered. */
  readonly when?: Predicate;
}

/** One rule of an engagement policy: it must hold, else the candidate ends in its stage. */
export interface Rule {
  readonly id: string;
  readonly when: Predicate;
  /** For people: why it is asked. */
  readonly say: string;
}

/** Pega's engagement policy. Rules of the class and of the group (policies.yaml) stand in front of the action's own. */
export interface EngagementPolicy {
  readonly eligibility: readonly Rule[];
  readonly applicability: readonly Rule[];
  readonly suitability: readonly Rule[];
}

/** Which variant of an experiment this action is; people outside its buckets never get it (experiment.ts). */
export interface VariantOf {
  readonly experiment: string;
  readonly variant: string;
  /** Buckets from (inclusive) and to (exclusive) of 10,000. */
  readonly from: number;
  readonly to: number;
  readonly salt: string;
}

/** What we want: Pega's hierarchy issue > group > action > treatment. */
export interface Action {
  /** Unique but for variants of one experiment, which share it. */
  readonly id: string;
  readonly issue: string;
  readonly group: string;
  readonly class: ActionClass;
  /** What it is about, for declared preferences and caps. */
  readonly topic: string;
  /** The purpose that consent is asked for, e.g. "marketing". */
  readonly purpose: string;
  readonly trigger: Trigger;
  /** V of P·C·V·L: what it is worth when it works, in the shop's currency. */
  readonly value: number;
  /** L of P·C·V·L: the product of the issue's, the group's and its own weight; 1 = neutral. */
  readonly lever: number;
  /** It exists from (inclusive) until (exclusive), ms since the epoch; -Infinity and Infinity where unbounded. */
  readonly validFrom: number;
  readonly validUntil: number;
  /** Deadline: a message is worthless after this long, ms. */
  readonly validityMs: number;
  /** Relevance halves this long after what opened the occasion, ms; Infinity: it does not fade. */
  readonly relevanceHalfLifeMs: number;
  /** Not again to the same person within, ms; 0 = no cool-down. */
  readonly coolDownMs: number;
  readonly goal?: Goal;
  readonly timing: ActionTiming;
  readonly policy: EngagementPolicy;
  /** The first message's ways to be said. */
  readonly treatments: readonly Treatment[];
  /** Further messages, in order. */
  readonly steps: readonly Step[];
  /** Sent to the global holdout too (transactional and service always are). */
  readonly holdoutExempt: boolean;
  readonly variantOf?: VariantOf;
}
