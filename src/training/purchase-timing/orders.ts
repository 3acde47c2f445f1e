import { createHash } from "node:crypto";
import { AttuneError } from "../../domain/errors.js";
import type { PurchaseHistory } from "../../domain/scoring.js";
import { DAY } from "../../domain/time.js";

/** One person's orders, by time. */
export interface PersonOrders {
  /** ms */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Everybody's, and where they came from. */
export interface Orders {
  readonly people: readonly PersonOrders[];
  readonly count: number;
  /** Times of the first and the last of all, ms. */
  readonly from: number;
  readonly until: number;
  /** For people. */
  readonly source: string;
}

/** What was known of a person at a time, and what they ordered after it. */
export interface PurchaseCase {
  readonly history: PurchaseHistory;
  /** Purchases (what is ordered within a day is one), and what they were worth. */
  readonly purchases: number;
  readonly revenue: number;
  /** When the first of them was, ms; undefined: there was none. */
  readonly next: number | undefined;
}

/** @throws AttuneError ATTUNE_INPUT_EMPTY */
export function ordersOf(
  people: Iterable<readonly (readonly [time: number, value: number])[]>,
  source: string,
): Orders {
  const sorted: PersonOrders[] = [];
  let count = 0;
  let from = Number.POSITIVE_INFINITY;
  let until = Number.NEGATIVE_INFINITY;
  for (const orders of people) {
    if (orders.length === 0) continue;
    const byTime = orders.toSorted((a, b) => a[0] - b[0]);
    sorted.push({ times: byTime.map(([time]) => time), values: byTime.map(([, value]) => value) });
    count += byTime.length;
    from = Math.min(from, (byTime[0] as readonly [number, number])[0]);
    until = Math.max(until, (byTime.at(-1) as readonly [number, number])[0]);
  }
  if (count === 0) throw new AttuneError("ATTUNE_INPUT_EMPTY", `${source}: there is no order in it`);
  return { people: sorted, count, from, until, source };
}

/**
 * Everybody who had ordered by `cut`, as the engine would know them then, and what followed before `end`.
 * @param kept how many orders a profile keeps one by one
 */
export function casesAt({ people }: Orders, cut: number, end: number, kept: number): PurchaseCase[] {
  return people.flatMap(({ times, values }) => {
    const known = countBefore(times, cut);
    if (known === 0) return [];
    const last = times[known - 1] as number;
    const history = {
      orders: known,
      revenue: sumOf(values, 0, known),
      firstOrder: times[0] as number,
      lastOrder: last,
      times: times.slice(Math.max(0, known - kept), known),
    };
    const later = times.slice(known, countBefore(times, end));
    let purchases = 0;
    let next: number | undefined;
    let before = last;
    for (const time of later) {
      if (time - before < DAY) continue;
      before = time;
      next ??= time;
      purchases++;
    }
    return [{ history, purchases, revenue: sumOf(values, known, known + later.length), next }];
  });
}

/** SHA-256 over all of them. */
export function hashOf({ people }: Orders): string {
  const hash = createHash("sha256");
  for (const { times, values } of people)
    for (const part of [[times.length], times, values]) hash.update(Float64Array.from(part));
  return hash.digest("hex");
}

function countBefore(times: readonly number[], end: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < end) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sumOf(values: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += values[at] as number;
  return sum;
}
