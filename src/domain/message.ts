import type { ActionClass } from "./action.js";
import type { Facts } from "./consideration.js";
import type { PersonKey } from "./person.js";
import type { RecommendationReason } from "./recommendation.js";

export type Channel = "email" | "sms" | "push" | "onsite" | "webhook";
export const CHANNELS: readonly Channel[] = ["email", "sms", "push", "onsite", "webhook"];

/** The words of one treatment as they will be read; rendered, without any placeholder left. */
export interface Copy {
  readonly title: string;
  readonly body: string;
  readonly url?: string;
}

/** A recommended item, with what a channel needs to show it. Texts are "" where nothing is known. */
export interface MessageItem {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly image: string;
  readonly price?: number;
  readonly oldPrice?: number;
  readonly reason: RecommendationReason;
  /** The person's items that it rests on, the strongest first. */
  readonly because: readonly string[];
}

/**
 * One next-best-action message: the `data` of a CloudEvents 1.0 event of type `io.attune.nba.v1`. Its id is deterministic
 * (from the decision), so that a publisher that repeats itself is deduplicated.
 */
export interface Message {
  readonly id: string;
  readonly person: PersonKey;
  readonly channel: Channel;
  readonly decision: string;
  readonly action: string;
  readonly treatment: string;
  readonly occasion: string;
  /** The id of the event that made it. */
  readonly cause: string;
  /** Decided at, ms since the epoch (event time). */
  readonly time: number;
  /** Worthless and not to be sent after this, ms since the epoch. */
  readonly expiresAt: number;
  readonly copy: Copy;
  /** The action's class and topic: for suppression and preferences at the moment of sending. */
  readonly class: ActionClass;
  readonly topic: string;
  /** The step of an escalation, 0 = the first message. */
  readonly step: number;
  readonly slot?: string;
  readonly coupon?: string;
  /** Items the message is about, most relevant first. */
  readonly items: readonly string[];
  /** What the treatment recommends, best first; and by whom: Recommendation.version. */
  readonly recommendations?: readonly MessageItem[];
  readonly recommender?: string;
  /** Where to reach the person on this channel (address, number, device token), where known. */
  readonly address?: string;
  /** Which one the occasion was about (Moment.subject), when it opened, and what it was worth: for the check at the moment of sending. */
  readonly subject: string;
  readonly openedAt: number;
  readonly value: number;
  /** Which version of the treatment's words was used: its place. */
  readonly version: number;
  /** The layout that a channel dresses it in (config/templates/); left out: the channel's own. */
  readonly template?: string;
  /** BCP 47: the language that the treatment speaks; left out: whatever the person's is. */
  readonly locale?: string;
  /** The facts that the layout names, as the guard let them pass: {"loyalty": {"points": 120}}. */
  readonly facts?: Facts;
}
