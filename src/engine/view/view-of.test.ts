import { describe, expect, it, test } from "vitest";
import { aContact, aDraft, aLedger, aTrait } from "../../../test/harness/draft-of.js";
import { aMoment, anEngineContext, aTrack, MONDAY } from "../../../test/harness/engine-context.js";
import { aPurchaseTimingModel, aScoring } from "../../../test/harness/scoring-models.js";
import { compileCel } from "../../config/cel.js";
import { NO_POPULATION } from "../../domain/population.js";
import type { OrderRecord, SectionName } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { DAY, HOUR } from "../../domain/time.js";
import { NEVER_DAYS, VIEW_SCHEMA, type ViewField } from "../../domain/view.js";
import { viewOf } from "./view-of.js";

const CONTEXT = anEngineContext();

const IS: Readonly<Record<ViewField["type"], (value: unknown) => boolean>> = {
  double: (value) => typeof value === "number",
  string: (value) => typeof value === "string",
  bool: (value) => typeof value === "boolean",
  "list<string>": (value) => Array.isArray(value) && value.every((entry) => typeof entry === "string"),
  "map<string, double>": (value) =>
    value instanceof Map && [...value.values()].every((entry) => typeof entry === "number"),
  "map<string, dyn>": (value) => value instanceof Map,
};

const BUSY = {
  activity: { orders: 2, revenue: 100, lastOrder: MONDAY - DAY, firstOrder: MONDAY - 9 * DAY, sessions: 4 },
  interests: {
    at: MONDAY,
    categories: { keys: ["hats", "shoes"], weights: [1, 3] },
    tags: { keys: ["red"], weights: [2] },
  },
  items: [
    { id: "a", kind: "view" as const, time: 1, category: "hats", price: 10 },
    { id: "b", kind: "view" as const, time: 2, category: "shoes", price: 90 },
    { id: "c", kind: "cart" as const, time: 3, category: "", price: undefined },
  ],
  cart: {
    lines: [
      { item: "c", quantity: 2, price: 15, category: "hats", name: "", time: 3 },
      { item: "d", quantity: 1, price: undefined, category: "hats", name: "", time: 3 },
    ],
  },
  saved: [{ item: "e", time: 1, category: "", price: 5 }],
  orders: [{ id: "o1", time: MONDAY - DAY, value: 60, pieces: 2, items: ["a", "b"] }],
  responses: { at: MONDAY - 60 * DAY, counts: [4, 4, 2, 1], ignored: [0, 0, MONDAY - 3 * DAY] },
  contacts: [
    aContact(MONDAY - 5 * DAY, { outcome: 3 }),
    aContact(MONDAY, { outcome: 1 }),
    aContact(MONDAY, { class: "service", outcome: 3 }),
  ],
  traits: [
    aTrait("country", "fr"),
    aTrait("language", "fr_CA"),
    aTrait("tag.vip", true),
    aTrait("tag.old", false),
    aTrait("birthday", "1990-03-03"),
  ],
  consent: aLedger({ channel: "email" }, { channel: "sms", granted: false }, { channel: "push", validUntil: MONDAY }),
};

