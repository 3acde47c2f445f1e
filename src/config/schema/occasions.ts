import type { Static } from "@sinclair/typebox";
import { amount, count, duration, group, list, mapOf } from "./fields.js";

/** policies.yaml: from when on something is an occasion, and where a customer stands. */

export const occasionsSchema = group("Thresholds of occasions.", {
  browsingSessions: amount("frequent-browsing: so many recent visits (a decayed count) ...", {
    default: 4,
    minimum: 1,
    maximum: 1_000,
  }),
  browsingWithoutOrder: duration("... without an order for so long.", {
    default: "30 days",
    minimum: "1 h",
    maximum: "366 days",
  }),
  birthdayHour: count("birthday opens at this hour in the person's zone.", { default: 9, minimum: 0, maximum: 23 }),
  priceDropShare: amount("price-drop: from this share of the price before, 0 to 1.", {
    default: 0.1,
    minimum: 0,
    maximum: 1,
  }),
  replenishment: mapOf(
    duration("How long it lasts.", { minimum: "1 day", maximum: "3660 days" }),
    "replenishment-due: how long things of a category last; who ordered twice has a rhythm of their own, beside which it counts as one interval more.",
    { pattern: "^[^\\s].{0,99}$", maxProperties: 500 },
  ),
  replenishmentLead: duration("It opens this long before they run out.", {
    default: "3 days",
    minimum: "0 s",
    maximum: "90 days",
  }),
  nextOrderLead: duration("next-order-due opens this long before the next order is to be expected.", {
    default: "1 day",
    minimum: "0 s",
    maximum: "90 days",
  }),
  nextOrderOrders: count("next-order-due is for people with so many orders: of one alone no rhythm can be read.", {
    default: 2,
    minimum: 1,
    maximum: 1_000,
  }),
  churnRisk: amount(
    "churn-risk opens when a person is only this share as likely still to be a customer as right after their last order, 0.05 to 0.95.",
    { default: 0.5, minimum: 0.05, maximum: 0.95 },
  ),
});

const quintiles = (description: string, fallback: readonly [number, number, number, number]) =>
  list(amount("A bound.", { minimum: 0, maximum: 1e12 }), `${description} Four, ascending.`, {
    minItems: 4,
    maxItems: 4,
    default: [...fallback],
  });

const bound = (description: string, days: number) =>
  duration(description, { default: `${days} days`, minimum: "1 day", maximum: "36600 days" });

export const lifecycleSchema = group("Where a customer stands.", {
  loyalOrders: count("Orders that make an active customer a loyal one.", { default: 3, minimum: 2, maximum: 1_000 }),
  lapsing: bound("Lapsing after so long without an order (of those who never bought: without a visit).", 60),
  lapsed: bound("Lapsed after so long.", 180),
  lost: bound("Lost after so long.", 365),
  priceTiers: group("Price tiers of what a person looks at and buys.", {
    low: amount("Up to this price: low.", { default: 20, minimum: 0, maximum: 1e9 }),
    middle: amount("Up to this price: middle; above it high.", { default: 60, minimum: 0, maximum: 1e9 }),
  }),
  rfm: group("Bounds of the RFM quintiles until there are enough people to work them out.", {
    recency: quintiles("Days since the last order.", [7, 30, 90, 180]),
    frequency: quintiles("Orders.", [1, 2, 4, 8]),
    monetary: quintiles("Spent, in the shop's currency.", [25, 50, 100, 250]),
  }),
});

export type LifecycleFile = Static<typeof lifecycleSchema>;
