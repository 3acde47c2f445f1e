import type { SegmentCall } from "../../simulator/segment-call.js";
import { simulateShop } from "../../simulator/shop.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The shop's last event lies at least so far in the past: longer than any wait, so that every reminder falls due. */
const QUIET_MS = 3 * HOUR_MS;
/** Days that the live demo has to show before the shop's time reaches the present. */
const LIVE_DAYS = 30;

export interface Plan {
  /** The shop's first midnight, ms. */
  readonly start: number;
  readonly calls: Iterable<SegmentCall>;
  /** How many there are, where that is fixed. */
  readonly events: number | undefined;
}

/**
 * What the shop will do. With `events`, exactly so many calls; else a month. The shop's days are moved by whole days so that they end three
 * hours ago or earlier: the same seed gives the same story, whenever it is told.
 */
export function planShop(seed: number, people: number, events: number | undefined, now: number): Plan {
  if (events === undefined) {
    const start = Math.floor((now - QUIET_MS) / DAY_MS - LIVE_DAYS) * DAY_MS;
    return { start, events, calls: simulateShop({ seed, people, start, days: LIVE_DAYS }) };
  }
  const length = lastTime(take(simulateShop({ seed, people, start: 0, days: Number.POSITIVE_INFINITY }), events));
  const start = Math.floor((now - QUIET_MS - length) / DAY_MS) * DAY_MS;
  return { start, events, calls: take(simulateShop({ seed, people, start, days: Number.POSITIVE_INFINITY }), events) };
}

/** The moment of the shop's time at which everything that its events left waiting has fallen due. */
export function dueBy(lastEvent: number): number {
  return lastEvent + QUIET_MS;
}

function* take<T>(values: Iterable<T>, count: number): Generator<T> {
  let left = count;
  if (left <= 0) return;
  for (const value of values) {
    yield value;
    if (--left === 0) return;
  }
}

function lastTime(calls: Iterable<SegmentCall>): number {
  let last = 0;
  for (const call of calls) last = Date.parse(call.timestamp);
  return last;
}
