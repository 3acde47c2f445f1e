import type { ConfigProblem } from "../problems.js";
import type { Sources } from "../sources.js";
import { checkActionReferences } from "./action-references.js";
import { checkPoolSizes } from "./coupons.js";
import { checkExperimentReferences } from "./experiment-references.js";
import { checkLimits } from "./limits.js";
import { checkLiterals } from "./literals.js";
import { namesIn } from "./names.js";
import { checkPolicyReferences } from "./policy-references.js";
import { checkRecommendationReferences } from "./recommendation-references.js";

/** What no file can say alone: names that stand in another one, and rules that contradict each other. */
export function crossCheck(sources: Sources, partitions: number): ConfigProblem[] {
  const names = namesIn(sources);
  return [
    ...sources.actions.flatMap((action) => checkActionReferences(action, sources, names)),
    ...checkPolicyReferences(sources, names),
    ...checkExperimentReferences(sources),
    ...checkRecommendationReferences(sources, names),
    ...checkLimits(sources),
    ...checkPoolSizes(sources, partitions),
    ...checkLiterals(sources, names),
  ];
}
