import { BUCKETS, type Arm, type Experiment } from "../../domain/experiment.js";
import type { ActionSettings } from "../configuration.js";
import type { ActionFile } from "../schema/action.js";
import type { ExperimentFile, ExperimentsFile, VariantChanges } from "../schema/experiments.js";

export function armOf({ percent, salt }: ExperimentsFile["holdout"]): Arm {
  return { share: percent / 100, salt };
}

export function experimentsOf({ experiments }: ExperimentsFile): Experiment[] {
  return experiments.map((experiment) => {
    const bounds = boundsOf(experiment);
    return {
      id: experiment.id,
      action: experiment.action,
      dimension: experiment.dimension,
      variants: experiment.variants.map(({ id }, i) => ({
        id,
        share: ((bounds[i + 1] as number) - (bounds[i] as number)) / BUCKETS,
      })),
    };
  });
}

interface Variant {
  /** The action as this variant has it. */
  readonly changed: ActionFile;
  readonly variantOf: NonNullable<ActionSettings["variantOf"]>;
}

/** The action once for each variant, with the buckets of people who get it. */
export function variantsOf(action: ActionFile, experiment: ExperimentFile): Variant[] {
  const bounds = boundsOf(experiment);
  return experiment.variants.map(({ id, set }, i) => ({
    changed: set === undefined ? action : withChanges(action, set),
    variantOf: {
      experiment: experiment.id,
      variant: id,
      from: bounds[i] as number,
      to: bounds[i + 1] as number,
      salt: experiment.salt ?? experiment.id,
    },
  }));
}

/** Where each variant's buckets begin, and 10,000 at the end: everybody is in one. */
export function boundsOf({ variants }: ExperimentFile): number[] {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  return [0, ...variants.map(({ weight }) => Math.round(((passed += weight) / total) * BUCKETS))];
}

function withChanges(action: ActionFile, set: VariantChanges): ActionFile {
  const { wait, steps, treatments, ...plain } = set;
  return {
    ...action,
    ...plain,
    ...(wait === undefined ? {} : { trigger: { ...action.trigger, wait } }),
    ...(steps === undefined ? {} : { steps: action.steps.slice(0, steps) }),
    ...(treatments === undefined ? {} : { treatments: action.treatments.filter(({ id }) => treatments.includes(id)) }),
  };
}