describe("a view", () => {
  it("has every field of the schema, of its type, for nobody and for somebody", () => {
    for (const draft of [aDraft(), aDraft(BUSY)]) {
      for (const moment of [undefined, aMoment({ event: aTrack("Quote Requested", MONDAY, { amount: 3 }) })]) {
        const view = viewOf(draft, CONTEXT, moment) as unknown as Record<string, Record<string, unknown>>;
        for (const [subject, fields] of Object.entries<Record<string, ViewField>>(VIEW_SCHEMA)) {
          for (const [field, { type }] of Object.entries(fields)) {
            expect({ field: `${subject}.${field}`, fits: IS[type](view[subject]?.[field]) }).toEqual({
              field: `${subject}.${field}`,
              fits: true,
            });
          }
        }
      }
    }
  });

  it("says what the sections say", () => {
    const view = viewOf(aDraft(BUSY), CONTEXT);
    expect(view.orders).toMatchObject({
      count: 2,
      average: 50,
      daysSinceLast: 1,
      daysSinceFirst: 9,
      items: ["a", "b"],
    });
    expect(view.interests.topCategory).toBe("shoes");
    expect([...view.interests.categories]).toEqual([
      ["hats", 0.25],
      ["shoes", 0.75],
    ]);
    expect(view.cart).toMatchObject({ count: 3, value: 30, items: ["c", "d"], categories: ["hats"] });
    expect(view.saved).toEqual({ count: 1, items: ["e"] });
    expect(view.viewed).toEqual({ items: ["b", "a"], categories: ["shoes", "hats"] });
    expect(view.responses).toMatchObject({ openRate: 0.5, clickRate: 0.25, daysSinceOpen: 3, promotionRate: 0.5 });
    // One half-life later.
    expect(view.responses.sent.get("email")).toBeCloseTo(2);
    expect(view.person).toMatchObject({ known: true, country: "FR", language: "fr-CA", tags: ["vip"], age: 35 });
    expect(view.person.traits.get("tag.vip")).toBe(true);
    expect(view.consent).toEqual({ granted: ["marketing/email"], denied: ["marketing/sms"] });
    expect(view.rfm).toMatchObject({ recency: 5, frequency: 2, monetary: 3, score: "523" });
  });

  it("says of nobody that nothing ever happened", () => {
    const view = viewOf(aDraft(), CONTEXT);
    expect(view.orders.daysSinceLast).toBe(NEVER_DAYS);
    expect(view.responses.daysSinceOpen).toBe(NEVER_DAYS);
    expect(view.rfm.score).toBe("000");
    expect(view.person.age).toBe(-1);
    expect(view.value.tier).toBe("");
  });

  it("says what purchases are to be expected, where a model does and there was an order; else no condition holds", () => {
    const purchaseTiming = aPurchaseTimingModel("v1", 20 * DAY);
    const value = (draft: ProfileDraft, context = anEngineContext({ scoring: aScoring({ purchaseTiming }) })) =>
      viewOf(draft, context).value;
    // The last of two orders worth 100 was a day ago.
    expect(value(aDraft(BUSY)).alive).toBeCloseTo(1 - 1 / 80, 9);
    expect(value(aDraft(BUSY)).expectedOrders).toBeCloseTo(4.5 * (1 - 1 / 80), 9);
    expect(value(aDraft(BUSY)).expectedValue).toBeCloseTo(225 * (1 - 1 / 80), 9);
    expect(value(aDraft(BUSY)).daysToNextOrder).toBeCloseTo(19, 9);
    for (const unknown of [value(aDraft()), value(aDraft(BUSY), CONTEXT)]) {
      const { alive, expectedOrders, expectedValue, daysToNextOrder } = unknown;
      expect([alive, expectedOrders, expectedValue, daysToNextOrder]).toEqual(Array(4).fill(Number.NaN));
    }
    for (const source of ["value.alive < 0.5", "value.alive >= 0.5", "value.daysToNextOrder > 3.0"])
      expect(compileCel(source).holds(viewOf(aDraft(), CONTEXT))).toBe(false);
  });

  it("scores by the population's quintiles as soon as there are some", () => {
    const rfm = { recency: [0.5, 2, 3, 4], frequency: [5, 6, 7, 8], monetary: [1, 2, 3, 4], people: 100 } as const;
    const context = anEngineContext({ population: { ...NO_POPULATION, rfm } });
    expect(viewOf(aDraft(BUSY), context).rfm.score).toBe("415");
  });

  it("unpacks no section that isn't asked for", () => {
    const asked: SectionName[] = [];
    const draft = aDraft(BUSY);
    const watched: ProfileDraft = Object.create(draft, {
      read: { value: (section: SectionName) => (asked.push(section), draft.read(section)) },
    }) as ProfileDraft;
    const view = viewOf(watched, CONTEXT);
    expect([view.orders.count, view.activity.sessions, view.rfm.score, view.standing.lifecycle]).toHaveLength(4);
    expect(asked).toEqual(["activity"]);
    expect(view.cart.count + view.cart.value + view.cart.items.length).toBe(35);
    expect(asked).toEqual(["activity", "cart"]);
  });

  it("shows the moment and the event at hand", () => {
    const event = aTrack("Quote Requested", MONDAY, { amount: 3 }, { source: "web" });
    const { moment, event: seen } = viewOf(
      aDraft(),
      CONTEXT,
      aMoment({ occasion: "event", subject: "Quote Requested", event }),
    );
    expect(moment).toMatchObject({ occasion: "event", subject: "Quote Requested", value: 50, items: ["shoe"] });
    expect(seen).toMatchObject({ name: "Quote Requested", source: "web" });
    expect(seen.properties.get("amount")).toBe(3);
  });
});

