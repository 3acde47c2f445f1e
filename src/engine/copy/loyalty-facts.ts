import type { JsonObject } from "../../domain/event.js";
import type { Known } from "./known.js";
import { lastDayBefore, plain } from "./plain.js";

/** Of who has ever earned points. */
export function loyaltyFacts({ draft, moment, view, context }: Known): JsonObject | undefined {
  const { points, lifetime, tier, nextTier, pointsToNext, expiring } = view.loyalty;
  if (lifetime === 0) return undefined;
  const next = context.loyalty.tiers.find(({ id }) => id === nextTier);
  const first = draft.read("loyalty").lots.find(({ expires }) => expires > moment.time);
  return plain({
    points,
    ...(tier === "" ? {} : { tier }),
    ...(next === undefined ? {} : { nextTier, pointsToNext }),
    ...(next === undefined || next.benefit === "" ? {} : { nextBenefit: next.benefit }),
    ...(expiring > 0 ? { expiring } : {}),
    ...(expiring > 0 && first !== undefined ? { expires: lastDayBefore(first.expires, view.person.zone) } : {}),
  });
}
