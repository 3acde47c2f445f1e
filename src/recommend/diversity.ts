import type { LearntRows } from "./serving/shared-model.js";
import { factorsOf } from "../models/kernels/index.js";
import type { Catalogue } from "./catalogue/index.js";

/** How much alike two rows are, at most 1. */
export type Similarity = (a: number, b: number) => number;

const SAME_CATEGORY = 0.6;
const SAME_BRAND = 0.3;

/** The cosine of the factors; where a row has none, by category and brand. */
export function similarityOf({ columns: { category, brand } }: Catalogue, learnt: LearntRows | undefined): Similarity {
  const byContent: Similarity = (a, b) =>
    (category[a] !== 0 && category[a] === category[b] ? SAME_CATEGORY : 0) +
    (brand[a] !== 0 && brand[a] === brand[b] ? SAME_BRAND : 0);
  if (learnt === undefined) return byContent;
  const { norms, factors } = learnt;
  const vectors = factorsOf(factors);
  const { dimension: d } = factors;
  return (a, b) => {
    const norm = (norms[a] as number) * (norms[b] as number);
    if (!(norm > 0)) return byContent(a, b);
    let dot = 0;
    for (let i = 0, atA = a * d, atB = b * d; i < d; i++)
      dot += (vectors[atA + i] as number) * (vectors[atB + i] as number);
    return dot / norm;
  };
}
