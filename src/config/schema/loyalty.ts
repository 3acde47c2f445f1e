import type { Static } from "@sinclair/typebox";
import { amount, duration, entry, group, id, list, oneOf, text } from "./fields.js";

/** What stands in config/loyalty.yaml. */

const tier = entry("A tier of the programme.", {
  id: id("Its name."),
  points: amount("Points it begins at.", { minimum: 0, maximum: 1e9 }),
  benefit: text('What it gives, as words can say it: "a permanent 30 % discount".', { maxLength: 200 }),
});

export const loyaltySchema = group("The loyalty programme; without tiers and points there is none.", {
  tiers: list(tier, "From the lowest to the highest.", { maxItems: 20, default: [] }),
  tierBy: oneOf(["lifetime", "balance"], "What a tier counts: points ever earned, or the balance.", "lifetime"),
  perCurrency: amount("Points for each unit of currency of an order; 0 = only by the event Points Earned.", {
    default: 0,
    minimum: 0,
    maximum: 1e6,
  }),
  expiry: duration("Points run out this long after they were earned; 0 s = never.", {
    default: "0 s",
    minimum: "0 s",
    maximum: "3660 days",
  }),
  expiryNotice: duration("points-expiring opens this long before.", {
    default: "14 days",
    minimum: "1 h",
    maximum: "366 days",
  }),
  nearPoints: amount("near-next-tier opens when so many points or fewer are missing; 0 = never.", {
    default: 0,
    minimum: 0,
    maximum: 1e9,
  }),
});

export type LoyaltyFile = Static<typeof loyaltySchema>;
