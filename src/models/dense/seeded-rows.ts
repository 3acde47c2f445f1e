import { LOG, SHARE, YES } from "../features/transformations.js";
import { FEATURES } from "./schemas.js";
import type { DenseName } from "./manifest.js";

/** A count or an amount of money of 255 and more is seldom. */
const MOST_LOG = 8;

/** Rows of what a model's features may give, the same each time; half of the numbers are 0, as in life. */
export function seededRows(name: DenseName, count: number): Float32Array {
  const features = FEATURES[name];
  let state = 0x2545f491;
  // xorshift32 (Marsaglia, 2003)
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return Float32Array.from({ length: features.length * count }, (_, at) => {
    const { transformation } = features[at % features.length] as (typeof features)[number];
    if (next() < 0.5) return 0;
    if (transformation === YES) return 1;
    if (transformation === LOG) return next() * MOST_LOG;
    return transformation === SHARE ? next() : 2 * next() - 1;
  });
}
