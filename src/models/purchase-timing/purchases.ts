import type { PurchaseHistory } from "../../domain/scoring.js";
import { DAY } from "../../domain/time.js";

/** All of a person's orders that the model needs to know. Days. */
export interface Purchases {
  /** When the first was, ms. */
  readonly first: number;
  /** Further purchases, and how long after the first the last of them was. */
  readonly repeats: number;
  readonly lastAfter: number;
  /** Of the intervals that are known one by one: how many, and the sum of their logarithms. */
  readonly gaps: number;
  readonly logGaps: number;
  /** Of those before: how many, and how long they were together. */
  readonly untold: number;
  readonly untoldDays: number;
  /** What a purchase was worth on average. */
  readonly average: number;
}

/** Nobody orders more often than the model looks at. */
const MOST_REPEATS = 10_000;
const SHORTEST = 1e-3;

/**
 * What is ordered within a day of an order is the same purchase: a second thought, or a parcel more. Orders that the profile no longer keeps one by one count, and
 * say how long they took together.
 */
export function purchasesOf({ orders, revenue, firstOrder, lastOrder, times }: PurchaseHistory): Purchases {
  const kept: number[] = [];
  for (const time of times) if (kept.length === 0 || time - (kept.at(-1) as number) >= DAY) kept.push(time);
  const [oldest = firstOrder] = kept;
  const newest = kept.at(-1) ?? Math.max(firstOrder, lastOrder);
  const known = Math.max(1, kept.length);
  const untold = Math.min(MOST_REPEATS, Math.max(0, orders - times.length));
  let logGaps = 0;
  for (let at = 1; at < kept.length; at++)
    logGaps += Math.log((kept[at] as number) / DAY - (kept[at - 1] as number) / DAY);
  const first = untold === 0 ? oldest : Math.min(firstOrder, oldest);
  const untoldDays = untold === 0 ? 0 : Math.max(SHORTEST, (oldest - first) / DAY);
  const repeats = known - 1 + untold;
  return {
    first,
    repeats,
    lastAfter: repeats === 0 ? 0 : untoldDays + (newest - oldest) / DAY,
    gaps: known - 1,
    logGaps,
    untold,
    untoldDays,
    average: Math.max(0, revenue) / (repeats + 1),
  };
}
