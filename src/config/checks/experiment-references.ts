import type { ConfigProblem } from "../problems.js";
import type { ActionFile } from "../schema/action.js";
import type { ExperimentFile } from "../schema/experiments.js";
import type { Sources } from "../sources.js";
import { checkCoolDown, checkWait } from "./action.js";
import { Mistakes } from "./mistakes.js";

/** What experiments.yaml changes of the actions. */
export function checkExperimentReferences({ experiments, actions }: Sources): ConfigProblem[] {
  const mistakes = new Mistakes(experiments.file);
  const byId = new Map(actions.map(({ value }) => [value.action, value]));
  for (const [i, experiment] of experiments.value.experiments.entries()) {
    mistakes.reference(["experiments", i, "action"], "action", experiment.action, byId.keys());
    const action = byId.get(experiment.action);
    if (action !== undefined) checkChanges(experiment, i, action, mistakes);
  }
  return mistakes.found;
}

function checkChanges({ variants }: ExperimentFile, i: number, action: ActionFile, mistakes: Mistakes): void {
  const treatments = action.treatments.map(({ id }) => id);
  for (const [j, { set }] of variants.entries()) {
    const at = ["experiments", i, "variants", j, "set"];
    for (const [k, treatment] of (set?.treatments ?? []).entries()) {
      mistakes.reference([...at, "treatments", k], `treatment of ${action.action}`, treatment, treatments);
    }
    if (set?.wait !== undefined) checkWait(action.trigger.occasion, set.wait, [...at, "wait"], mistakes);
    if (set?.coolDown !== undefined)
      checkCoolDown(action.trigger.occasion, set.coolDown, [...at, "coolDown"], mistakes);
    if (set?.steps !== undefined && set.steps > action.steps.length) {
      const message = `${action.action} has ${action.steps.length} steps, not ${set.steps}`;
      mistakes.add("ATTUNE_CONFIG_REFERENCE", [...at, "steps"], message);
    }
  }
}
