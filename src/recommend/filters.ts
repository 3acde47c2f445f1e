import type { RecommendationFilter, Taste } from "../domain/recommendation.js";
import { type Catalogue, type CodedField, IN_STOCK } from "./catalogue/index.js";

/** What else is out, beside what a filter says. */
export interface LeftOut {
  readonly rows: Iterable<number>;
  /** Bought within, ms: owned. */
  readonly ownedForMs: number;
}

/** Whether a row may be recommended: offered at that time, and let through by the filter. */
export type RowFilter = (row: number) => boolean;

export function rowFilter(catalogue: Catalogue, taste: Taste, filter: RecommendationFilter, out: LeftOut): RowFilter {
  const { columns } = catalogue;
  const { price, flags } = columns;
  const isOut = rowsOut(catalogue, taste, filter, out);
  const codes = [
    codeFilter(catalogue, "type", filter.types),
    codeFilter(catalogue, "category", filter.categories),
    codeFilter(catalogue, "brand", filter.brands),
  ].filter((one) => one !== undefined);
  const { minimumPrice = Number.NEGATIVE_INFINITY, maximumPrice = Number.POSITIVE_INFINITY, inStock } = filter;
  const hasRange = filter.minimumPrice !== undefined || filter.maximumPrice !== undefined;
  return (row) => {
    if (inStock === true && ((flags[row] as number) & IN_STOCK) === 0) return false;
    if (!catalogue.isOffered(row, taste.time) || isOut.has(row)) return false;
    // What has no price is in no range.
    if (hasRange && !((price[row] as number) >= minimumPrice && (price[row] as number) <= maximumPrice)) return false;
    return codes.every(({ column, allowed }) => allowed.has(column[row] as number));
  };
}

/** Bought within ownedForMs, by the orders and by the recent items. */
export function ownedIds({ bought, recent, time }: Taste, ownedForMs: number): string[] {
  const owned: string[] = [];
  for (const { id, time: at } of bought) if (time - at <= ownedForMs) owned.push(id);
  for (const { id, kind, time: at } of recent) if (kind === "order" && time - at <= ownedForMs) owned.push(id);
  return owned;
}

function rowsOut(catalogue: Catalogue, taste: Taste, filter: RecommendationFilter, out: LeftOut): Set<number> {
  const rows = new Set(out.rows);
  for (const id of filter.exclude ?? []) rows.add(catalogue.row(id));
  if (filter.inStock === true) for (const id of taste.outOfStock) rows.add(catalogue.row(id));
  if (filter.notOwned === true) for (const id of ownedIds(taste, out.ownedForMs)) rows.add(catalogue.row(id));
  return rows;
}

/** An empty list lets nothing through, as does one of unknown names; none at all lets everything. */
function codeFilter(catalogue: Catalogue, field: CodedField, names: readonly string[] | undefined) {
  if (names === undefined) return undefined;
  const allowed = new Set(names.map((name) => catalogue.dictionaries[field].find(name)));
  return { column: catalogue.columns[field], allowed };
}
