import { MOST_RECOMMENDED } from "../domain/recommendation.js";
import { selectTop } from "../models/kernels/index.js";
import type { ChosenRows, ListRules, Pool } from "./choose.js";
import type { RowFilter } from "./filters.js";
import type { Proposal } from "./scenarios/scenario-kind.js";

/** How many candidates the list is chosen from at first, for each item of it: rules and diversity need some choice. */
const POOL_FACTOR = 4;
const LEAST_POOL = 32;
/** Rules that leave most out are met with more candidates, so many times each try. */
const GROWTH = 8;
/** Among so many a list is made diverse; whoever asks for more of it than they hold gets the rest by score alone: the work is bounded. */
const MOST_DIVERSE = POOL_FACTOR * GROWTH * MOST_RECOMMENDED;

/** Chooses from a proposal until the list has `n` or nothing more fits; returns the rows added. */
export function chooseFrom(
  proposal: Proposal,
  catalogueRows: number,
  chosen: ChosenRows,
  n: number,
  passes: RowFilter,
  rules: ListRules,
): number[] {
  const { rows, blend, least = Number.NEGATIVE_INFINITY } = proposal;
  const scores = rows === undefined ? blend.scoreAll(catalogueRows) : blend.scoreAt(rows);
  const rowAt = (place: number): number => (rows === undefined ? place : (rows[place] as number));
  const isOut = (place: number): boolean => !passes(rowAt(place)) || !chosen.fits(rowAt(place), rules);
  const added: number[] = [];
  for (let k = Math.max(LEAST_POOL, POOL_FACTOR * n); ; k *= GROWTH) {
    const top = selectTop(scores, k, isOut);
    const end = top.scores.findIndex((score) => !(score > least));
    const pool: Pool = {
      rows: (end < 0 ? top.rows : top.rows.subarray(0, end)).map(rowAt),
      scores: end < 0 ? top.scores : top.scores.subarray(0, end),
    };
    added.push(...chosen.choose(pool, n, k > MOST_DIVERSE ? { ...rules, diversity: 0 } : rules));
    if (chosen.rows.length >= n || top.rows.length < k || end >= 0) return added;
  }
}
