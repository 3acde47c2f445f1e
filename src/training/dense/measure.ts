import { type Interval, PeopleBootstrap } from "../evaluate/bootstrap.js";
import {
  auc,
  brierOf,
  byScore,
  ece,
  eceFloor,
  logLossOf,
  meanOf,
  type Probabilities,
  reliability,
  type ReliabilityBin,
} from "./metrics.js";

export const MEASURES = ["auc", "logLoss", "brier", "ece"] as const;
export type Measure = (typeof MEASURES)[number];

/** How good one head's probabilities are; intervals 95 %, bootstrap over people. */
export type Measured = Readonly<Record<Measure, number>> & { readonly intervals: Readonly<Record<Measure, Interval>> };

/** One head on its test slice, beside the baselines. */
export interface HeadReport {
  readonly rows: number;
  readonly people: number;
  readonly positives: number;
  readonly model: Measured;
  readonly baselines: Readonly<Record<Baseline, Measured>>;
  /** By baseline: this model's log loss minus the baseline's, its AUC minus the baseline's; intervals paired. */
  readonly gains: Readonly<Record<Baseline, { readonly logLoss: Gain; readonly auc: Gain }>>;
  readonly reliability: readonly ReliabilityBin[];
  /** The ECE that a perfect model would show on so few people, about. */
  readonly eceFloor: number;
}

/** constant: the share of yeses before the test. logistic: the same features without a hidden layer, trained and calibrated alike. */
export const BASELINES = ["constant", "logistic"] as const;
export type Baseline = (typeof BASELINES)[number];

export interface Gain {
  readonly value: number;
  readonly interval: Interval;
}

/** What was said of the same cases. */
export interface HeadCases extends Readonly<Record<"model" | Baseline, Float64Array>> {
  readonly y: Uint8Array;
  /** Whose each case is, any numbers. */
  readonly personOf: ArrayLike<number>;
}

const RESAMPLES = 1_000;
/** Beyond so many cases an interval needs fewer draws than they take time. */
const MANY = 50_000;
const RESAMPLES_OF_MANY = 200;

export function measureHead({ y, personOf, ...said }: HeadCases, seed: number): HeadReport {
  const bootstrap = new PeopleBootstrap(personOf, seed, y.length > MANY ? RESAMPLES_OF_MANY : RESAMPLES);
  const model = ranked({ p: said.model, y });
  const byBaseline = { constant: ranked({ p: said.constant, y }), logistic: ranked({ p: said.logistic, y }) };
  return {
    rows: y.length,
    people: new Set(Array.from(personOf)).size,
    positives: y.reduce((sum, each) => sum + each, 0),
    model: measured(model, bootstrap),
    baselines: {
      constant: measured(byBaseline.constant, bootstrap),
      logistic: measured(byBaseline.logistic, bootstrap),
    },
    gains: {
      constant: gains(model, byBaseline.constant, bootstrap),
      logistic: gains(model, byBaseline.logistic, bootstrap),
    },
    reliability: reliability(model.cases, model.order),
    eceFloor: bootstrap.mean((weight) => eceFloor(model.cases, model.order, weight)),
  };
}

interface Ranked {
  readonly cases: Probabilities;
  readonly order: Uint32Array;
}

function ranked(cases: Probabilities): Ranked {
  return { cases, order: byScore(cases) };
}

function measured({ cases, order }: Ranked, bootstrap: PeopleBootstrap): Measured {
  const { p, y } = cases;
  const each = (of: (p: number, y: number) => number): Interval =>
    bootstrap.interval((at) => of(p[at] as number, y[at] as number));
  return {
    auc: auc(cases, order),
    logLoss: meanOf(cases, logLossOf),
    brier: meanOf(cases, brierOf),
    ece: ece(cases, order),
    intervals: {
      auc: bootstrap.intervalOf((weight) => auc(cases, order, weight)),
      logLoss: each(logLossOf),
      brier: each(brierOf),
      ece: bootstrap.intervalOf((weight) => ece(cases, order, weight)),
    },
  };
}

function gains(ours: Ranked, theirs: Ranked, bootstrap: PeopleBootstrap): HeadReport["gains"][Baseline] {
  const { y } = ours.cases;
  const loss = (of: Ranked, at: number): number => logLossOf(of.cases.p[at] as number, y[at] as number);
  const area = (of: Ranked, weight?: (at: number) => number): number => auc(of.cases, of.order, weight);
  return {
    logLoss: {
      value: meanOf(ours.cases, logLossOf) - meanOf(theirs.cases, logLossOf),
      interval: bootstrap.interval((at) => loss(ours, at) - loss(theirs, at)),
    },
    auc: {
      value: area(ours) - area(theirs),
      interval: bootstrap.intervalOf((weight) => area(ours, weight) - area(theirs, weight)),
    },
  };
}
