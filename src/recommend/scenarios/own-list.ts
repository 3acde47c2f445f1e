import type { RecommendationReason } from "../../domain/recommendation.js";
import { Blend, plain } from "../blend.js";
import { ownScores } from "../scores/own-scores.js";
import type { Asked, Proposal } from "./scenario-kind.js";

/** A list that has its order already: the n-th counts 1 / n. undefined: the catalogue holds none of it. */
export function proposeOwn(
  { served: { catalogue } }: Asked,
  ids: readonly string[],
  reason: RecommendationReason,
): Proposal | undefined {
  const weights = new Map<number, number>();
  for (const id of ids) {
    const row = catalogue.row(id);
    if (row >= 0 && !weights.has(row)) weights.set(row, 1 / (weights.size + 1));
  }
  const scores = ownScores(weights, catalogue.count);
  if (scores === undefined) return undefined;
  return { rows: Uint32Array.from(weights.keys()).sort(), blend: new Blend([plain(scores)]), reason: () => reason };
}
