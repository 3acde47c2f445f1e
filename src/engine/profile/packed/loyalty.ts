import type { Memory } from "../memory.js";

/** Loyalty as it is packed begins with the time at which the first points run out (64 bits). */
export function firstExpiryOf({ view }: Memory, start: number, end: number): number {
  return start === end ? Number.POSITIVE_INFINITY : view.getFloat64(start, true);
}
