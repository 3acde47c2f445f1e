import type { Evidence } from "../../models/dense/index.js";
import { PROPENSITY_FEATURES } from "../../models/features.js";
import { auc, brierOf, byScore, ece, logLossOf, meanOf } from "../dense/index.js";
import type { Gain } from "../dense/measure.js";
import { evidenceOf } from "../promotion/evidence.js";
import { LEARNT_RATES } from "../promotion/in-force.js";
import type { PropensityRows } from "./rows.js";

const COLUMN = PROPENSITY_FEATURES.findIndex(({ name }) => name === "belief");

/** The learnt rates on the same test, as good as they were at each moment. */
export interface BeliefReport {
  readonly auc: number;
  readonly logLoss: number;
  readonly brier: number;
  readonly ece: number;
  /** The model's log loss minus theirs; the interval is paired, over people. undefined where there are too few. */
  readonly gain: Gain | undefined;
}

/** A model's probabilities for some rows beside the belief that is one of its features. */
export function besideBelief(
  data: PropensityRows,
  rows: Uint32Array,
  p: Float64Array,
  seed: number,
): { readonly belief: BeliefReport; readonly evidence: Evidence | undefined } {
  const y = Uint8Array.from(rows, (row) => data.labels[row] as number);
  const cases = { p: Float64Array.from(rows, (row) => beliefOf(data, row)), y };
  const order = byScore(cases);
  const belief = {
    auc: auc(cases, order),
    logLoss: meanOf(cases, logLossOf),
    brier: meanOf(cases, brierOf),
    ece: ece(cases, order),
  };
  const losses = (of: Float64Array): Float64Array => of.map((each, at) => logLossOf(each, y[at] as number));
  const evidence = evidenceOf({
    against: LEARNT_RATES,
    measure: "log loss",
    data: `${data.source}, ${rows.length} messages`,
    personOf: Uint32Array.from(rows, (row) => data.people[row] as number),
    ours: losses(p),
    theirs: losses(cases.p),
    metrics: { logLoss: meanOf({ p, y }, logLossOf), auc: auc({ p, y }, byScore({ p, y })) },
    theirMetrics: { logLoss: belief.logLoss, auc: belief.auc },
    seed,
  });
  return { belief: { ...belief, gain: evidence?.difference }, evidence };
}

/** The feature is the belief's log odds. */
function beliefOf({ rows, inputs }: PropensityRows, row: number): number {
  return 1 / (1 + Math.exp(-(rows[row * inputs + COLUMN] as number)));
}
