import type { Occasion } from "./action.js";
import type { Moment, Option } from "./consideration.js";
import type { EngineContext } from "./context.js";
import { CHANNELS, type Channel } from "./message.js";
import type { Lifecycle } from "./policy.js";
import type { Contact } from "./profile.js";
import type { ProfileDraft } from "./profile-draft.js";
import { decay, WEEK } from "./time.js";
import type { View } from "./view.js";

/**
 * What a message's success may hang on, in one definition for arbitration (which predicts) and learning (which fits): no skew
 * between the two. Each feature is a whole number from 0 to 255, so that sums of products are exact whatever order partitions are
 * added up in, and so that a contact keeps all of them in as many latin1 characters. A weight is per 255.
 */
export const FEATURES = [
  /** always 255 */
  "bias",
  /** The hour in the person's zone on a circle. */
  "hour-sin",
  "hour-cos",
  "weekend",
  /** When they were last there: 255 = now, half after a week. */
  "recency",
  /** Visits lately (Activity.recentSessions), logarithmic. */
  "visits",
  /** Orders ever, logarithmic. */
  "orders",
  "price-tier",
  /** The person's own click rate on the channel (square root, which spreads small rates). */
  "click-rate",
  /** Messages in the last 7 days on any channel, 51 each, at most 5: `pressureIn` reads it back. */
  "pressure",
  "cart",
  /** The share of interest in the first item's category. */
  "interest",
  /** The occasion's class: something was left behind. */
  "abandoned",
  /** The occasion's class: the person is there or asked for it. */
  "present",
] as const;

export const MOST = 255;
/** Features of the occasion, not of the person or the hour: an action's own rate has them in it already. */
export const OCCASION_FEATURES: readonly number[] = [FEATURES.indexOf("abandoned"), FEATURES.indexOf("present")];
const CLICK_RATE = FEATURES.indexOf("click-rate");
const PRESSURE = FEATURES.indexOf("pressure");

const ABANDONED: ReadonlySet<Occasion> = new Set<Occasion>([
  "cart-abandoned",
  "browse-abandoned",
  "form-abandoned",
  "search-without-result",
  "frequent-browsing",
]);
const PRESENT: ReadonlySet<Occasion> = new Set<Occasion>(["slot-requested", "send-requested", "visit"]);
const TIERS: Readonly<Record<string, number>> = { low: 0, middle: 0.5, high: 1 };

/** The click rate that a person is believed to have before any message, and as how many messages. */
const USUAL_RATE = 0.05;
const USUAL_STRENGTH = 10;
/** 31 visits or orders and more are the same. */
const LOGARITHM = 5;
const DAYS_TO_HALF = 7;
const MOST_PRESSURE = 5;
const PER_MESSAGE = MOST / MOST_PRESSURE;

/** The features of saying this now, in the order of FEATURES. Before the message is recorded as a contact. */
export function armFeatures(
  draft: ProfileDraft,
  { treatment }: Option,
  context: EngineContext,
  moment: Moment,
  view: View,
): number[] {
  if (last?.draft !== draft || last.moment !== moment || last.view !== view)
    last = { draft, moment, view, features: momentFeatures(draft, moment, view) };
  const features = last.features.slice();
  const { sent, clicked } = ownResponses(draft, treatment.channel, moment.time, context);
  const rate = (clicked + USUAL_RATE * USUAL_STRENGTH) / (sent + USUAL_STRENGTH);
  features[CLICK_RATE] = byte(Math.sqrt(rate));
  return features;
}

/** The last ones asked for: all options of one decision share them. They hold as long as the view. */
let last:
  | { readonly draft: ProfileDraft; readonly moment: Moment; readonly view: View; readonly features: readonly number[] }
  | undefined;

