import type { Catalogue } from "./catalogue/index.js";
import type { Explained } from "./reasons.js";
import type { RowFilter } from "./filters.js";
import { freshnessOf } from "./scores/new-scores.js";

/** The end of every chain. */
export const NEWEST = "newest";

/** The n newest rows that may be recommended; of those that came together, or nobody knows when, the later rows first. */
export function newestRows({ columns, count }: Catalogue, n: number, passes: RowFilter): number[] {
  const { publishedAt } = columns;
  const rows: number[] = [];
  let oldest = Number.NEGATIVE_INFINITY;
  for (let row = count - 1; row >= 0; row--) {
    const time = publishedAt[row] as number;
    if ((rows.length === n && time <= oldest) || !passes(row)) continue;
    let at = Math.min(rows.length, n - 1);
    for (; at > 0 && (publishedAt[rows[at - 1] as number] as number) < time; at--) rows[at] = rows[at - 1] as number;
    rows[at] = row;
    oldest = publishedAt[rows.at(-1) as number] as number;
  }
  return rows;
}

export function explainNewest(publishedAt: number, time: number, newForMs: number): Explained {
  const score = freshnessOf(publishedAt, time, newForMs);
  return { score, parts: [{ signal: "new", value: score }], reason: "new-arrival", because: [] };
}
