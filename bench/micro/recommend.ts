/**
 * The recommender's kernels: from a person's history to the exact top ten (fold-in, scan, selection) by size of catalogue and length of history, and
 * the training of factors. One thread serves; training uses the threads named.
 */
import type { MicroResult } from "./engine-step.js";
import { benchTraining, type TrainingResult } from "./recommend-training.js";
import { benchTopTen, type TopTenResult } from "./recommend-top-ten.js";

export interface RecommendResult {
  readonly results: readonly (MicroResult & TopTenResult)[];
  readonly training: readonly TrainingResult[];
  /** Of the whole process, training included. */
  readonly peakMemoryMb: number;
}

const CATALOGUES = [
  { items: 3_416, quantised: false, rounds: 4_000 },
  { items: 100_000, quantised: false, rounds: 600 },
  { items: 100_000, quantised: true, rounds: 600 },
  { items: 1_000_000, quantised: true, rounds: 150 },
];
const SHAPES = [
  { name: "100k interactions, 943 people, 1,682 items", people: 943, items: 1_682, interactions: 100_000 },
  { name: "1M interactions, 6,040 people, 3,706 items", people: 6_040, items: 3_706, interactions: 1_000_000 },
  { name: "1M interactions, 50,000 people, 20,000 items", people: 50_000, items: 20_000, interactions: 1_000_000 },
];

export async function benchRecommend(options: {
  say: (text: string) => void;
  threads: number;
}): Promise<RecommendResult> {
  const { say, threads } = options;
  const results = CATALOGUES.flatMap((catalogue) => benchTopTen(catalogue, say));
  const training: TrainingResult[] = [];
  for (const shape of SHAPES) {
    const trained = await benchTraining(shape, threads);
    training.push(trained);
    say(`${trained.name}: ${trained.cpuSeconds.toFixed(1)} CPU-s, ${trained.peakMb} MB`);
  }
  return { results, training, peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024) };
}
