import { BUCKETS } from "../../domain/experiment.js";
import type { ConfigProblem } from "../problems.js";
import type { ExperimentFile, ExperimentsFile, VariantChanges } from "../schema/experiments.js";
import type { Source } from "../sources.js";
import { Mistakes } from "./mistakes.js";

/** experiments.yaml: who is drawn, and that what is varied is what the test says it varies. */
export function checkExperiments({ value, file }: Source<ExperimentsFile>): ConfigProblem[] {
  const { holdout, control, experiments } = value;
  const mistakes = new Mistakes(file);
  mistakes.repeated(
    experiments.map(({ id }) => id),
    "experiment",
    (i) => ["experiments", i, "id"],
  );
  checkSalts(value, mistakes);
  if (holdout.percent + control.percent >= 100) {
    const message = `holdout and control take ${holdout.percent + control.percent} % of all people: nobody would be left`;
    mistakes.add("ATTUNE_CONFIG_SHARE", ["control", "percent"], message);
  }
  for (const [i, experiment] of experiments.entries()) {
    const earlier = experiments.findIndex(({ action }) => action === experiment.action);
    if (earlier < i) {
      const message = `"${experiment.action}" is under test in "${experiments[earlier]?.id}" already: one experiment an action`;
      mistakes.add("ATTUNE_CONFIG_SHARE", ["experiments", i, "action"], message);
    }
    checkVariants(experiment, i, mistakes);
  }
  return mistakes.found;
}

/** Two draws with one salt pick the same people: what one does would be seen in the other. */
function checkSalts({ holdout, control, experiments }: ExperimentsFile, mistakes: Mistakes): void {
  const drawn = new Map([[holdout.salt, "the holdout"]]);
  const taken = (salt: string): string => `the salt "${salt}" draws the people of ${drawn.get(salt)} already`;
  if (drawn.has(control.salt)) mistakes.add("ATTUNE_CONFIG_SHARE", ["control", "salt"], taken(control.salt));
  else drawn.set(control.salt, "the control");
  for (const [i, { id, salt }] of experiments.entries()) {
    const own = salt ?? id;
    const path = ["experiments", i, salt === undefined ? "id" : "salt"];
    if (drawn.has(own)) mistakes.add("ATTUNE_CONFIG_SHARE", path, taken(own));
    else drawn.set(own, `"${id}"`);
  }
}

const VARIED: Readonly<Record<ExperimentFile["dimension"], readonly (keyof VariantChanges)[]>> = {
  content: ["treatments", "value", "lever"],
  number: ["steps"],
  timing: ["wait"],
  frequency: ["coolDown"],
};

function checkVariants({ dimension, variants }: ExperimentFile, i: number, mistakes: Mistakes): void {
  const at = ["experiments", i, "variants"];
  mistakes.repeated(
    variants.map(({ id }) => id),
    "variant",
    (j) => [...at, j, "id"],
  );
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  for (const [j, { id, weight, set }] of variants.entries()) {
    if (total === 0 || weight / total < 1 / BUCKETS) {
      const message = `nobody would get "${id}": its weight is ${weight} of ${total}, the least share is 0.01 %`;
      mistakes.add("ATTUNE_CONFIG_SHARE", [...at, j, "weight"], message);
    }
    for (const key of Object.keys(set ?? {}) as (keyof VariantChanges)[]) {
      if (VARIED[dimension].includes(key)) continue;
      const message = `a test of ${dimension} varies ${VARIED[dimension].join(", ")}; with ${key} too nobody could tell what made the difference`;
      mistakes.addAtKey("ATTUNE_CONFIG_POLICY", [...at, j, "set"], key, message);
    }
  }
  if (variants.every(({ set }) => set === undefined || Object.keys(set).length === 0)) {
    mistakes.add("ATTUNE_CONFIG_POLICY", at, "the variants are all the same: none of them sets anything");
  }
}
