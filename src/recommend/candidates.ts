import type { RecommendationFilter } from "../domain/recommendation.js";
import { selectTop } from "../models/kernels/index.js";
import type { Blend } from "./blend.js";
import type { Catalogue } from "./catalogue/index.js";
import type { Evidence } from "./evidence.js";
import type { FactorScores } from "./scores/factor-scores.js";
import type { RowScores } from "./scores/row-scores.js";
import type { Asked } from "./scenarios/scenario-kind.js";
import type { Served } from "./served.js";

/** Of the rows that the factors like best. */
const BY_FACTORS = 300;
/** Of the popular, among all and in each of the person's categories. */
const POPULAR = 200;
const POPULAR_IN_CATEGORY = 50;
const MOST_CATEGORIES = 5;

/**
 * Whom to score, ascending; undefined: all. In a large catalogue those that could come out on top: what the factors like best, all that rules, sessions and
 * co-occurrence reach, and what is popular in all and in the person's categories. A filter by category or brand names them itself.
 */
export function candidateRows({ served, person, about, filter, passes }: Asked, blend: Blend): Uint32Array | undefined {
  const { catalogue } = served;
  if (catalogue.count <= served.exactRows) return undefined;
  const named = namedRows(catalogue, filter);
  if (named !== undefined && named.length <= served.exactRows) return named;
  const rows = new Set<number>();
  for (const { scores } of blend.summands) {
    if (isFactorScores(scores)) for (const row of scores.best(BY_FACTORS, (row) => !passes(row))) rows.add(row);
    else if (scores.signal !== "content") scores.eachRow?.((row) => rows.add(row));
  }
  for (const row of popularRows(served)) rows.add(row);
  for (const code of categoriesOf(catalogue, [...about.rows, ...person.recent.rows])) {
    for (const row of popularInCategory(served, code)) rows.add(row);
  }
  return Uint32Array.from(rows).sort();
}

/** All rows that some signals reach, ascending. */
export function reachedRows(...signals: readonly (RowScores | undefined)[]): Uint32Array {
  const rows = new Set<number>();
  for (const scores of signals) scores?.eachRow?.((row) => rows.add(row));
  return Uint32Array.from(rows).sort();
}

/** The rows of an item's category, for scenarios that stay within it. */
export function sameCategory(catalogue: Catalogue, { rows }: Evidence): Uint32Array {
  return rows[0] === undefined
    ? new Uint32Array(0)
    : catalogue.rowsOf("category", catalogue.columns.category[rows[0]] as number);
}

function isFactorScores(scores: RowScores): scores is FactorScores {
  return "best" in scores;
}

function namedRows(catalogue: Catalogue, { categories, brands }: RecommendationFilter): Uint32Array | undefined {
  const field = categories !== undefined ? "category" : "brand";
  const names = categories ?? brands;
  if (names === undefined) return undefined;
  const codes = new Set(names.map((name) => catalogue.dictionaries[field].find(name)));
  // Items without a category are in no list.
  if (codes.has(0)) return undefined;
  const lists = [...codes].map((code) => catalogue.rowsOf(field, code));
  const rows = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let end = 0;
  for (const list of lists) {
    rows.set(list, end);
    end += list.length;
  }
  return rows.sort();
}

function categoriesOf({ columns }: Catalogue, rows: readonly number[]): readonly number[] {
  const codes = new Set<number>();
  for (const row of rows) {
    if (codes.size === MOST_CATEGORIES) break;
    codes.add(columns.category[row] as number);
  }
  return [...codes];
}

interface PopularLists {
  readonly all: Uint32Array;
  readonly byCategory: Map<number, Uint32Array>;
}

/** Found when first asked for; popularity doesn't change while something is served. */
const popularLists = new WeakMap<Served, PopularLists>();

function listsOf(served: Served): PopularLists {
  let lists = popularLists.get(served);
  if (lists === undefined) {
    lists = { all: selectTop(served.popularity.column, POPULAR).rows.slice(), byCategory: new Map() };
    popularLists.set(served, lists);
  }
  return lists;
}

function popularRows(served: Served): Uint32Array {
  return listsOf(served).all;
}

function popularInCategory(served: Served, code: number): Uint32Array {
  const { byCategory } = listsOf(served);
  let rows = byCategory.get(code);
  if (rows === undefined) {
    const all = served.catalogue.rowsOf("category", code);
    const scores = Float32Array.from(all, (row) => served.popularity.column[row] as number);
    rows = selectTop(scores, POPULAR_IN_CATEGORY).rows.map((place) => all[place] as number);
    byCategory.set(code, rows);
  }
  return rows;
}
