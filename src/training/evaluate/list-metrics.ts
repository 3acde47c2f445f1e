/**
 * Metrics of a list of k against a set of relevant items, as microsoft/recommenders defines them (recommenders/evaluation/python_evaluation.py):
 * binary gains; average precision is divided by the number of relevant items, not by k.
 */
export interface ListMetrics {
  readonly "ndcg@10": number;
  readonly "precision@10": number;
  readonly "recall@10": number;
  readonly "map@10": number;
}

export const LIST_LENGTH = 10;

/** `relevant` must not be empty. */
export function listMetricsOf(top: readonly number[], relevant: ReadonlySet<number>): ListMetrics {
  let hits = 0;
  let gain = 0;
  let precisions = 0;
  for (let place = 0; place < Math.min(top.length, LIST_LENGTH); place++) {
    if (!relevant.has(top[place] as number)) continue;
    hits++;
    gain += 1 / Math.log2(place + 2);
    precisions += hits / (place + 1);
  }
  let ideal = 0;
  for (let place = 0; place < Math.min(relevant.size, LIST_LENGTH); place++) ideal += 1 / Math.log2(place + 2);
  return {
    "ndcg@10": gain / ideal,
    "precision@10": hits / LIST_LENGTH,
    "recall@10": hits / relevant.size,
    "map@10": precisions / relevant.size,
  };
}