describe("time", () => {
  test.each([
    ["Asia/Tokyo", 19, 1],
    ["America/Los_Angeles", 2, 1],
    ["Pacific/Kiritimati", 0, 2],
    ["nowhere", 10, 1],
  ])("in %s it is %d o'clock on day %d", (zone, hour, weekday) => {
    const view = viewOf(aDraft({ traits: [aTrait("timezone", zone)] }), CONTEXT);
    expect(view.moment).toMatchObject({ hour, weekday });
    expect(view.person.zone).toBe(zone === "nowhere" ? "UTC" : zone);
  });

  test.each([
    ["02-20", "03-02", true],
    ["03-02", "03-02", true],
    ["03-03", "03-10", false],
    ["11-20", "03-02", true],
    ["11-20", "03-01", false],
  ])("from %s to %s is it a season on 2 March: %s", (from, to, is) => {
    const context = anEngineContext();
    const seasons = [{ id: "sale", from, to }];
    const view = viewOf(aDraft(), { ...context, occasions: { ...context.occasions, seasons } });
    expect(view.moment.seasons).toEqual(is ? ["sale"] : []);
  });

  test.each([
    ["1990-03-02", 36],
    ["1990-03-03", 35],
    ["1990-03-02T00:00:00.000Z", 36],
    ["2030-01-01", -1],
    ["1700-01-01", -1],
    ["1990-13-01", -1],
    ["03-02", -1],
    ["soon", -1],
  ])("born on %s: %d", (birthday, age) => {
    expect(viewOf(aDraft({ traits: [aTrait("birthday", birthday)] }), CONTEXT).person.age).toBe(age);
  });

  it("fades what is decayed when the moment is later than the clock", () => {
    const draft = aDraft({ activity: { recentViews: 8, recentOrders: 2, lastSeen: MONDAY } });
    const view = viewOf(draft, CONTEXT, aMoment({ time: MONDAY + 7 * DAY }));
    expect(view.activity.recentViews).toBeCloseTo(4);
    expect(view.activity.daysSinceSeen).toBe(7);
    expect(view.orders.recent).toBeCloseTo(2 * 2 ** (-7 / 90));
  });
});

describe("value", () => {
  const orders = (...list: [days: number, value: number][]): OrderRecord[] =>
    list.map(([days, value], i) => ({ id: `o${i}`, time: MONDAY - days * DAY, value, pieces: 1, items: [] }));

  // biome-ignore format: one history a line
  test.each<[about: string, history: OrderRecord[], rising: boolean]>([
    ["two orders", orders([9, 10], [1, 99]), false],
    ["worth more", orders([30, 10], [20, 10], [10, 30]), true],
    ["worth the same, at the same pace", orders([30, 10], [20, 10], [10, 10]), false],
    ["worth less, at the same pace", orders([30, 30], [20, 30], [10, 10]), false],
    ["faster", orders([40, 10], [10, 10], [1, 10]), true],
    ["slower", orders([30, 10], [29, 10], [1, 10]), false],
    ["told out of order", orders([10, 30], [30, 10], [20, 10]), true],
    ["all at once", orders([1, 10], [1, 10], [1, 10]), false],
    ["free ones at the same pace", orders([30, 0], [20, 0], [10, 0]), false],
  ])("%s", (_, history, rising) => {
    expect(viewOf(aDraft({ orders: history }), CONTEXT).value.rising).toBe(rising);
  });

  test.each([
    [[5, 10, 20], "low"],
    [[5, 10, 900], "low"],
    [[21, 60, 60], "middle"],
    [[61, 900, 5], "high"],
  ])("the price tier of %j is %s", (prices, tier) => {
    const items = prices.map((price, i) => ({ id: `i${i}`, kind: "view" as const, time: i, category: "", price }));
    expect(viewOf(aDraft({ items }), CONTEXT).value.tier).toBe(tier);
  });

  it("what was bought weighs more than what was looked at", () => {
    const items = [5, 6, 7, 8].map((price, i) => ({
      id: `i${i}`,
      kind: "view" as const,
      time: i,
      category: "",
      price,
    }));
    expect(viewOf(aDraft({ items, orders: orders([1, 100]) }), CONTEXT).value.tier).toBe("high");
  });
});

it("loyalty: the tier above, what is missing to it, and what runs out", () => {
  const loyalty = {
    ...CONTEXT.loyalty,
    tiers: [
      { id: "silver", points: 100, benefit: "" },
      { id: "gold", points: 500, benefit: "" },
    ],
  };
  const lots = [
    { points: 5, expires: MONDAY + HOUR },
    { points: 7, expires: MONDAY + 15 * DAY },
    { points: 9, expires: MONDAY - 1 },
  ];
  const view = (balance: number, lifetime: number, tier: string, tierBy: "lifetime" | "balance" = "lifetime") =>
    viewOf(aDraft({ loyalty: { balance, lifetime, tier, lots } }), anEngineContext({ loyalty: { ...loyalty, tierBy } }))
      .loyalty;
  expect(view(30, 80, "")).toMatchObject({ points: 30, nextTier: "silver", pointsToNext: 20, expiring: 5 });
  expect(view(30, 80, "", "balance").pointsToNext).toBe(70);
  expect(view(30, 480, "silver")).toMatchObject({ nextTier: "gold", pointsToNext: 20 });
  expect(view(30, 900, "gold")).toMatchObject({ nextTier: "", pointsToNext: 0 });
});
