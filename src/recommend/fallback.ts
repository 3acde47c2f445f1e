import type {
  RecommendationFilter,
  RecommendationPolicy,
  RecommendationRequest,
  Scenario,
} from "../domain/recommendation.js";

/**
 * The scenario asked for, and whom it hands over to while items are missing: its own chain first, then those of the chain's members, each once.
 * @throws RangeError the policy doesn't know the scenario
 */
export function chainOf({ scenarios }: RecommendationPolicy, id: string): readonly Scenario[] {
  const asked = scenarios.get(id);
  if (asked === undefined) throw new RangeError(`unknown scenario "${id}"`);
  const chain = [asked];
  for (const { fallback } of chain) {
    for (const next of fallback) {
      const scenario = scenarios.get(next);
      if (scenario !== undefined && !chain.includes(scenario)) chain.push(scenario);
    }
  }
  return chain;
}

/**
 * What a member of the chain filters by: what the request says, else the scenario asked for, else its own. What is excluded, out of stock or owned for one of
 * them stays so, unless the request says otherwise; each is as diverse as it is by itself.
 */
export function filterFor(member: Scenario, asked: Scenario, request: RecommendationRequest): RecommendationFilter {
  const own = request.filter;
  return {
    ...member.filter,
    ...asked.filter,
    ...own,
    exclude: [...(member.filter.exclude ?? []), ...(asked.filter.exclude ?? []), ...(own?.exclude ?? [])],
    inStock: own?.inStock ?? (asked.filter.inStock || member.filter.inStock),
    notOwned: own?.notOwned ?? (asked.filter.notOwned || member.filter.notOwned),
    diversity: own?.diversity ?? member.filter.diversity,
  };
}
