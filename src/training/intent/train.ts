import { DAY } from "../../domain/time.js";
import type { DenseModel } from "../../models/dense/index.js";
import { INTENT_FEATURES, INTENT_SCHEMA } from "../../models/features.js";
import { BASELINES, type Fitted, fitDense, type FitOptions, manifestOf, MEASURES } from "../dense/index.js";
import { compareDense } from "../promotion/dense.js";
import { churnMsOf, type IntentRecipe } from "./recipe.js";
import type { IntentRows } from "./rows.js";

export interface IntentTraining extends Omit<FitOptions, "recipe"> {
  readonly version: string;
  readonly recipe: IntentRecipe;
  /** What is promoted now; the new one is measured beside it. */
  readonly current: DenseModel | undefined;
  /** ISO 8601 */
  readonly createdAt?: string;
}

export interface TrainedIntent {
  readonly model: DenseModel;
  readonly fitted: Fitted;
}

/** Fits the model and measures it on a later slice, beside the current version. @throws AttuneError ATTUNE_TRAINING_TOO_LITTLE; the signal's reason */
export async function trainIntent(data: IntentRows, training: IntentTraining): Promise<TrainedIntent> {
  const { version, recipe, seed, current, createdAt = new Date().toISOString() } = training;
  const fitted = await fitDense(data, training);
  const own = {
    ...({ model: "intent", version, createdAt, seed, recipe, schema: INTENT_SCHEMA } as const),
    features: INTENT_FEATURES.map(({ name }) => name),
    horizons: { day: 1, churn: churnMsOf(recipe) / DAY },
    metrics: metricsOf(fitted),
  };
  const manifest = manifestOf(own, data, fitted);
  const model: DenseModel = { manifest, ...fitted.parts };
  // Of the rows it takes those that neither has seen: the test's.
  const evidence = current === undefined ? undefined : await compareDense(model, current, data, seed);
  return { model: { ...model, manifest: { ...manifest, ...(evidence && { evidence }) } }, fitted };
}

/** "session.auc", "session.ece"; "session.logistic.logLoss" of a baseline. */
function metricsOf({ heads }: Fitted): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const [name, { model, baselines }] of Object.entries(heads)) {
    for (const measure of MEASURES) metrics[`${name}.${measure}`] = model[measure];
    for (const baseline of BASELINES)
      for (const measure of ["auc", "logLoss"] as const)
        metrics[`${name}.${baseline}.${measure}`] = baselines[baseline][measure];
  }
  return metrics;
}
