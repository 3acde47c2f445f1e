import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SegmentEvent } from "../domain/event.js";
import { DAY, HOUR, MINUTE } from "../domain/time.js";
import { createEngine, type Profile } from "../engine/index.js";
import { history } from "../../test/harness/engine-arbitraries.js";
import { A_PARTITION, aTrack, anEngineContext, anEvent, MONDAY } from "../../test/harness/engine-context.js";
import { everyOccasion, occasionHistory } from "../../test/harness/occasion-arbitraries.js";
import { anIntentModel, aPropensityModel, aScoring } from "../../test/harness/scoring-models.js";
import {
  type FeatureTable,
  INTENT_FEATURES,
  INTENT_SCHEMA,
  PROPENSITY_FEATURES,
  PROPENSITY_SCHEMA,
  readRow,
  schemaOf,
} from "./features.js";

type Row = Readonly<Record<string, number>>;

/** What the models are given while the engine takes these events in, by feature. */
function rowsOf(events: readonly SegmentEvent[], context = anEngineContext()): { intent: Row[]; propensity: Row[] } {
  const rows = { intent: [] as Row[], propensity: [] as Row[] };
  const rowOf = <T>(features: FeatureTable<T>, of: T): Row => {
    const row = new Float32Array(features.length + 2).fill(Number.NaN);
    readRow(features, of, row, 1);
    expect([row[0], row.at(-1)]).toEqual([Number.NaN, Number.NaN]);
    const named = Object.fromEntries(features.map(({ name }, at) => [name, row[at + 1] as number]));
    expect(Object.fromEntries(features.map(({ name, read }) => [name, read(of)]))).toEqual(named);
    return named;
  };
  const intent = anIntentModel("i", (draft, event) => {
    rows.intent.push(rowOf(INTENT_FEATURES, { draft, event, context }));
    return {};
  });
  const propensity = aPropensityModel("p", (scored, moment) => {
    rows.propensity.push(rowOf(PROPENSITY_FEATURES, { ...moment, scored }));
    return 0.5;
  });
  const engine = createEngine({ ...context, scoring: aScoring({ intent, propensity }) });
  let profile: Profile | undefined;
  for (const event of events) ({ profile } = engine.step(profile, event, A_PARTITION));
  return rows;
}

const view = (id: string, time: number, category = "shoes") =>
  aTrack("Product Viewed", time, { product_id: id, category, price: 20 });

