import type { Catalogue } from "./catalogue/index.js";
import type { Explained } from "./reasons.js";
import type { RowFilter } from "./filters.js";
import { freshnessOf } from "./scores/new-scores.js";

/** The end of every chain. */
export const NEWEST = "newest";

/**
 * The n newest rows that may be recommended; of those that came together, or nobody knows when, the later rows first. What is announced for later than `time` is
 * not new yet, and comes last.
 */
export function newestRows({ columns, count }: Catalogue, time: number, n: number, passes: RowFilter): number[] {
  const { publishedAt } = columns;
  const cameAt = (row: number): number => ((publishedAt[row] as number) > time ? 0 : (publishedAt[row] as number));
  const rows: number[] = [];
  let oldest = Number.NEGATIVE_INFINITY;
  for (let row = count - 1; row >= 0; row--) {
    const came = cameAt(row);
    if ((rows.length === n && came <= oldest) || !passes(row)) continue;
    let at = Math.min(rows.length, n - 1);
    for (; at > 0 && cameAt(rows[at - 1] as number) < came; at--) rows[at] = rows[at - 1] as number;
    rows[at] = row;
    oldest = cameAt(rows.at(-1) as number);
  }
  return rows;
}

export function explainNewest(publishedAt: number, time: number, newForMs: number): Explained {
  const score = freshnessOf(publishedAt, time, newForMs);
  const reason = score > 0 ? "new-arrival" : "in-the-range";
  return { score, parts: [{ signal: "new", value: score }], reason, because: [] };
}
