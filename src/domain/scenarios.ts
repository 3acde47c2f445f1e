import { type BuiltInScenario, SCENARIOS, type Scenario } from "./recommendation.js";

type Defaults = Partial<Scenario["filter"]> & Partial<Pick<Scenario, "fallback" | "priceBand">>;

/** Where a built-in scenario differs from the usual: in stock, not owned, for-you where there is nothing (more) to say. */
const DIFFERENCES: Readonly<Record<BuiltInScenario, Defaults>> = {
  "for-you": { fallback: ["segment-favourites", "trending", "bestsellers"], diversity: 0.2 },
  "next-item": {},
  "new-arrivals": {},
  "segment-favourites": { fallback: ["trending", "bestsellers"] },
  "also-viewed": { fallback: ["similar", "for-you"] },
  "also-bought": { fallback: ["also-viewed", "for-you"] },
  similar: {},
  complementary: { fallback: ["also-bought", "for-you"], diversity: 0.2 },
  "up-sell": { fallback: ["similar"], priceBand: 0.5 },
  "other-price": { fallback: ["similar"] },
  "other-variant": { fallback: ["similar"] },
  "cart-companions": { fallback: ["complementary", "for-you"], diversity: 0.2 },
  "recently-viewed": {},
  saved: { fallback: ["recently-viewed", "for-you"] },
  "price-dropped": {},
  replenishment: { notOwned: false },
  bestsellers: { fallback: [] },
  trending: { fallback: ["bestsellers"] },
};

/**
 * The built-in scenarios as they are without recommendations.yaml. The chains end in what everybody likes, so that a stranger gets an answer too.
 */
export const DEFAULT_SCENARIOS: ReadonlyMap<string, Scenario> = new Map(SCENARIOS.map((id) => [id, scenarioOf(id)]));

function scenarioOf(id: BuiltInScenario): Scenario {
  const { fallback = ["for-you"], priceBand = 0.25, ...filter } = DIFFERENCES[id];
  return { id, kind: id, filter: { inStock: true, notOwned: true, diversity: 0, ...filter }, fallback, priceBand };
}
