import type { CatalogueColumns } from "./catalogue/index.js";
import type { Similarity } from "./diversity.js";

/** What a list must hold to, beside the order of the scores. */
export interface ListRules {
  /** Maximal marginal relevance: 0 = by score alone, 1 = as different as can be. */
  readonly diversity: number;
  readonly mostPerBrand: number;
  /** Variants of one thing may stand beside each other. */
  readonly variants: boolean;
}

/** Candidates, best first: the higher score, of equal ones the lower row. */
export interface Pool {
  readonly rows: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

/** A list in the making: what it holds bears on what may still come. */
export class ChosenRows {
  readonly rows: number[] = [];
  readonly #has = new Set<number>();
  readonly #columns: CatalogueColumns;
  readonly #similarity: Similarity;
  readonly #brands = new Map<number, number>();
  readonly #groups = new Set<number>();

  /** Variants of the rows `about` count as chosen. */
  constructor(columns: CatalogueColumns, similarity: Similarity, about: readonly number[]) {
    this.#columns = columns;
    this.#similarity = similarity;
    for (const row of about) this.#groups.add(columns.group[row] as number);
  }

  /** Adds from the pool until there are `n`, or nothing fits. Returns what was added. */
  choose(pool: Pool, n: number, rules: ListRules): number[] {
    const before = this.rows.length;
    if (rules.diversity > 0) this.#chooseDiverse(pool, n, rules);
    else {
      for (let at = 0; at < pool.rows.length && this.rows.length < n; at++) {
        const row = pool.rows[at] as number;
        if (this.fits(row, rules)) this.#add(row);
      }
    }
    return this.rows.slice(before);
  }

  /**
   * The next is the one with the most (1 - diversity) x relevance - diversity x its greatest similarity to those chosen (Carbonell & Goldstein, SIGIR 1998).
   * Relevance is the score's place between the lowest and the highest of the pool. What a candidate is like is worked out as late as it can be (Minoux's lazy
   * greedy, 1978): its worth only falls as the list grows, so one that is behind by what is known of it stays behind.
   */
  #chooseDiverse({ rows, scores }: Pool, n: number, rules: ListRules): void {
    const { diversity } = rules;
    const highest = scores[0] ?? 0;
    const range = highest - (scores[scores.length - 1] ?? 0);
    // Of each candidate: what it is worth by what is known of it, and how many of those chosen it has been held against.
    const relevance = Float64Array.from(rows, (_, at) =>
      range > 0 ? (1 - diversity) * (1 - (highest - (scores[at] as number)) / range) : 1 - diversity,
    );
    const worth = relevance.slice();
    const nearest = new Float64Array(rows.length);
    const held = new Uint32Array(rows.length);
    const isOut = Number.NEGATIVE_INFINITY;
    while (this.rows.length < n) {
      let best = -1;
      let most = isOut;
      for (let at = 0; at < rows.length; at++) {
        if (!((worth[at] as number) > most)) continue;
        const row = rows[at] as number;
        if (!this.fits(row, rules)) {
          worth[at] = isOut;
          continue;
        }
        while ((held[at] as number) < this.rows.length && (worth[at] as number) > most) {
          const chosen = this.rows[held[at] as number] as number;
          held[at] = (held[at] as number) + 1;
          nearest[at] = Math.max(nearest[at] as number, this.#similarity(chosen, row));
          worth[at] = (relevance[at] as number) - diversity * (nearest[at] as number);
        }
        if (!((worth[at] as number) > most)) continue;
        most = worth[at] as number;
        best = at;
      }
      if (best < 0) return;
      worth[best] = isOut;
      this.#add(rows[best] as number);
    }
  }

  /** Rules only get stricter as the list grows: what doesn't fit once never will. */
  fits(row: number, { mostPerBrand, variants }: ListRules): boolean {
    const { brand, group } = this.#columns;
    return (
      !this.#has.has(row) &&
      (brand[row] === 0 || (this.#brands.get(brand[row] as number) ?? 0) < mostPerBrand) &&
      (variants || group[row] === 0 || !this.#groups.has(group[row] as number))
    );
  }

  #add(row: number): void {
    const { brand, group } = this.#columns;
    this.rows.push(row);
    this.#has.add(row);
    this.#brands.set(brand[row] as number, (this.#brands.get(brand[row] as number) ?? 0) + 1);
    this.#groups.add(group[row] as number);
  }
}
