import fc from "fast-check";
import { ACTION_CLASSES } from "../../src/domain/action.js";
import { addConsent, type ConsentStatement } from "../../src/domain/consent.js";
import { MOST_INTENT_SAMPLES, SCORE_UNIT } from "../../src/domain/intent.js";
import { CHANNELS } from "../../src/domain/message.js";
import { FUNNEL, LIFECYCLES, PROVENANCES } from "../../src/domain/policy.js";
import type { ConsentLedger, Sections, TraitValue } from "../../src/domain/profile.js";
import { HOURS_OF_WEEK } from "../../src/domain/timing.js";
import type { Told } from "../../src/domain/told.js";

/** Whole sections, with whatever values their types allow. */

const text = fc
  .oneof(fc.constantFrom("", "a", "email", "timezone", "caf\u00e9"), fc.string({ unit: "binary", maxLength: 80 }))
  .map((value) => value.toWellFormed());
const time = fc.oneof(fc.constantFrom(0, -1, 1_772_445_600_000), fc.integer({ min: -(2 ** 45), max: 2 ** 45 }));
const end = fc.oneof(time, fc.constant(Number.POSITIVE_INFINITY));
const amount = fc.oneof(
  fc.nat(1_000_000).map((cents) => cents / 100),
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);
const texts = fc.array(text, { maxLength: 4 });
const channel = fc.constantFrom(...CHANNELS);
const hash = fc.maxSafeNat();

/** Few purposes and moments, so that statements meet. */
export const statements: fc.Arbitrary<ConsentStatement> = fc.record({
  purpose: fc.oneof({ weight: 4, arbitrary: fc.constantFrom("marketing", "marketing", "*", "x") }, text),
  channel: fc.constantFrom(...CHANNELS, "*" as const),
  granted: fc.boolean(),
  time: fc.oneof({ weight: 4, arbitrary: fc.nat(20) }, time),
  validUntil: fc.oneof({ weight: 3, arbitrary: fc.constant(Number.POSITIVE_INFINITY) }, end),
  source: text,
  text,
});

/** A ledger as it is when these statements are made one after the other. */
export const ledgers: fc.Arbitrary<ConsentLedger> = fc
  .tuple(fc.array(statements, { maxLength: 12 }), fc.integer({ min: 4, max: 12 }))
  .map(([list, limit]) => {
    const made: ConsentLedger = { base: "", dropped: 0, entries: [] };
    for (const one of list) addConsent(made, one, limit);
    return made;
  });

const segments = fc.uniqueArray(fc.tuple(text, end), { maxLength: 4, selector: ([id]) => id });

const told = fc.option(
  fc.record({
    order: text,
    category: text,
    products: fc.array(
      fc.record({
        id: text,
        name: text,
        category: text,
        price: fc.option(amount, { nil: undefined }),
        oldPrice: fc.option(amount, { nil: undefined }),
      }),
      { maxLength: 3 },
    ),
    held: texts,
  }),
);

/** A record that may have been told something. */
function withTold<T extends object>(record: fc.Arbitrary<T>): fc.Arbitrary<T & { told?: Told }> {
  return fc.tuple(record, told).map(([one, about]) => (about === null ? one : { ...one, told: about }));
}

const weight = fc.oneof(
  fc.constant(0),
  fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => Math.fround(value + 0)),
);

const score = fc.nat(SCORE_UNIT).map((whole) => whole / SCORE_UNIT);
const version = fc.string({ minLength: 1, maxLength: 64 });

/** Ascending keys below `end`, two weights each. */
function histogram(end: number): fc.Arbitrary<(readonly [key: number, first: number, second: number])[]> {
  return fc
    .uniqueArray(fc.tuple(fc.nat(end - 1), weight, weight), { maxLength: 12, selector: ([key]) => key })
    .map((entries) => entries.toSorted(([a], [b]) => a - b));
}

