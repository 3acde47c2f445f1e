import { SIGNALS, type Signal, type Taste } from "../domain/recommendation.js";
import { type Evidence, recentEvidence, USUAL_RECENCY } from "./evidence.js";
import { ColumnScores } from "./scores/column-scores.js";
import { contentScores, interestScores } from "./scores/content-scores.js";
import { CosineScores } from "./scores/cosine-scores.js";
import type { FactorScores } from "./scores/factor-scores.js";
import { newScores } from "./scores/new-scores.js";
import { ownScores } from "./scores/own-scores.js";
import type { RowScores } from "./scores/row-scores.js";
import { type TableSignal, tableScores } from "./scores/table-scores.js";
import { TasteScores } from "./scores/taste-scores.js";
import type { Served } from "./served.js";

const TABLES: readonly string[] = [
  "next",
  "session",
  "also-viewed",
  "also-bought",
  "view-then-bought",
] satisfies TableSignal[];

/** One person's view of the catalogue, signal by signal; it lives for one call, and nothing of it is kept. */
export class PersonScores {
  readonly taste: Taste;
  /** Their recent items that the catalogue holds. */
  readonly recent: Evidence;
  readonly #served: Served;
  #folded: TasteScores | undefined;

  constructor(served: Served, taste: Taste) {
    const { learnt, catalogue, policy } = served;
    const how = learnt?.model.serving ?? { ...USUAL_RECENCY, kinds: policy.weights };
    this.taste = taste;
    this.recent = recentEvidence(taste, (id) => catalogue.row(id), how);
    this.#served = served;
  }

  /** undefined: the signal says nothing of this person, or nothing at all. */
  of(signal: Signal): RowScores | undefined {
    if (isTable(signal)) return this.around(signal, this.recent);
    const { catalogue, live, policy } = this.#served;
    switch (signal) {
      case "taste":
        return this.liking();
      case "content":
        return this.recent.rows.length > 0
          ? contentScores(catalogue, this.recent)
          : interestScores(catalogue, this.taste);
      case "popular":
        return this.popular();
      case "segment-popular":
        return live.segments(this.taste.segments);
      case "trending":
        return live.trending();
      case "new":
        return newScores(catalogue, this.taste.time, policy.newForMs);
      case "own":
        return this.known();
      default:
        return undefined;
    }
  }

  /** The fold-in; undefined: no model, or nothing to fold in. */
  liking(): FactorScores | undefined {
    const { learnt } = this.#served;
    if (learnt === undefined || this.recent.rows.length === 0) return undefined;
    this.#folded ??= new TasteScores(learnt, learnt.kernel, this.recent);
    return this.#folded;
  }

  /** What they met, the newest first: where the same may be wanted again. */
  known(): RowScores | undefined {
    const { rows, weights } = this.recent;
    return ownScores(new Map(rows.map((row, n) => [row, weights[n] as number])), this.#served.catalogue.count);
  }

  popular(): RowScores | undefined {
    const { column, mean, deviation } = this.#served.popularity;
    return deviation > 0 ? new ColumnScores("popular", column, mean, deviation) : undefined;
  }

  /** What a table says of these items. */
  around(signal: TableSignal, items: Evidence): RowScores | undefined {
    const { learnt, catalogue } = this.#served;
    return learnt === undefined ? undefined : tableScores(signal, learnt, items, catalogue.count);
  }

  /** What is alike by factors; undefined: the items have none. */
  alike(items: Evidence): FactorScores | undefined {
    const { learnt } = this.#served;
    if (learnt === undefined || !items.rows.some((row) => (learnt.norms[row] as number) > 0)) return undefined;
    return new CosineScores(learnt, learnt.kernel, items);
  }

  /** What is alike in category, brand and price tier. */
  alikeInContent(items: Evidence): RowScores | undefined {
    return contentScores(this.#served.catalogue, items);
  }
}

export function isSignal(name: string): name is Signal {
  return (SIGNALS as readonly string[]).includes(name);
}

function isTable(signal: Signal): signal is TableSignal {
  return TABLES.includes(signal);
}
