import type { Quintiles } from "./policy.js";
import type { Population } from "./population.js";
import type { Activity } from "./profile.js";
import { DAY, WEEK } from "./time.js";

/**
 * Recency, frequency and monetary value of customers, scored by quintile (Bult & Wansbeek 1995; Hughes 1994): 5 is the best fifth.
 *
 * The population's quintiles come from three additive histograms over everybody with an order. Recency is kept as the week of the last order,
 * which no passing of time changes; frequency and money in buckets a twentieth wide (frequency exact up to 20). So a bound is never below the
 * exact nearest-rank quintile, and above it by at most 8 days, or by 5 % (and a cent).
 */

export type RfmQuintiles = Omit<NonNullable<Population["rfm"]>, "people">;

export interface RfmScores {
  /** 1 to 5 each; all 0 without orders. */
  readonly recency: number;
  readonly frequency: number;
  readonly monetary: number;
}

type Purchases = Pick<Activity, "orders" | "revenue" | "lastOrder">;

const NO_ORDERS: RfmScores = Object.freeze({ recency: 0, frequency: 0, monetary: 0 });

export function rfmScoresOf(purchases: Purchases, time: number, quintiles: RfmQuintiles): RfmScores {
  if (purchases.orders === 0) return NO_ORDERS;
  return {
    recency: recencyScore(purchases.lastOrder, time, quintiles.recency),
    frequency: 1 + exceeded(purchases.orders, quintiles.frequency),
    monetary: 1 + exceeded(purchases.revenue, quintiles.monetary),
  };
}

export function recencyScore(lastOrder: number, time: number, bounds: Quintiles): number {
  return 5 - exceeded((time - lastOrder) / DAY, bounds);
}

/** How many of the bounds the value lies above: who is on the bound belongs below it. */
export function exceeded(value: number, bounds: Quintiles): number {
  let count = 0;
  while (count < 4 && value > (bounds[count] as number)) count++;
  return count;
}

/** Where a person stands in the histograms: one number, 0 = without orders. */
export type RfmPoint = number;

const GROWTH = Math.log(1.05);
/** Up to here a bucket is one number of orders, or under one unit of currency. */
const EXACT = 20;
/** A point is ((week x FREQUENCIES) + frequency bucket) x MONEYS + money bucket. */
const FREQUENCIES = 1_024;
const MONEYS = 1_024;

export function rfmPointOf({ orders, revenue, lastOrder }: Purchases): RfmPoint {
  if (orders === 0) return 0;
  const week = Math.max(0, Math.floor(lastOrder / WEEK));
  return (week * FREQUENCIES + frequencyBucket(orders)) * MONEYS + moneyBucket(revenue);
}

/** The keys of the three histograms that a point counts in. */
export function rfmKeysOf(point: RfmPoint): readonly [recency: string, frequency: string, monetary: string] {
  const rest = Math.floor(point / MONEYS);
  return [`r${Math.floor(rest / FREQUENCIES)}`, `f${rest % FREQUENCIES}`, `m${point % MONEYS}`];
}

function frequencyBucket(orders: number): number {
  if (orders <= EXACT) return orders;
  return Math.min(FREQUENCIES - 1, EXACT + Math.ceil(Math.log(orders / EXACT) / GROWTH - 1e-9));
}

/** The greatest number of orders in a bucket. */
function frequencyBound(bucket: number): number {
  return bucket <= EXACT ? bucket : Math.floor(EXACT * Math.exp((bucket - EXACT) * GROWTH) + 1e-6);
}

/** 0 holds what is worth nothing, 1 all up to one unit of currency. */
function moneyBucket(revenue: number): number {
  if (!(revenue > 0)) return 0;
  return revenue <= 1 ? 1 : Math.min(MONEYS - 1, 1 + Math.ceil(Math.log(revenue) / GROWTH));
}

function moneyBound(bucket: number): number {
  return bucket === 0 ? 0 : Math.ceil(Math.exp((bucket - 1) * GROWTH) * (1 + 1e-9) * 100) / 100;
}

/** Below this the population says less than the configuration. */
const FEWEST_PEOPLE = 50;

/** The quintiles' bounds at a time, of the statistics of group "rfm"; undefined where too few people have an order. */
export function quintilesOf(histogram: ReadonlyMap<string, number> | undefined, time: number): Population["rfm"] {
  const buckets: Record<string, [bucket: number, people: number][]> = { r: [], f: [], m: [] };
  for (const [key, people] of histogram ?? []) {
    if (people > 0) buckets[key.charAt(0)]?.push([Number(key.slice(1)), people]);
  }
  const { r = [], f = [], m = [] } = buckets;
  const people = f.reduce((sum, [, count]) => sum + count, 0);
  if (people < FEWEST_PEOPLE) return undefined;
  return {
    // The latest week first: its people waited least. Its first moment is the longest that anyone in it waited.
    recency: boundsOf(
      r.toSorted((a, b) => b[0] - a[0]),
      (week) => Math.max(0, Math.ceil((time - week * WEEK) / DAY)),
    ),
    frequency: boundsOf(
      f.toSorted((a, b) => a[0] - b[0]),
      frequencyBound,
    ),
    monetary: boundsOf(
      m.toSorted((a, b) => a[0] - b[0]),
      moneyBound,
    ),
    people,
  };
}

/** Nearest rank: the bound of the bucket that the person at each fifth stands in. */
function boundsOf(
  buckets: readonly [bucket: number, people: number][],
  boundOf: (bucket: number) => number,
): Quintiles {
  const people = buckets.reduce((sum, [, count]) => sum + count, 0);
  const at = (fifth: number): number => {
    let left = Math.ceil((people * fifth) / 5);
    for (const [bucket, count] of buckets) {
      left -= count;
      if (left <= 0) return boundOf(bucket);
    }
    return 0;
  };
  return [at(1), at(2), at(3), at(4)];
}

/** Customers by recency (rows) and frequency (columns), 1 to 5 each: what `attune segments` prints. Made by a scan, for the bounds move with time. */
export class RfmMatrix {
  readonly counts: number[][] = Array.from({ length: 5 }, () => [0, 0, 0, 0, 0]);
  customers = 0;

  add({ recency, frequency }: RfmScores): void {
    const row = this.counts[recency - 1];
    if (row === undefined) return;
    row[frequency - 1] = (row[frequency - 1] ?? 0) + 1;
    this.customers++;
  }
}