export const SECTION_ARBITRARIES: { readonly [K in keyof Sections]?: fc.Arbitrary<Sections[K]> } = {
  responses: fc.record({
    at: time,
    counts: fc.array(
      fc.double({ min: 0, max: 1e6, noNaN: true }).map((count) => Math.fround(count + 0)),
      { maxLength: 20 },
    ),
    ignored: fc.array(time, { maxLength: 15 }),
  }),
  contacts: fc.array(
    fc.record({
      channel,
      action: text,
      treatment: text,
      topic: text,
      group: text,
      class: fc.constantFrom(...ACTION_CLASSES),
      time,
      message: text,
      features: fc.uint8Array({ maxLength: 24 }).map((bytes) => String.fromCharCode(...bytes)),
      cell: text,
      outcome: fc.nat(15),
      predictions: fc.array(fc.record({ version, p: score }), { maxLength: 2 }),
    }),
    { maxLength: 4 },
  ),
  consent: ledgers,
  failures: fc.array(time, { maxLength: 5 }),
  traits: fc.array(
    fc.record({
      key: text,
      value: fc.oneof(
        text,
        fc.boolean(),
        fc.double({ noNaN: true }).map((value) => value + 0),
      ) as fc.Arbitrary<TraitValue>,
      time,
      provenance: fc.constantFrom(...PROVENANCES),
      confidence: fc.oneof(
        fc.constant(1),
        fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
      ),
    }),
    { maxLength: 5 },
  ),
  plans: fc.record({
    open: fc.array(
      withTold(
        fc.record(
          {
            kind: text,
            ref: text,
            due: end,
            openedAt: time,
            opened: text,
            subject: text,
            items: texts,
            value: amount,
            timedBy: fc.string({ minLength: 1, maxLength: 25 }),
          },
          { requiredKeys: ["kind", "ref", "due", "openedAt", "opened", "subject", "items", "value"] },
        ),
      ),
      { maxLength: 4 },
    ),
    browseSession: time,
  }),
  preferences: fc.record({
    at: time,
    channels: fc.subarray([...CHANNELS]),
    topics: texts,
    refusedTopics: texts,
    weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7]),
    from: fc.nat(1440),
    until: fc.nat(1440),
    pausedUntil: end,
    perWeek: fc.nat(40),
  }),
  standing: fc
    .record({
      segments: segments.map((list) => list.map(([id]) => id)),
      heldUntil: fc.constant([]),
      lifecycle: fc.constantFrom(...LIFECYCLES),
      since: time,
      funnel: fc.constantFrom(...FUNNEL),
    })
    .chain((standing) =>
      fc
        .array(end, { minLength: standing.segments.length, maxLength: standing.segments.length })
        .map((heldUntil) => ({ ...standing, heldUntil })),
    ),
  loyalty: fc.record({
    balance: amount,
    lifetime: amount,
    tier: text,
    tierSince: time,
    lots: fc.array(fc.record({ points: amount, expires: end }), { maxLength: 4 }),
    booked: fc.array(hash, { maxLength: 6 }),
  }),
  coupons: fc.array(fc.record({ code: text, pool: text, action: text, given: time, expires: end, used: time }), {
    maxLength: 3,
  }),
  escalations: fc.array(
    withTold(
      fc.record({
        action: text,
        step: fc.nat(9),
        occasion: text,
        subject: text,
        items: texts,
        value: amount,
        occasionAt: time,
        openedAt: time,
        visitFrom: time,
      }),
    ),
    { maxLength: 3 },
  ),
  trials: fc.array(fc.record({ experiment: text, variant: text, since: time, converted: fc.boolean() }), {
    maxLength: 3,
  }),
  outOfStock: fc.uniqueArray(text, { maxLength: 4 }),
  hours: fc.tuple(time, fc.integer({ min: -720, max: 840 }), histogram(HOURS_OF_WEEK)).map(([at, offset, entries]) => ({
    at,
    offset,
    hours: entries.map(([hour]) => hour),
    weights: entries.map(([, weight]) => weight),
  })),
  attention: fc
    .tuple(time, histogram(CHANNELS.length * HOURS_OF_WEEK), text, fc.nat(0xffffffff), time)
    .map(([at, entries, clickedMessage, clickedLink, clickedAt]) => ({
      at,
      keys: entries.map(([key]) => key),
      responses: entries.map(([, response]) => response),
      exposures: entries.map(([, , exposure]) => exposure),
      clickedMessage,
      clickedLink,
      clickedAt,
    })),
  bounces: fc.record({ counts: fc.array(time, { maxLength: 15 }) }),
  intent: fc.record({
    at: time,
    session: score,
    day: score,
    churn: score,
    sampledAt: time,
    samples: fc.array(
      fc.record({
        at: time,
        said: fc.array(fc.record({ version, session: score, day: score }), { minLength: 1, maxLength: 2 }),
      }),
      { maxLength: MOST_INTENT_SAMPLES },
    ),
  }),
};