describe("features", () => {
  it.each([
    ["anything", anEngineContext(), history({ maxLength: 30 })],
    ["every occasion", everyOccasion(), occasionHistory(30)],
  ] as const)("are numbers that fit single precision, whatever a site sends: %s", (_, context, events) => {
    fc.assert(
      fc.property(events, (told) => {
        const { intent, propensity } = rowsOf(told, context);
        for (const row of [...intent, ...propensity])
          expect(Object.entries(row).filter(([, value]) => !(Math.abs(value) <= 1_024))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("say after each event what the profile knows by then of the visit", () => {
    const { intent } = rowsOf([
      anEvent({ type: "page", name: "Home", context: { campaign: { source: "mail" } } }),
      view("a", MONDAY + MINUTE),
      view("b", MONDAY + 2 * MINUTE, "hats"),
      view("a", MONDAY + 3 * MINUTE),
      aTrack("Product Added", MONDAY + 3 * MINUTE, { product_id: "a", category: "shoes", price: 20 }),
      aTrack("Order Completed", MONDAY + 7 * MINUTE, {
        order_id: "o",
        revenue: 31,
        products: [{ product_id: "a", category: "shoes", price: 31 }],
      }),
      view("c", MONDAY + 7 * DAY),
    ]);
    expect(intent).toHaveLength(7);
    const [landed, first, second, again, carted, ordered, back] = intent as [Row, Row, Row, Row, Row, Row, Row];
    expect(landed).toMatchObject({
      "event-page": 1,
      "event-campaign": 1,
      "event-view": 0,
      known: 1,
      visits: 1,
      "visit-views": 0,
    });
    expect(first).toMatchObject({
      "event-page": 0,
      "event-view": 1,
      "visit-minutes": 1,
      "visit-views": 1,
      "visit-items": 1,
      "visit-focus": 1,
    });
    expect(second).toMatchObject({ "visit-views": Math.fround(Math.log2(3)), "visit-focus": 0.5, "visit-repeats": 0 });
    expect(again).toMatchObject({
      "visit-views": 2,
      "visit-items": Math.fround(Math.log2(3)),
      "visit-repeats": 1,
      "cart-any": 0,
    });
    expect(carted).toMatchObject({
      "event-cart": 1,
      "visit-carts": 1,
      "cart-any": 1,
      "cart-fresh-hours": 1,
      "item-carted": 1,
      "item-ordered": 0,
    });
    expect(ordered).toMatchObject({
      "event-order": 1,
      "visit-orders": 1,
      orders: 1,
      "last-value": 5,
      "cart-any": 0,
      "item-ordered": 1,
    });
    expect(back).toMatchObject({
      visits: Math.fround(Math.log2(3)),
      "visit-minutes": 0,
      "visit-views": 1,
      "visit-orders": 0,
      "visit-carts": 0,
    });
    expect(back["order-fresh-week"]).toBeCloseTo(0.5, 3);
    expect(back["age"]).toBe(3);
    expect(back["visit-gap"]).toBeCloseTo(Math.log2(1 + 7 * 24), 6);
  });

  it("go by the person's own clock", () => {
    // Hours are counted by a zone from the event after the one that told it.
    const at = (time: number, timezone: string) =>
      rowsOf([time - DAY, time].map((each) => anEvent({ type: "page", time: each, context: { timezone } })))
        .intent[1] as Row;
    expect(at(Date.UTC(2026, 0, 4, 18), "Asia/Tokyo")).toMatchObject({
      weekend: 0,
      "hour-sin": expect.closeTo(Math.SQRT1_2, 5) as number,
    });
    expect(at(Date.UTC(2026, 0, 4, 18), "UTC")).toMatchObject({
      weekend: 1,
      "hour-sin": -1,
      "hour-cos": expect.closeTo(0, 5) as number,
    });
  });

  it("say of an option what it is, what is believed of it, and what the person was told before", () => {
    const { propensity } = rowsOf([
      anEvent({ type: "identify", traits: { email: "ada@example.com" } }),
      aTrack("Order Completed", MONDAY + HOUR, { order_id: "o-1", revenue: 20 }),
      aTrack("Order Completed", MONDAY + 3 * DAY, { order_id: "o-2", revenue: 20 }),
    ]);
    const [first, second] = propensity as [Row, Row];
    expect(first).toMatchObject({
      "channel-email": 1,
      "channel-sms": 0,
      "class-service": 1,
      "occasion-orders": 1,
      "moment-age": 1,
      "said-before": 0,
      "last-contact": 0,
    });
    expect(first["belief"]).toBeCloseTo(Math.log(0.05 / 0.95), 5);
    expect(second).toMatchObject({ "said-before": 1, "said-noticed": 0 });
    expect(second["last-contact"]).toBeCloseTo(2 / (2 + 3 - 1 / 24), 5);
  });

  it("have names of their own, and a schema that any change of a declaration changes", () => {
    for (const features of [INTENT_FEATURES, PROPENSITY_FEATURES])
      expect(new Set(features.map(({ name }) => name)).size).toBe(features.length);
    expect(INTENT_SCHEMA).toMatch(/^[0-9a-f]{16}$/);
    expect(INTENT_SCHEMA).not.toBe(PROPENSITY_SCHEMA);
    const [first, ...rest] = INTENT_FEATURES;
    if (first === undefined) throw new Error("there are no features");
    expect(schemaOf([{ ...first, read: () => 1 }, ...rest])).toBe(INTENT_SCHEMA);
    const others = [
      [...rest, first],
      rest,
      ...(["name", "source", "unit", "transformation"] as const).map((word) => [{ ...first, [word]: "x" }, ...rest]),
    ];
    for (const other of others) expect(schemaOf(other)).not.toBe(INTENT_SCHEMA);
  });

  it("give the same numbers under the same schema: whoever changes what is read raises VERSION in features.ts", () => {
    const { intent, propensity } = rowsOf([
      anEvent({ type: "identify", traits: { email: "ada@example.com" }, context: { timezone: "Asia/Tokyo" } }),
      anEvent({ type: "page", name: "Home", time: MONDAY + MINUTE, context: { campaign: { source: "mail" } } }),
      ...["a", "b", "a"].map((id, at) => view(id, MONDAY + (2 + at) * MINUTE, at === 1 ? "hats" : "shoes")),
      aTrack("Product Added to Wishlist", MONDAY + 6 * MINUTE, { product_id: "b", category: "hats", price: 20 }),
      aTrack("Product Added", MONDAY + 7 * MINUTE, { product_id: "a", category: "shoes", price: 20 }),
      aTrack("Checkout Started", MONDAY + 8 * MINUTE, {}),
      aTrack("Order Completed", MONDAY + 9 * MINUTE, { order_id: "o-1", revenue: 31, products: [{ product_id: "a" }] }),
      aTrack("Products Searched", MONDAY + 5 * DAY, { query: "hats" }),
      aTrack("Order Completed", MONDAY + 5 * DAY + HOUR, { order_id: "o-2", revenue: 12 }),
      view("c", MONDAY + 40 * DAY),
    ]);
    const hashOf = (rows: readonly Row[]): string =>
      createHash("sha256")
        .update(JSON.stringify(rows.map((row) => Object.entries(row).map(([name, x]) => [name, x.toFixed(3)]))))
        .digest("hex")
        .slice(0, 16);
    expect({ [INTENT_SCHEMA]: hashOf(intent), [PROPENSITY_SCHEMA]: hashOf(propensity) }).toEqual({
      ffe37f518d02d4ce: "d27e88be9011d409",
      "1202cdbbab0e2363": "3e82cfb23809ff84",
    });
  });
});
