import { type Metrics, metricsOf } from "./metrics.js";

/** Metrics of a part of the cases. */
export interface Part {
  readonly name: string;
  readonly cases: number;
  readonly metrics: Metrics;
}

const HISTORY_PARTS: readonly (readonly [name: string, least: number])[] = [
  ["0", 0],
  ["1-4", 1],
  ["5-19", 5],
  ["20+", 20],
];

/** By how much the person had done before. */
export function byHistory(ranks: ArrayLike<number>, history: ArrayLike<number>): Part[] {
  return parts(
    ranks,
    HISTORY_PARTS.map(([name]) => name),
    (at) => HISTORY_PARTS.findLastIndex(([, least]) => (history[at] as number) >= least),
  );
}

/**
 * By the target's popularity in training: of the items met at all, decile 10 holds the tenth that is met most. "new": never met in training.
 */
export function byPopularity(ranks: ArrayLike<number>, targets: ArrayLike<number>, counts: ArrayLike<number>): Part[] {
  const decile = decilesOf(counts);
  const names = ["new", ...Array.from({ length: 10 }, (_, at) => String(at + 1))];
  return parts(ranks, names, (at) => decile[targets[at] as number] as number);
}

/** 0 for counts of 0, else 1 to 10. */
export function decilesOf(counts: ArrayLike<number>): Uint8Array {
  const met = Array.from({ length: counts.length }, (_, item) => item).filter((item) => (counts[item] as number) > 0);
  met.sort((a, b) => (counts[a] as number) - (counts[b] as number) || a - b);
  const deciles = new Uint8Array(counts.length);
  met.forEach((item, place) => {
    deciles[item] = 1 + Math.floor((10 * place) / met.length);
  });
  return deciles;
}

function parts(ranks: ArrayLike<number>, names: readonly string[], partOf: (at: number) => number): Part[] {
  const chosen: number[][] = names.map(() => []);
  for (let at = 0; at < ranks.length; at++) (chosen[partOf(at)] as number[]).push(at);
  return names.flatMap((name, part) => {
    const cases = chosen[part] as number[];
    return cases.length === 0 ? [] : [{ name, cases: cases.length, metrics: metricsOf(ranks, cases) }];
  });
}
