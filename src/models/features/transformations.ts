import { DAY } from "../../domain/time.js";

/** What numbers become before a model reads them: bounded, so that no profile makes a row that is none, and in steps of about one. */

export const LOG = "log2(1 + x), x at least 0";
export const YES = "1 or 0";
export const SHARE = "0 to 1";

/** Most of what is counted is small. */
const LOGS = Float64Array.from({ length: 256 }, (_, n) => Math.log2(1 + n));

/** Counts, money and durations: what matters is how many times as much. At most 1024, whatever a double holds. */
export function log(value: number): number {
  const whole = value & 255;
  return whole === value ? (LOGS[whole] as number) : value > 0 ? Math.log2(1 + value) : 0;
}

export function yes(is: boolean): number {
  return is ? 1 : 0;
}

/** 1 now, half of that after `halfMs`, a tenth after nine of them, 0 where it never happened. */
export function freshness(now: number, time: number, halfMs: number): number {
  return time === 0 ? 0 : halfMs / (halfMs + Math.max(0, now - time));
}

export function freshnessText(days: number): string {
  return `1 / (1 + x / ${days}), 0 = never`;
}

/** A ratio whose great values say nothing more. */
export function ratio(of: number, to: number, most: number): number {
  return of > 0 && to > 0 ? Math.min(most, of / to) : 0;
}

export function daysBetween(from: number, until: number): number {
  return from === 0 ? 0 : Math.max(0, until - from) / DAY;
}
