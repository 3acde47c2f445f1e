import type { JsonObject, JsonValue } from "../../domain/event.js";
import { CHANNELS } from "../../domain/message.js";
import type { Contact, WeightedKeys } from "../../domain/profile.js";
import { hourKey, HOURS_OF_WEEK } from "../../domain/timing.js";
import type { Profile } from "./stored-profile.js";

/** The whole profile as plain JSON, for people and programs. Times in ms since the epoch; 0 = never happened, null = without an end. */
export function describeProfile(profile: Profile): JsonObject {
  const { person, linked, forwardedTo } = profile.read("identity");
  if (forwardedTo !== undefined) return { person, identity: { forwardedTo, linked: [...linked] } };
  const interests = profile.read("interests");
  const habit = profile.read("hours");
  const cart = profile.read("cart");
  const loyalty = profile.read("loyalty");
  return {
    person,
    identity: { linked: [...linked] },
    activity: { ...profile.read("activity") },
    interests: { at: interests.at, categories: weights(interests.categories), tags: weights(interests.tags) },
    items: profile.read("items").map(plain),
    cart: { lines: cart.lines.map(plain), announced: [...cart.announced] },
    saved: profile.read("saved").map(plain),
    orders: profile.read("orders").map(plain),
    hours: {
      offset: habit.offset,
      hours: habit.hours.map((hour, i) => ({ hour, weight: habit.weights[i] as number })),
    },
    responses: responses(profile),
    contacts: profile.read("contacts").map(contact),
    consent: { ...plain(profile.read("consent")), entries: profile.read("consent").entries.map(plain) },
    failures: failures(profile),
    traits: profile.read("traits").map(plain),
    plans: profile.read("plans").open.map(plain),
    preferences: plain(profile.read("preferences")),
    standing: standing(profile),
    loyalty: { ...plain(loyalty), lots: loyalty.lots.map(plain), booked: loyalty.booked.length },
    coupons: profile.read("coupons").map(plain),
    escalations: profile.read("escalations").map(plain),
    trials: profile.read("trials").map(plain),
    outOfStock: [...profile.read("outOfStock")],
    attention: attention(profile),
    bounces: bounces(profile),
    intent: intent(profile),
    seen: profile.read("seen").length,
  };
}

/** Lists of entries, not objects by key: a key comes from outside and may be called "__proto__". */
function weights({ keys, weights: values }: WeightedKeys): JsonValue {
  return keys.map((key, i) => ({ key, weight: values[i] as number })).toSorted((a, b) => b.weight - a.weight);
}

function responses(profile: Profile): JsonObject {
  const { counts, ignored } = profile.read("responses");
  const described: JsonObject = {};
  CHANNELS.forEach((channel, i) => {
    const [sent = 0, delivered = 0, opened = 0, clicked = 0] = counts.slice(i * 4, i * 4 + 4);
    const [ignoredSince = 0, unanswered = 0, lastAnswer = 0] = ignored.slice(i * 3, i * 3 + 3);
    if (sent + delivered + opened + clicked + unanswered + lastAnswer === 0) return;
    described[channel] = { sent, delivered, opened, clicked, unanswered, ignoredSince, lastAnswer };
  });
  return described;
}

/** Its features are bytes for the learner: as a list they can be read. */
function contact(one: Contact): JsonObject {
  return { ...plain(one), features: Array.from(one.features, (feature) => feature.charCodeAt(0)) };
}

function failures(profile: Profile): JsonObject {
  const described: JsonObject = {};
  profile.read("failures").forEach((time, i) => {
    const channel = CHANNELS[i];
    if (time !== 0 && channel !== undefined) described[channel] = time;
  });
  return described;
}

/** By channel, the hours of the local week with any response or message. */
function attention(profile: Profile): JsonObject {
  const { at, keys, responses, exposures } = profile.read("attention");
  const described: JsonObject = { at };
  CHANNELS.forEach((channel, place) => {
    const hours = keys.flatMap((key, i) => {
      const hour = key - hourKey(place, 0);
      if (hour < 0 || hour >= HOURS_OF_WEEK) return [];
      return [{ hour, responses: responses[i] as number, exposures: exposures[i] as number }];
    });
    if (hours.length > 0) described[channel] = hours;
  });
  return described;
}

function bounces(profile: Profile): JsonObject {
  const { counts } = profile.read("bounces");
  const described: JsonObject = {};
  CHANNELS.forEach((channel, place) => {
    const [older = 0, newer = 0, pausedUntil = 0] = counts.slice(place * 3, place * 3 + 3);
    if (older + newer + pausedUntil !== 0) described[channel] = { older, newer, pausedUntil };
  });
  return described;
}

/** Scores as they were last said; of the samples that wait for an answer how many. */
function intent(profile: Profile): JsonObject {
  const { samples, ...scores } = profile.read("intent");
  return { ...scores, samples: samples.length };
}

function standing(profile: Profile): JsonObject {
  const { segments, heldUntil, lifecycle, since, funnel } = profile.read("standing");
  return {
    lifecycle,
    since,
    funnel,
    segments: segments.map((segment, i) => ({ segment, heldUntil: describeValue(heldUntil[i] ?? 0) })),
  };
}

type Described = string | number | boolean | undefined | readonly Described[] | object;

/** A record of a section: lists copied, infinity as null, what is unknown left out. */
function plain(record: object): JsonObject {
  const described: JsonObject = {};
  for (const [key, value] of Object.entries(record) as [string, Described][]) {
    if (value !== undefined) described[key] = describeValue(value);
  }
  return described;
}

function describeValue(value: Exclude<Described, undefined>): JsonValue {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map((each: Exclude<Described, undefined>) => describeValue(each));
  return typeof value === "object" ? plain(value) : value;
}
