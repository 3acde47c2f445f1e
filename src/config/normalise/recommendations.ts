import type { BuiltInScenario, RecommendationPolicy, Scenario } from "../../domain/recommendation.js";
import { DEFAULT_SCENARIOS } from "../../domain/scenarios.js";
import { toMs } from "../check.js";
import type { EngineSettings } from "../configuration.js";
import type { RecommendationsFile } from "../schema/recommendations.js";

type ScenarioFile = RecommendationsFile["scenarios"][number];

export function recommendationsOf(file: RecommendationsFile): EngineSettings["recommendations"] {
  const { enabled, learnFrom, weights, popularity } = file;
  return {
    scenarios: Object.fromEntries(scenariosOf(file.scenarios)),
    weights,
    ownedForMs: toMs(file.ownedFor),
    newForMs: toMs(file.newFor),
    learnFrom: enabled ? learnFrom : [],
    popularity: {
      halfLifeMs: enabled ? toMs(popularity.halfLife) : 0,
      trendingHalfLifeMs: enabled ? toMs(popularity.trendingHalfLife) : 0,
      segments: popularity.segments,
    },
  } satisfies Omit<RecommendationPolicy, "scenarios"> & { scenarios: unknown };
}

/** The built-in ones, adjusted by what is said of them, and then the shop's own. */
function scenariosOf(files: readonly ScenarioFile[]): Map<string, Scenario> {
  const scenarios = new Map(DEFAULT_SCENARIOS);
  for (const file of files) {
    const base = DEFAULT_SCENARIOS.get(kindOf(file));
    // The checks tell of a name without a kind.
    if (base === undefined) continue;
    const { id, filter = {}, fallback = base.fallback, priceBand = base.priceBand } = file;
    scenarios.set(id, { id, kind: base.kind, filter: { ...base.filter, ...filter }, fallback, priceBand });
  }
  return scenarios;
}

/** A name without a kind is a built-in scenario's. */
export function kindOf({ id, kind }: ScenarioFile): BuiltInScenario {
  return kind ?? (id as BuiltInScenario);
}
