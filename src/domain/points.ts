import type { LoyaltyPolicy } from "./policy.js";

/** What every booking of points does, and every merge of two ledgers. */

/** Hundredths of a point, so that sums have no dust. */
export function roundPoints(points: number): number {
  return Math.round(points * 100) / 100;
}

/**
 * By expiry, lots of the same expiry as one. Where there are too many, two neighbours become one that lasts as long as the later: nobody loses
 * points by it. It is the pair for which the fewest points last longer for the shortest time.
 */
export function addLot(lots: PointLot[], lot: PointLot, limit: number): void {
  const at = lots.findIndex((other) => other.expires >= lot.expires);
  const same = lots[at];
  if (same?.expires === lot.expires) lots[at] = { ...lot, points: roundPoints(same.points + lot.points) };
  else lots.splice(at < 0 ? lots.length : at, 0, lot);
  if (lots.length <= limit || lots.length < 2) return;
  const first = cheapestPair(lots);
  const [one, other] = lots.slice(first, first + 2) as [PointLot, PointLot];
  lots.splice(first, 2, { points: roundPoints(one.points + other.points), expires: other.expires });
}

function cheapestPair(lots: readonly PointLot[]): number {
  let cheapest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < lots.length; i++) {
    const lot = lots[i] as PointLot;
    const longer = lot.points * ((lots[i + 1] as PointLot).expires - lot.expires);
    if (longer >= least) continue;
    least = longer;
    cheapest = i;
  }
  return cheapest;
}

/** "" below the first. */
export function tierOf(lifetime: number, balance: number, { tiers, tierBy }: LoyaltyPolicy): string {
  const points = tierBy === "lifetime" ? lifetime : balance;
  return tiers.findLast((tier) => tier.points <= points)?.id ?? "";
}

/** A points ledger. */
export interface Loyalty {
  balance: number;
  lifetime: number;
  tier: string;
  tierSince: number;
  /** Points that are left of what was earned, the first to expire first. */
  lots: PointLot[];
  /** hash53 of the last transactions' ids: the same transaction is booked once. */
  booked: number[];
}

export interface PointLot {
  readonly points: number;
  /** Infinity: never. */
  readonly expires: number;
}
