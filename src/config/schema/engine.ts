import { Type } from "@sinclair/typebox";
import { AUDIENCES, type Audience } from "../../domain/policy.js";
import { deliverySchema, quietHoursSchema } from "./delivery.js";
import { count, duration, group, oneOf, text } from "./fields.js";

/** What of the configuration reaches the engine: profile limits, half-lives, occasions' thresholds, and the channels' contact policies. */

function cap(messages: number, window: string) {
  return group("At most this many messages to one person in any rolling window of this length.", {
    count: count("Messages.", { default: messages, minimum: 1, maximum: 100 }),
    window: duration("The window.", { default: window, minimum: "1 min", maximum: "366 days" }),
  });
}

/** `address`: the trait that holds the address on this channel; "" where none is needed. */
function channel(
  description: string,
  defaults: { consent: "required" | "implied"; address: string; audience: Audience; cap: [number, string] },
) {
  return group(description, {
    consent: oneOf(
      ["required", "implied"],
      '"required": silence without a recorded agreement. "implied": silence only after a refusal.',
      defaults.consent,
    ),
    address: Type.String({
      maxLength: 100,
      description: "The trait that holds the person's address on this channel; empty where none is needed.",
      default: defaults.address,
    }),
    audience: oneOf(
      AUDIENCES,
      "Who may see it, for the guard. private: the person alone. shared: a household, a team. lock-screen: who stands beside. public: anybody.",
      defaults.audience,
    ),
    cap: cap(...defaults.cap),
    quietHours: Type.Optional(quietHoursSchema),
    delivery: Type.Optional(deliverySchema),
  });
}

export const channelsSchema = group("The contact policy of each channel.", {
  email: channel("E-mail.", {
    consent: "required",
    address: "email",
    audience: "private",
    cap: [3, "7 days"],
  }),
  sms: channel("Text messages: the most intrusive and the dearest.", {
    consent: "required",
    address: "phone",
    audience: "lock-screen",
    cap: [1, "7 days"],
  }),
  push: channel("Push notifications of a browser or an app.", {
    consent: "required",
    address: "pushToken",
    audience: "lock-screen",
    cap: [3, "1 day"],
  }),
  onsite: channel(
    "On the shop's own pages: whoever sees it is there already, so an anonymous visitor can be reached.",
    {
      consent: "implied",
      address: "",
      audience: "private",
      cap: [4, "1 day"],
    },
  ),
  webhook: channel("Another system of the shop, e.g. a call centre's list.", {
    consent: "required",
    address: "",
    audience: "private",
    cap: [3, "1 day"],
  }),
});

export const engineSchema = group("How profiles are kept and when an occasion opens.", {
  zone: text("IANA time zone of people of whom none is known, and of plain dates in this folder.", {
    default: "UTC",
    maxLength: 64,
  }),
  sessionGap: duration("A new session begins after this long without an event.", {
    default: "30 min",
    minimum: "1 min",
    maximum: "1 day",
  }),
  browseMinimumViews: count("Products viewed in one session, without a cart, that make leaving it an occasion.", {
    default: 3,
    minimum: 1,
    maximum: 100,
  }),
  justBought: duration("How long after an order its items count as just bought.", {
    default: "1 day",
    minimum: "1 min",
    maximum: "366 days",
  }),
  halfLives: group("After this long a decayed number counts half.", {
    interest: duration("Interest in categories, tags and items.", {
      default: "14 days",
      minimum: "1 h",
      maximum: "3660 days",
    }),
    activity: duration("How active the person is.", { default: "7 days", minimum: "1 h", maximum: "3660 days" }),
    spending: duration("How much the person spends.", { default: "90 days", minimum: "1 h", maximum: "3660 days" }),
    habit: duration("At which hours of the week the person is there.", {
      default: "60 days",
      minimum: "1 h",
      maximum: "3660 days",
    }),
    response: duration("How the person answers on each channel.", {
      default: "60 days",
      minimum: "1 h",
      maximum: "3660 days",
    }),
  }),
  limits: group("The bounds of one profile, in entries: the oldest or weakest entry makes room.", {
    recentItems: count("Items looked at, saved, put into the cart or ordered last: what recommendations start from.", {
      default: 50,
      minimum: 1,
      maximum: 1_000,
    }),
    categories: count("Categories with an interest.", { default: 16, minimum: 1, maximum: 1_000 }),
    tags: count("Tags with an interest.", { default: 32, minimum: 1, maximum: 1_000 }),
    cartLines: count("Lines of the cart.", { default: 50, minimum: 1, maximum: 1_000 }),
    savedItems: count("Items on the wish list.", { default: 50, minimum: 1, maximum: 1_000 }),
    orders: count("Orders kept one by one; older ones only count.", { default: 10, minimum: 1, maximum: 1_000 }),
    contacts: count("Messages remembered for caps and cool-downs; at least the sum of all caps.", {
      default: 64,
      minimum: 1,
      maximum: 1_000,
    }),
    linkedIds: count("Other ids of the same person (devices, accounts).", { default: 16, minimum: 1, maximum: 1_000 }),
    traits: count("Traits that the shop sent.", { default: 32, minimum: 1, maximum: 1_000 }),
    seenIds: count("Ids of the last events, so that a repetition beyond the log's dedupe window is noticed.", {
      default: 32,
      minimum: 1,
      maximum: 1_000,
    }),
    consents: count("Entries of the consent ledger kept one by one.", { default: 32, minimum: 1, maximum: 1_000 }),
    segments: count("Segments a person is in; at least as many as there are.", {
      default: 64,
      minimum: 1,
      maximum: 1_000,
    }),
    pointLots: count("Lots of points with an expiry of their own.", { default: 32, minimum: 1, maximum: 1_000 }),
    coupons: count("Coupon codes given.", { default: 16, minimum: 1, maximum: 1_000 }),
    escalations: count("Actions whose further steps wait.", { default: 16, minimum: 1, maximum: 1_000 }),
    trials: count("Experiments taken part in; at least as many as there are.", {
      default: 32,
      minimum: 1,
      maximum: 1_000,
    }),
    plans: count("Occasions and steps that wait.", { default: 64, minimum: 1, maximum: 1_000 }),
  }),
});
