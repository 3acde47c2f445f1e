import { SCENARIOS } from "../../domain/recommendation.js";
import { toMs } from "../check.js";
import { kindOf } from "../normalise/recommendations.js";
import type { ConfigProblem } from "../problems.js";
import type { FilterFile, RecommendationsFile } from "../schema/recommendations.js";
import type { Source } from "../sources.js";
import { suggestion } from "../spelling.js";
import type { Path } from "../yaml-file.js";
import { Mistakes } from "./mistakes.js";

type ScenarioFile = RecommendationsFile["scenarios"][number];

const BUILT_IN: readonly string[] = SCENARIOS;
/** What a price band means something to. */
const BANDED: readonly string[] = ["up-sell", "other-price"];

/** recommendations.yaml: rules within the file. */
export function checkRecommendations({ value, file }: Source<RecommendationsFile>): ConfigProblem[] {
  const mistakes = new Mistakes(file);
  mistakes.repeated(
    value.scenarios.map(({ id }) => id),
    "scenario",
    (i) => ["scenarios", i, "id"],
  );
  for (const [i, scenario] of value.scenarios.entries()) checkScenario(scenario, ["scenarios", i], mistakes);
  const { halfLife, trendingHalfLife } = value.popularity;
  if (toMs(trendingHalfLife) >= toMs(halfLife)) {
    const message = `what is on the rise shows against what lasts: trendingHalfLife must be shorter than halfLife (${halfLife})`;
    mistakes.add("ATTUNE_CONFIG_POLICY", ["popularity", "trendingHalfLife"], message);
  }
  return mistakes.found;
}

function checkScenario(scenario: ScenarioFile, path: Path, mistakes: Mistakes): void {
  const { id, kind, filter, priceBand } = scenario;
  const isBuiltIn = BUILT_IN.includes(id);
  if (kind === undefined && !isBuiltIn) {
    const message = `"${id}" is no built-in scenario, so it needs a kind; ${suggestion(id, BUILT_IN)}`;
    mistakes.add("ATTUNE_CONFIG_MISSING_KEY", [...path, "id"], message);
    return;
  }
  if (isBuiltIn && kind !== undefined && kind !== id) {
    const message = `"${id}" is a built-in scenario of its own kind: give one of kind ${kind} another name`;
    mistakes.add("ATTUNE_CONFIG_POLICY", [...path, "kind"], message);
  }
  if (priceBand !== undefined && !BANDED.includes(kindOf(scenario))) {
    const message = `only ${BANDED.join(" and ")} look at a price band, and this is ${kindOf(scenario)}`;
    mistakes.add("ATTUNE_CONFIG_POLICY", [...path, "priceBand"], message);
  }
  if (filter !== undefined) checkFilter(filter, [...path, "filter"], mistakes);
}

export function checkFilter({ minimumPrice, maximumPrice }: FilterFile, path: Path, mistakes: Mistakes): void {
  if (minimumPrice === undefined || maximumPrice === undefined || minimumPrice <= maximumPrice) return;
  const message = `no price is at least ${minimumPrice} and at most ${maximumPrice}`;
  mistakes.add("ATTUNE_CONFIG_RANGE", [...path, "minimumPrice"], message);
}
