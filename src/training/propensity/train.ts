import { DAY } from "../../domain/time.js";
import type { DenseModel } from "../../models/dense/index.js";
import { PROPENSITY_FEATURES, PROPENSITY_SCHEMA } from "../../models/features.js";
import { type Checkpoint, type Fitted, fitDense, type HeadReport, manifestOf } from "../dense/index.js";
import { compareDense } from "../promotion/dense.js";
import { type BeliefReport, besideBelief } from "./belief.js";
import { type PropensityRecipe, withinMsOf } from "./recipe.js";
import { HEAD, type PropensityRows } from "./rows.js";

export interface PropensityTraining {
  readonly version: string;
  readonly recipe: PropensityRecipe;
  readonly seed: number;
  /** What is promoted now; the new one is measured beside it. */
  readonly current: DenseModel | undefined;
  readonly checkpoint?: Checkpoint | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (phase: string, done: number, total: number) => void;
}

/** How good a propensity model is on its test slice. */
export interface PropensityReport extends HeadReport {
  /** The learnt rates, which are P where no model is in force. */
  readonly belief: BeliefReport;
}

export interface TrainedPropensity {
  readonly model: DenseModel;
  readonly fitted: Fitted;
  /** undefined where the test's answers are all the same. */
  readonly report: PropensityReport | undefined;
}

/**
 * Fits the model and measures it on a later slice, beside what is in force now: the current version, or the learnt rates where there is none.
 * @throws AttuneError ATTUNE_TRAINING_TOO_LITTLE; the signal's reason
 */
export async function trainPropensity(data: PropensityRows, training: PropensityTraining): Promise<TrainedPropensity> {
  const { version, recipe, seed, current, checkpoint, signal, onProgress } = training;
  const started = process.cpuUsage();
  const fitted = await fitDense(data, {
    ...{ recipe, seed, signal },
    checkpoint: checkpoint === undefined ? undefined : () => checkpoint,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const head = fitted.heads[HEAD];
  const { rows = new Uint32Array(), p = new Float64Array() } = fitted.test[HEAD] ?? {};
  const beside = besideBelief(data, rows, p, seed);
  const report = head === undefined ? undefined : { ...head, belief: beside.belief };
  const own = {
    ...({ model: "propensity", version, createdAt: new Date().toISOString(), seed, recipe } as const),
    ...{ schema: PROPENSITY_SCHEMA, features: PROPENSITY_FEATURES.map(({ name }) => name) },
    horizons: { [HEAD]: withinMsOf(recipe) / DAY },
    metrics: report === undefined ? {} : metricsOf(report),
  };
  const manifest = manifestOf(own, data, fitted);
  const model: DenseModel = { manifest, ...fitted.parts };
  const evidence = current === undefined ? beside.evidence : await compareDense(model, current, data, seed);
  const { user, system } = process.cpuUsage(started);
  const measured = { ...manifest, ...(evidence === undefined ? {} : { evidence }), cpuSeconds: (user + system) / 1e6 };
  return { model: { ...model, manifest: measured }, fitted, report };
}

function metricsOf({ model, baselines, belief }: PropensityReport): Record<string, number> {
  const { auc, logLoss, brier, ece } = model;
  const { constant, logistic } = baselines;
  return {
    ...{ auc, logLoss, brier, ece },
    "constant.logLoss": constant.logLoss,
    "logistic.auc": logistic.auc,
    "logistic.logLoss": logistic.logLoss,
    "belief.auc": belief.auc,
    "belief.logLoss": belief.logLoss,
  };
}
