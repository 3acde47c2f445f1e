import { addLot, roundPoints, tierOf } from "../../../domain/points.js";
import type { LoyaltyPolicy } from "../../../domain/policy.js";
import type { View } from "../../../domain/profile.js";
import type { Loyalty } from "../../../domain/points.js";
import { mergeSeen } from "./lists.js";

/** Points add. The tier is the one that the sum reaches, since either was in it. */
export function mergeLoyalty(
  into: Loyalty,
  from: View<Loyalty>,
  policy: LoyaltyPolicy,
  limits: { readonly pointLots: number; readonly seenIds: number },
): void {
  if (from.booked.length === 0 && from.lifetime === 0 && from.lots.length === 0) return;
  for (const lot of from.lots) addLot(into.lots, lot, limits.pointLots);
  into.balance = roundPoints(into.balance + from.balance);
  into.lifetime = roundPoints(into.lifetime + from.lifetime);
  into.booked = mergeSeen(into.booked, from.booked, limits.seenIds);
  const tier = tierOf(into.lifetime, into.balance, policy);
  const since = [into, from].filter((one) => one.tier === tier && one.tierSince > 0).map((one) => one.tierSince);
  into.tierSince = since.length > 0 ? Math.min(...since) : Math.max(into.tierSince, from.tierSince);
  into.tier = tier;
}
