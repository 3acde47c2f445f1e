import { logLossOf } from "../dense/metrics.js";

/** Of a label that isn't known (yet). */
const UNKNOWN = -1;

/** Rows of `heads` probabilities and labels each: by row the mean log loss over the heads that are known, NaN where none is. */
export function rowLosses(scores: ArrayLike<number>, labels: ArrayLike<number>, heads: number): Float64Array {
  return Float64Array.from({ length: labels.length / heads }, (_, row) => {
    let sum = 0;
    let known = 0;
    for (let at = row * heads; at < (row + 1) * heads; at++) {
      const label = labels[at] as number;
      if (label === UNKNOWN) continue;
      sum += logLossOf(scores[at] as number, label);
      known++;
    }
    return known === 0 ? Number.NaN : sum / known;
  });
}
