/** Metrics of one relevant item by its rank (from 1, ties in the middle). A metric of many cases is the mean. */
export const METRICS = {
  "hr@10": (rank: number): number => (rank <= 10 ? 1 : 0),
  /** One relevant item: the ideal gain is 1. */
  "ndcg@10": (rank: number): number => (rank <= 10 ? 1 / Math.log2(rank + 1) : 0),
  "mrr@20": (rank: number): number => (rank <= 20 ? 1 / rank : 0),
  "hr@20": (rank: number): number => (rank <= 20 ? 1 : 0),
} as const;

export type MetricName = keyof typeof METRICS;
export const METRIC_NAMES = Object.keys(METRICS) as MetricName[];
export type Metrics = Readonly<Record<MetricName, number>>;

/** NDCG@10 of a ranking in which several items are relevant, from the ranks of all of them. */
export function listGainOf(ranks: readonly number[]): number {
  let gain = 0;
  let ideal = 0;
  ranks.forEach((rank, place) => {
    gain += METRICS["ndcg@10"](rank);
    ideal += METRICS["ndcg@10"](place + 1);
  });
  return ranks.length === 0 ? 0 : gain / ideal;
}

/** The means over `chosen` cases (all, where left out); NaN where there is none. */
export function metricsOf(ranks: ArrayLike<number>, chosen?: readonly number[]): Metrics {
  const cases = chosen?.length ?? ranks.length;
  const sums: Record<MetricName, number> = { "hr@10": 0, "ndcg@10": 0, "mrr@20": 0, "hr@20": 0 };
  for (let at = 0; at < cases; at++) {
    const rank = ranks[chosen === undefined ? at : (chosen[at] as number)] as number;
    for (const name of METRIC_NAMES) sums[name] += METRICS[name](rank);
  }
  for (const name of METRIC_NAMES) sums[name] /= cases;
  return sums;
}
