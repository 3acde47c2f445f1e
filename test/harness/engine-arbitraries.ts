import fc from "fast-check";
import type { JsonObject, JsonValue, SegmentEvent } from "../../src/domain/event.js";
import { PROVENANCES } from "../../src/domain/policy.js";
import { HOUR, MINUTE } from "../../src/domain/time.js";
import { aTrack, anEvent, MONDAY } from "./engine-context.js";

/** Histories of one person, with names that are traps for objects used as maps, and numbers and texts that sites should not send. */

export const TRAPS = ["__proto__", "constructor", "hasOwnProperty", "toString", "valueOf"] as const;

const key = fc.oneof(
  fc.constantFrom(...TRAPS, "shoes", "hats", "lamps"),
  fc.string({ maxLength: 300 }),
  fc.string({ unit: "binary", maxLength: 80 }),
);
const product = fc.record(
  {
    product_id: fc.oneof(
      key,
      fc.nat(30).map((n) => `p${n}`),
    ),
    name: key,
    category: key,
    brand: key,
    tags: fc.array(key, { maxLength: 12 }),
    price: fc.oneof(
      fc.double(),
      fc.nat(100_000).map((cents) => cents / 100),
      key,
    ),
    quantity: fc.oneof(fc.integer({ max: 5 }), fc.double()),
  },
  { requiredKeys: ["product_id"] },
) as fc.Arbitrary<JsonObject>;

const traits = fc.dictionary(
  key,
  fc.oneof(
    fc.string({ maxLength: 400 }),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
  ) as fc.Arbitrary<JsonValue>,
) as fc.Arbitrary<JsonObject>;
const channel = fc.constantFrom("email", "sms", "push", "onsite", "webhook", "*", "__proto__", "pigeon");
const purpose = fc.constantFrom("marketing", "marketing", "*", "health", "constructor");
const consent = fc.record({ channel, purpose }, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
/** ISO times and what is none. */
const moment = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }).map((hours) => new Date(MONDAY + hours * HOUR).toISOString()),
  key,
  fc.double(),
) as fc.Arbitrary<JsonValue>;
const points = fc.record(
  { points: fc.oneof(fc.integer({ min: -50, max: 500 }), fc.double(), key), transaction_id: key, expires_at: moment },
  { requiredKeys: ["points"] },
) as fc.Arbitrary<JsonObject>;
const preferences = fc.record(
  {
    channels: fc.array(channel, { maxLength: 3 }),
    topics: fc.array(key, { maxLength: 3 }),
    refused_topics: fc.array(key, { maxLength: 20 }),
    weekdays: fc.array(fc.oneof(fc.nat(9), key), { maxLength: 8 }),
    hours: fc.oneof(
      fc.record({ from: fc.constantFrom("18:00", "9:30"), to: fc.constantFrom("21:00", "02:00") }),
      fc.constant(null),
    ),
    pause_until: moment,
    per_week: fc.oneof(fc.nat(9), key),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;
const told = fc.record(
  {
    timezone: fc.oneof(fc.constantFrom("Europe/Berlin", "Asia/Tokyo"), key),
    locale: fc.oneof(fc.constantFrom("de-DE", "en_US"), key),
    device: fc.record({ token: key }),
    attune: fc.record({ provenance: fc.oneof(fc.constantFrom(...PROVENANCES), key), confidence: fc.double() }),
    consentManagement: fc.record({
      allowedConsentIds: fc.array(key, { maxLength: 2 }),
      deniedConsentIds: fc.array(key, { maxLength: 2 }),
    }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;

type Making = (time: number) => SegmentEvent;
const about = (name: string, properties: fc.Arbitrary<JsonObject>): fc.Arbitrary<Making> =>
  properties.map((values) => (time: number) => aTrack(name, time, values));

const making: fc.Arbitrary<Making> = fc.oneof(
  { weight: 6, arbitrary: about("Product Viewed", product) },
  { weight: 3, arbitrary: about("Product Added", product) },
  about("Product Removed", product),
  about("Product Added to Wishlist", product),
  about("Products Searched", fc.record({ query: key })),
  about(
    "Order Completed",
    fc.record({
      order_id: key,
      revenue: fc.oneof(fc.double(), key),
      products: fc.array(product, { maxLength: 12 }),
    }) as fc.Arbitrary<JsonObject>,
  ),
  about("Message Opened", fc.record({ channel })),
  about("Message Clicked", fc.record({ channel })),
  about("Consent Granted", consent),
  about("Consent Denied", consent),
  about("Unsubscribed", fc.constant({})),
  about("Email Bounced", fc.constant({})),
  about("Preferences Updated", preferences),
  about("Points Earned", points),
  about("Points Redeemed", points),
  about("Points Adjusted", points),
  fc.constantFrom("Tag Assigned", "Tag Removed").chain((name) => about(name, fc.record({ tag: key }))),
  fc
    .constantFrom("Service Case Opened", "Service Case Closed", "Checkout Started")
    .map((name) => (time: number) => aTrack(name, time)),
  fc
    .constantFrom("Product Out of Stock", "Product Back in Stock", "Product Price Dropped")
    .chain((name) => about(name, product)),
  told.map((context) => (time: number) => anEvent({ type: "page", time, context })),
  fc.constant((time: number) => anEvent({ type: "page", time })),
  fc.tuple(traits, fc.option(told, { nil: {} })).map(
    ([given, context]) =>
      (time: number) =>
        anEvent({ type: "identify", traits: given, time, context }),
  ),
  fc
    .dictionary(
      fc.constantFrom("email", "sms", "health", "*", "__proto__"),
      fc.oneof(fc.boolean(), fc.dictionary(channel, fc.boolean())),
    )
    .map((given) => (time: number) => anEvent({ type: "identify", traits: { consent: given }, time })),
  key
    .filter((id) => id !== "")
    .map((id) => (time: number) => anEvent({ type: "identify", userId: "ada", anonymousId: id, time })),
);

/** Steps between events: often within a session, sometimes over an occasion's wait, rarely a month; `late` also lets time go back. */
function gap(late: boolean): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.nat(5 * MINUTE) },
    { weight: 3, arbitrary: fc.integer({ min: 20 * MINUTE, max: 4 * HOUR }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 * 24 * HOUR }) },
    ...(late ? [{ weight: 2, arbitrary: fc.integer({ min: -3 * HOUR, max: 0 }) }] : []),
  );
}

/** Events of u:ada in the order of arrival. */
export function history(options: { maxLength?: number; late?: boolean } = {}): fc.Arbitrary<SegmentEvent[]> {
  const { maxLength = 60, late = true } = options;
  return fc.array(fc.tuple(making, gap(late)), { minLength: 1, maxLength, size: "max" }).map((steps) => {
    let time = MONDAY;
    return steps.map(([make, after]) => {
      time += after;
      return make(time);
    });
  });
}
