import { hash32 } from "../../../domain/hash.js";
import { seededRandom } from "../../seeded-random.js";

export interface WarmStart {
  readonly itemIds: readonly string[];
  /** itemIds.length x dimension. */
  readonly factors: Float32Array;
}

/**
 * Factors to begin with: an item's from the earlier version, else about normal around 0 with this deviation, by seed and id: what other items
 * there are and in what order changes nothing.
 */
export function fillStart(
  into: Float32Array,
  items: readonly string[],
  dimension: number,
  deviation: number,
  seed: number,
  warm: WarmStart | undefined,
): void {
  const known = new Map(warm?.itemIds.map((id, row) => [id, row]));
  // The sum of four uniform numbers has a variance of 1/3.
  const scale = deviation * Math.sqrt(3 / dimension);
  items.forEach((id, item) => {
    const row = known.get(id);
    if (row !== undefined && warm !== undefined) {
      into.set(warm.factors.subarray(row * dimension, (row + 1) * dimension), item * dimension);
      return;
    }
    const random = seededRandom(hash32(id, seed));
    for (let i = 0; i < dimension; i++) {
      into[item * dimension + i] = scale * (random() + random() + random() + random() - 2);
    }
  });
}
