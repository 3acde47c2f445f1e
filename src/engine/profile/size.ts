import type { Profile } from "./stored-profile.js";

const FIXED = 1_200;
/** Objects and strings take about this much more than their packed bytes. */
const UNPACKED = 5;

/** Bytes held in memory, about: for a cache's bound, not for accounting. */
export function sizeOfProfile(profile: Profile): number {
  let size = FIXED;
  for (const { value, span } of profile.cells) {
    const packed = span === undefined ? (Array.isArray(value) ? value.length * 24 : 160) : span.end - span.start;
    size += (span === undefined ? 0 : packed) + (value === undefined ? 0 : packed * UNPACKED);
  }
  return size;
}
