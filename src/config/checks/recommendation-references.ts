import { recommendationsOf } from "../normalise/recommendations.js";
import type { ConfigProblem } from "../problems.js";
import type { Sources } from "../sources.js";
import { Mistakes } from "./mistakes.js";
import type { Names } from "./names.js";

/** What recommendations.yaml names: segments, write keys, and its own scenarios, which must not fall back on each other in a ring. */
export function checkRecommendationReferences({ recommendations, settings }: Sources, names: Names): ConfigProblem[] {
  const { value, file } = recommendations;
  const mistakes = new Mistakes(file);
  for (const [i, segment] of value.popularity.segments.entries()) {
    mistakes.reference(["popularity", "segments", i], "segment", segment, names.segments);
  }
  const writeKeys = ["*", ...settings.value.collector.writeKeys.map(({ name }) => name)];
  for (const [i, key] of value.learnFrom.entries()) mistakes.reference(["learnFrom", i], "write key", key, writeKeys);
  const { scenarios } = recommendationsOf(value);
  for (const [i, { id, fallback = [] }] of value.scenarios.entries()) {
    for (const [j, next] of fallback.entries()) {
      const path = ["scenarios", i, "fallback", j];
      mistakes.reference(path, "scenario", next, names.scenarios);
      const way = wayTo(id, next, scenarios);
      if (way === undefined) continue;
      mistakes.add("ATTUNE_CONFIG_POLICY", path, `a ring: ${[id, ...way].join(" -> ")}`);
    }
  }
  return mistakes.found;
}

/** The scenarios from one to another by their fallbacks, both included; undefined: there is no way. */
function wayTo(
  wanted: string,
  from: string,
  scenarios: Readonly<Record<string, { readonly fallback: readonly string[] }>>,
  seen = new Set<string>(),
): string[] | undefined {
  if (from === wanted) return [from];
  if (seen.has(from)) return undefined;
  seen.add(from);
  for (const next of scenarios[from]?.fallback ?? []) {
    const way = wayTo(wanted, next, scenarios, seen);
    if (way !== undefined) return [from, ...way];
  }
  return undefined;
}
