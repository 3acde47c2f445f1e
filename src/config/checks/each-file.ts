import type { ConfigProblem } from "../problems.js";
import type { PartialSources } from "../sources.js";
import { checkTemplates } from "../templates.js";
import { checkAction, checkActionNames } from "./action.js";
import { conditionsOf } from "./conditions.js";
import { checkCoupons } from "./coupons.js";
import { checkDeliveries } from "./deliveries.js";
import { checkExperiments } from "./experiments.js";
import { checkLoyalty } from "./loyalty.js";
import { Mistakes } from "./mistakes.js";
import { checkPolicies } from "./policies.js";
import { checkRecommendations } from "./recommendations.js";
import { checkSegments } from "./segments.js";
import { checkSettings } from "./settings.js";

/** What a schema can't say of one file: rules between its values, its conditions and its words. */
export function checkEach(sources: PartialSources): ConfigProblem[] {
  const { settings, actions, segments, policies, experiments, loyalty, coupons, recommendations } = sources;
  return [
    ...(settings === undefined ? [] : [...checkSettings(settings), ...checkDeliveries(settings)]),
    ...actions.flatMap(checkAction),
    ...checkActionNames(actions),
    ...(segments === undefined ? [] : checkSegments(segments)),
    ...(policies === undefined ? [] : checkPolicies(policies)),
    ...(experiments === undefined ? [] : checkExperiments(experiments)),
    ...(loyalty === undefined ? [] : checkLoyalty(loyalty)),
    ...(coupons === undefined ? [] : checkCoupons(coupons)),
    ...(recommendations === undefined ? [] : checkRecommendations(recommendations)),
    ...checkTemplates(sources.templates),
    ...conditionsOf(sources).flatMap(({ file, path, source, segmentsAllowed }) => {
      const mistakes = new Mistakes(file);
      mistakes.condition(path, source, segmentsAllowed);
      return mistakes.found;
    }),
  ];
}