/** Without the click rate, which is the channel's. */
function momentFeatures(draft: ProfileDraft, moment: Moment, view: View): number[] {
  const { hour, weekday } = view.moment;
  const angle = (hour / 24) * 2 * Math.PI;
  return [
    MOST,
    byte((1 + Math.sin(angle)) / 2),
    byte((1 + Math.cos(angle)) / 2),
    weekday >= 6 ? MOST : 0,
    byte(decay(view.activity.daysSinceSeen, DAYS_TO_HALF)),
    byte(Math.log2(1 + view.activity.recentSessions) / LOGARITHM),
    byte(Math.log2(1 + view.orders.count) / LOGARITHM),
    byte(TIERS[view.value.tier] ?? 0.5),
    0,
    Math.min(MOST_PRESSURE, pressureAt(draft, moment.time)) * PER_MESSAGE,
    view.cart.count > 0 ? MOST : 0,
    byte(interestIn(draft, moment.items[0], view)),
    ABANDONED.has(moment.occasion) ? MOST : 0,
    PRESENT.has(moment.occasion) ? MOST : 0,
  ];
}

/** As a contact keeps them (Contact.features). */
export function packFeatures(features: readonly number[]): string {
  return String.fromCharCode(...features);
}

/** undefined where there are none, or those of another version. */
export function unpackFeatures(text: string): number[] | undefined {
  if (text.length !== FEATURES.length) return undefined;
  const features: number[] = [];
  for (let i = 0; i < text.length; i++) features.push(text.charCodeAt(i));
  return features;
}

/** Messages in the 7 days up to `time`, on any channel. */
export function pressureAt(draft: ProfileDraft, time: number): number {
  let messages = 0;
  for (const contact of draft.read("contacts")) if (contact.time > time - WEEK && contact.time <= time) messages++;
  return messages;
}

/** The same, as it was when this contact was made; 0 where it keeps no features. */
export function pressureIn({ features }: Pick<Contact, "features">): number {
  return features.length === FEATURES.length ? Math.round(features.charCodeAt(PRESSURE) / PER_MESSAGE) : 0;
}

/** Population.hazards' key: how likely a message makes people leave depends on how many they had. */
export function pressureBucket(channel: Channel, messages: number): string {
  const bucket = messages >= 5 ? "5+" : messages >= 3 ? "3-4" : String(messages);
  return `${channel}/${bucket}`;
}

const COUNTS = 4;
const SENT = 0;
const CLICKED = 3;

/** The person's own messages and clicks on a channel, decayed to `time`. */
export function ownResponses(
  draft: ProfileDraft,
  channel: Channel,
  time: number,
  { halfLives }: EngineContext,
): { readonly sent: number; readonly clicked: number } {
  const { counts, at } = draft.read("responses");
  const first = CHANNELS.indexOf(channel) * COUNTS;
  const factor = decay(time - at, halfLives.response);
  const sent = (counts[first + SENT] ?? 0) * factor;
  return { sent, clicked: Math.min(sent, (counts[first + CLICKED] ?? 0) * factor) };
}

const STAGES: Readonly<Record<Lifecycle, "new" | "customer" | "away">> = {
  stranger: "new",
  prospect: "new",
  "first-time": "customer",
  active: "customer",
  loyal: "customer",
  lapsing: "away",
  lapsed: "away",
  lost: "away",
};

/** The coarse segment that an arm's rate is kept for: 3 stages of the lifecycle by 4 price tiers, "customer-high". */
export function cellOf(view: View): string {
  const stage = STAGES[view.standing.lifecycle as Lifecycle] ?? "new";
  const { tier } = view.value;
  return `${stage}-${tier in TIERS ? tier : "any"}`;
}

function interestIn(draft: ProfileDraft, item: string | undefined, view: View): number {
  if (item === undefined) return 0;
  const category =
    draft.cartLine(item)?.category ?? draft.read("items").findLast((record) => record.id === item)?.category ?? "";
  return category === "" ? 0 : (view.interests.categories.get(category) ?? 0);
}

/** A share, 0 to 1, as a whole number from 0 to 255. */
function byte(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * MOST);
}
