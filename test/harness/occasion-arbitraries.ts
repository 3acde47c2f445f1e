import fc from "fast-check";
import { type Action, OCCASIONS } from "../../src/domain/action.js";
import type { EngineContext } from "../../src/domain/context.js";
import type { JsonObject, SegmentEvent } from "../../src/domain/event.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import type { View } from "../../src/domain/view.js";
import {
  aChannel,
  anAction,
  anEngineContext,
  anEvent,
  aPredicate,
  aSegment,
  aTimingPolicy,
  aTrack,
  aTreatment,
  MONDAY,
} from "./engine-context.js";
import { anIntentModel, aPropensityModel, aPurchaseTimingModel, aScoring } from "./scoring-models.js";

/** Models that tell events, moments and options apart, as trained ones do. */
const MODELS = aScoring(
  {
    intent: anIntentModel("i1", (draft, { name }) => {
      const { cartAdds, recentViews, sessions } = draft.read("activity");
      return {
        session: (name.length % 7) / 10,
        day: recentViews / (3 + recentViews),
        churn: 1 / (1 + cartAdds + sessions),
      };
    }),
    propensity: aPropensityModel("p1", ({ option, belief }, { moment }) =>
      Math.min(1, belief * (1 + (option.action.id.length % 3)) * (moment.items.length + 1)),
    ),
    purchaseTiming: aPurchaseTimingModel("t1", 30 * HOUR),
  },
  {
    intent: anIntentModel("i2", (draft) => ({ session: draft.hasCart() ? 0.4 : 0.1, day: 0.2, churn: 0.5 })),
    propensity: aPropensityModel("p2", ({ belief }) => belief / 2),
  },
);

/**
 * A configuration in which every occasion is spoken of, at once and after a wait, with escalations, segments that time changes, and trained models with others
 * in their shadow.
 */
export function everyOccasion(): EngineContext {
  const base = anEngineContext();
  const loose = { count: 6, windowMs: DAY };
  const more = { afterMs: 5 * HOUR, atNextVisit: false, treatments: [aTreatment("onsite", { id: "more" })] };
  const actions = OCCASIONS.flatMap((occasion, n): Action[] => [
    anAction({
      id: `${occasion}-now`,
      class: "service",
      trigger: { occasion, waitMs: 0, cancelOn: n % 2 ? ["purchase"] : [] },
    }),
    anAction({
      id: `${occasion}-later`,
      coolDownMs: (n % 3) * HOUR,
      trigger: { occasion, waitMs: (1 + (n % 4)) * HOUR, cancelOn: n % 3 ? ["return"] : ["purchase"] },
      goal: { event: n % 2 ? "Order Completed" : "Product Added", windowMs: 3 * DAY },
      steps: n % 4 === 0 ? [more, { ...more, atNextVisit: n % 8 === 0 }] : [],
      timing: { mode: n % 3 === 0 ? "best" : "now", withinMs: (6 + n) * HOUR, delayCost: n % 2 },
    }),
  ]);
  // Of the same moments as "event-now", but not of all of them: what held of the event is remembered while it is held.
  const picky = anAction({
    id: "event-picky",
    class: "service",
    value: 20,
    trigger: {
      occasion: "event",
      waitMs: 0,
      cancelOn: [],
      when: aPredicate(({ event }) => event.name.startsWith("Product"), { reads: new Set(["event"]) }),
    },
  });
  const away = aSegment("away", ({ activity }) => activity.daysSinceSeen > 5, {
    when: aPredicate(({ activity }) => activity.daysSinceSeen > 5, {
      reads: new Set(["activity"]),
      crossings: [{ subject: "activity", field: "daysSinceSeen", days: 5 }],
    }),
  });
  const busy = aSegment("busy", ({ activity }) => activity.recentViews > 2, { holdMs: 2 * HOUR });
  const answering = ({ responses }: View): boolean => responses.openRate > 0.2;
  const answers = aSegment("answers", answering, { when: aPredicate(answering, { reads: new Set(["responses"]) }) });
  const isEager = ({ intent }: View): boolean => intent.session > 0.3 || intent.day > 0.6;
  const eager = aSegment("eager", isEager, { when: aPredicate(isEager, { reads: new Set(["intent"]) }) });
  return {
    ...base,
    actions: [...actions, picky],
    segments: [away, busy, answers, eager],
    scoring: MODELS,
    limits: { ...base.limits, plans: 16, escalations: 4 },
    timing: aTimingPolicy({ exploration: 0.4, spreadMs: 20 * MINUTE, unknownZone: { from: 6 * 60, until: 22 * 60 } }),
    channels: new Map([
      ["email", aChannel("email", { cap: loose, quietHours: { from: 21 * 60, until: 8 * 60 } })],
      ["onsite", aChannel("onsite", { cap: loose })],
    ]),
    occasions: {
      ...base.occasions,
      replenishment: new Map([["coffee", 2 * DAY]]),
      replenishmentLeadMs: 5 * HOUR,
      nextOrderLeadMs: 2 * HOUR,
      nextOrderOrders: 1,
      silence: [{ channel: "email", afterMs: 2 * DAY, mode: "win-back", pauseMs: DAY }],
    },
    loyalty: {
      ...base.loyalty,
      tiers: [
        { id: "silver", points: 50, benefit: "" },
        { id: "gold", points: 150, benefit: "" },
      ],
      nearPoints: 30,
      expiryMs: 4 * DAY,
      expiryNoticeMs: DAY,
    },
  };
}

