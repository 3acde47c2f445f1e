import fc from "fast-check";
import type { AttuneEvent, JsonObject, JsonValue, SegmentEvent } from "../../src/domain/event.js";
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
const channel = fc.constantFrom("email", "sms", "push", "onsite", "webhook", "__proto__", "pigeon");

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
  about("Consent Granted", fc.record({ channel })),
  about("Consent Denied", fc.record({ channel })),
  about("Email Bounced", fc.constant({})),
  fc.constant((time: number) => anEvent({ type: "page", time })),
  traits.map((given) => (time: number) => anEvent({ type: "identify", traits: given, time })),
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
export function history(options: { maxLength?: number; late?: boolean } = {}): fc.Arbitrary<AttuneEvent[]> {
  const { maxLength = 60, late = true } = options;
  return fc.array(fc.tuple(making, gap(late)), { minLength: 1, maxLength, size: "max" }).map((steps) => {
    let time = MONDAY;
    return steps.map(([make, after]) => {
      time += after;
      return make(time);
    });
  });
}
