import type { WeightedItem } from "../../domain/item.js";
import type { RecommendationPolicy } from "../../domain/recommendation.js";
import type { Catalogue } from "../catalogue/index.js";
import { BoardScores } from "./board-scores.js";
import type { RowScores } from "./row-scores.js";
import { boardFor } from "./scratch.js";

interface WeightedRow {
  readonly row: number;
  readonly weight: number;
}

/** What many people did lately, by row. Lists are looked up when first asked for. */
export class LiveLists {
  readonly #catalogue: Catalogue;
  readonly #policy: RecommendationPolicy;
  readonly #segments = new Map<string, readonly WeightedRow[]>();
  #rising: readonly WeightedRow[] | undefined;

  constructor(catalogue: Catalogue, policy: RecommendationPolicy) {
    this.#catalogue = catalogue;
    this.#policy = policy;
  }

  /** The share that an item has of what the person's segments do, added up over the segments that have a list. */
  segments(names: readonly string[]): RowScores | undefined {
    const lists = names.map((name) => this.#segment(name)).filter((list) => list.length > 0);
    if (lists.length === 0) return undefined;
    const board = boardFor("segment-popular", this.#catalogue.count);
    for (const list of lists) for (const { row, weight } of list) board.add(row, weight);
    return new BoardScores("segment-popular", board, this.#catalogue.count);
  }

  /** What is done more often than it was. */
  trending(): RowScores | undefined {
    this.#rising ??= this.#risingRows();
    if (this.#rising.length === 0) return undefined;
    const board = boardFor("trending", this.#catalogue.count);
    for (const { row, weight } of this.#rising) board.add(row, weight);
    return new BoardScores("trending", board, this.#catalogue.count);
  }

  #segment(name: string): readonly WeightedRow[] {
    let list = this.#segments.get(name);
    if (list === undefined) {
      const segments = this.#catalogue.popularity?.segments ?? {};
      // A segment may be called "constructor".
      const named = (Object.hasOwn(segments, name) ? segments[name] : undefined) ?? [];
      const total = named.reduce((sum, [, weight]) => sum + weight, 0);
      list = this.#rows(named, (weight) => weight / total);
      this.#segments.set(name, list);
    }
    return list;
  }

  /**
   * With a steady rate a weight is proportional to its half-life, so the long-lived weight says what to expect of the short-lived one. The excess is measured in
   * standard deviations of a count: (short - expected) / sqrt(expected + 1). What is not in the long list can have had its last weight at most.
   */
  #risingRows(): readonly WeightedRow[] {
    const { popularity } = this.#catalogue;
    if (popularity === undefined) return [];
    const { halfLifeMs, trendingHalfLifeMs } = this.#policy.popularity;
    const usual = new Map(popularity.overall);
    const most = popularity.overall.at(-1)?.[1] ?? 0;
    const ratio = trendingHalfLifeMs / halfLifeMs;
    return this.#rows(popularity.trending, (weight, id) => {
      const expected = ratio * (usual.get(id) ?? most);
      return (weight - expected) / Math.sqrt(expected + 1);
    });
  }

  #rows(list: readonly WeightedItem[], weightOf: (weight: number, id: string) => number): readonly WeightedRow[] {
    return list
      .map(([id, weight]) => ({ row: this.#catalogue.row(id), weight: weightOf(weight, id) }))
      .filter(({ row, weight }) => row >= 0 && weight > 0);
  }
}