const item = fc
  .constantFrom("a", "b", "c")
  .map((id): JsonObject => ({ product_id: id, category: "coffee", price: 20 }));
const order = fc.constantFrom("o1", "o2", "o3");

/** What opens and ends occasions, of few things, so that they meet. */
const deed: fc.Arbitrary<readonly [name: string, properties: JsonObject]> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant("Product Viewed"), item) },
  fc.tuple(
    fc.constantFrom("Product Added", "Product Removed", "Product Added to Wishlist", "Product Removed from Wishlist"),
    item,
  ),
  fc.tuple(fc.constant("Order Completed"), fc.record({ order_id: order, products: fc.array(item, { maxLength: 2 }) })),
  fc.tuple(fc.constantFrom("Order Shipped", "Order Updated", "Order Refunded"), fc.record({ order_id: order })),
  fc.tuple(fc.constantFrom("Form Started", "Form Submitted"), fc.record({ form: fc.constantFrom("x", "y") })),
  fc.tuple(fc.constant("Products Searched"), fc.record({ query: fc.constantFrom("q", "r"), results: fc.nat(1) })),
  fc.tuple(
    fc.constant("Product Price Dropped"),
    item.map((product) => ({ ...product, price: 10, old_price: 20 })),
  ),
  fc.tuple(fc.constantFrom("Product Back in Stock", "Product Out of Stock"), item),
  fc.tuple(fc.constant("Collection Launched"), fc.record({ collection: order, category: fc.constant("coffee") })),
  fc.tuple(fc.constantFrom("Tag Assigned", "Tag Removed"), fc.record({ tag: fc.constantFrom("vip", "b2b") })),
  fc.tuple(fc.constantFrom("Points Earned", "Points Redeemed"), fc.record({ points: fc.integer({ min: 1, max: 60 }) })),
  fc.tuple(fc.constant("Send Requested"), fc.record({ what: fc.constantFrom("saved", "cart") })),
  fc.tuple(fc.constant("Slot Requested"), fc.record({ slot: fc.constantFrom("home", "side") })),
  fc.tuple(fc.constantFrom("Message Opened", "Message Clicked"), fc.constant({ channel: "email" })),
  fc.tuple(
    fc.constant("Preferences Updated"),
    fc.constantFrom<JsonObject>({ hours: { from: "18:00", to: "21:00" } }, { hours: { from: "00:00", to: "00:00" } }),
  ),
) as fc.Arbitrary<readonly [string, JsonObject]>;

const identified = fc.constantFrom<JsonObject>(
  { birthday: "1990-03-04" },
  { birthday: "--03-07", timezone: "Asia/Tokyo" },
  { timezone: "America/New_York" },
  { birthday: null },
);

type Making = (time: number) => SegmentEvent;
const making: fc.Arbitrary<Making> = fc.oneof(
  {
    weight: 8,
    arbitrary: deed.map(
      ([name, properties]): Making =>
        (time) =>
          aTrack(name, time, properties),
    ),
  },
  identified.map(
    (traits): Making =>
      (time) =>
        anEvent({ type: "identify", traits, time }),
  ),
  fc.constant<Making>((time) => anEvent({ type: "page", time })),
);
const gap = fc.oneof(
  { weight: 5, arbitrary: fc.nat(20 * MINUTE) },
  { weight: 3, arbitrary: fc.integer({ min: HOUR, max: 12 * HOUR }) },
  { weight: 1, arbitrary: fc.integer({ min: DAY, max: 8 * DAY }) },
);

/** Events of u:ada that are about every occasion, in the order of their times. */
export function occasionHistory(maxLength = 40): fc.Arbitrary<SegmentEvent[]> {
  return fc.array(fc.tuple(making, gap), { minLength: 1, maxLength, size: "max" }).map((steps) => {
    let time = MONDAY;
    return steps.map(([make, after]) => make((time += after)));
  });
}
