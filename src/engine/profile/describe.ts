import type { JsonObject, JsonValue } from "../../domain/event.js";
import { CHANNELS } from "../../domain/message.js";
import type { WeightedKeys } from "../../domain/profile.js";
import type { Profile } from "./stored-profile.js";

/** The whole profile as plain JSON, for people and programs. Times in ms since the epoch; 0 = never. */
export function describeProfile(profile: Profile): JsonObject {
  const { person, linked, forwardedTo } = profile.read("identity");
  if (forwardedTo !== undefined) return { person, identity: { forwardedTo, linked: [...linked] } };
  const interests = profile.read("interests");
  const habit = profile.read("hours");
  const cart = profile.read("cart");
  const plans = profile.read("plans");
  return {
    person,
    identity: { linked: [...linked] },
    activity: { ...profile.read("activity") },
    interests: { at: interests.at, categories: weights(interests.categories), tags: weights(interests.tags) },
    items: profile.read("items").map((item) => withoutUndefined({ ...item })),
    cart: { lines: cart.lines.map((line) => withoutUndefined({ ...line })), announced: [...cart.announced] },
    saved: profile.read("saved").map((saved) => withoutUndefined({ ...saved })),
    orders: profile.read("orders").map((order) => ({ ...order, items: [...order.items] })),
    hours: habit.hours.map((hour, i) => ({ hour, weight: habit.weights[i] as number })),
    responses: responses(profile),
    contacts: profile.read("contacts").map((contact) => ({ ...contact })),
    consent: consent(profile),
    traits: profile.read("traits").map((trait) => ({ ...trait })),
    plans: plans.open.map((plan) => ({ ...plan })),
    seen: profile.read("seen").length,
  };
}

/** Lists of entries, not objects by key: a key comes from outside and may be called "__proto__". */
function weights({ keys, weights: values }: WeightedKeys): JsonValue {
  return keys.map((key, i) => ({ key, weight: values[i] as number })).toSorted((a, b) => b.weight - a.weight);
}

function responses(profile: Profile): JsonObject {
  const { counts } = profile.read("responses");
  const described: JsonObject = {};
  CHANNELS.forEach((channel, i) => {
    const [sent = 0, delivered = 0, opened = 0, clicked = 0] = counts.slice(i * 4, i * 4 + 4);
    if (sent + delivered + opened + clicked > 0) described[channel] = { sent, delivered, opened, clicked };
  });
  return described;
}

function consent(profile: Profile): JsonObject {
  const described: JsonObject = {};
  const failures = profile.read("failures");
  CHANNELS.forEach((channel, i) => {
    const said = profile.read("consent")[i];
    if (said === undefined && !failures[i]) return;
    described[channel] = {
      ...(said === undefined ? {} : { granted: said.granted, time: said.time, source: said.source }),
      ...(failures[i] ? { addressFailed: failures[i] } : {}),
    };
  });
  return described;
}

function withoutUndefined(entries: Record<string, JsonValue | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as JsonObject;
}
