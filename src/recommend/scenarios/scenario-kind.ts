import type { RecommendationFilter, RecommendationReason, Scenario, Signal } from "../../domain/recommendation.js";
import type { Blend } from "../blend.js";
import type { Evidence } from "../evidence.js";
import type { RowFilter } from "../filters.js";
import type { PersonScores } from "../person-scores.js";
import type { Served } from "../served.js";

/** What a scenario is asked. */
export interface Asked {
  readonly served: Served;
  readonly person: PersonScores;
  /** The items that it is about (ScenarioKind.about); none: there are no such items. */
  readonly about: Evidence;
  readonly scenario: Scenario;
  /** As it applies here, and whether it lets a row through. */
  readonly filter: RecommendationFilter;
  readonly passes: RowFilter;
}

/** What a scenario answers: rows, and what they are worth. Filters, order, variety and reasons are the same for all scenarios. */
export interface Proposal {
  /** Ascending. Left out: every row. */
  readonly rows?: Uint32Array;
  readonly blend: Blend;
  /** Rows that score no more than that are none of its answers. */
  readonly least?: number;
  /** What the answers rest on where the score doesn't say: the item on the page. */
  readonly because?: Evidence;
  /** Left out: by the strongest signal (reasons.ts). */
  readonly reason?: (strongest: Signal, restsOnItems: boolean) => RecommendationReason;
}

/** How candidates are found and scored: one of the built-in scenarios. */
export interface ScenarioKind {
  /** Which items it starts from, where the request names none: the person's newest, or the cart. Left out: from the person. */
  readonly about?: "item" | "cart";
  /** The person's own items are what it answers with: recent ones and the cart are not left out. */
  readonly own?: true;
  /** What the person looked at may come again, as it is not chosen for them. */
  readonly repeats?: true;
  /** Variants of one thing may stand beside each other. */
  readonly variants?: true;
  /** undefined: it has nothing to go by, the chain goes on. */
  propose(asked: Asked): Proposal | undefined;
}
