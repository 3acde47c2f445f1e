import { type Arm, type Experiment, HOLDOUT } from "../domain/experiment.js";
import type { Statistics } from "../domain/population.js";
import { compareAlways, type Sequential } from "./always-valid.js";
import { twoSided } from "./chi-square.js";
import { type Count, type Interval, type Lift, liftOver, rateInterval, rateOf, varianceOf, Z95 } from "./proportion.js";
import { type SampleRatio, sampleRatio } from "./sample-ratio.js";

/** The error that all of an experiment's comparisons together may make, at any look. */
const ALPHA = 0.05;

export interface VariantResult extends Count {
  readonly variant: string;
  readonly rate: number;
  readonly rateInterval: Interval;
  /** What one person of the variant brought, in the shop's currency, and its 95 % interval. */
  readonly valuePerPerson: number;
  readonly valueInterval: Interval;
  /** Against the control; undefined for the control itself. */
  readonly comparison?: Comparison;
}

export interface Comparison extends Lift {
  /** Of a z-test at this one look, for reference: it promises nothing to those who look more than once. */
  readonly p: number;
  /** Holds at every look. */
  readonly always: Sequential;
  readonly verdict: "better" | "worse" | "undecided";
}

export interface ExperimentResult {
  readonly experiment: string;
  readonly action: string;
  readonly dimension: Experiment["dimension"] | "holdout";
  readonly sampleRatio: SampleRatio;
  /** The first is the control. */
  readonly variants: readonly VariantResult[];
}

/** Experiments as configured, then the global holdout where there is one. */
export function experimentResults(
  statistics: Statistics,
  experiments: readonly Experiment[],
  holdout: Arm,
): ExperimentResult[] {
  const results = experiments.map(({ id, action, dimension, variants }) =>
    resultOf(statistics, id, action, dimension, variants),
  );
  if (holdout.share > 0) {
    const variants = [
      { id: "held-out", share: holdout.share },
      { id: "treated", share: 1 - holdout.share },
    ];
    results.push(resultOf(statistics, HOLDOUT, "", "holdout", variants));
  }
  return results;
}

function resultOf(
  statistics: Statistics,
  experiment: string,
  action: string,
  dimension: ExperimentResult["dimension"],
  variants: Experiment["variants"],
): ExperimentResult {
  const numbers = statistics.get(`experiment/${experiment}`) ?? new Map<string, number>();
  const of = (variant: string, what: string): number => numbers.get(`${variant}.${what}`) ?? 0;
  const counts = variants.map(({ id }) => ({ people: of(id, "people"), converted: of(id, "converted") }));
  const control = counts[0] ?? { people: 0, converted: 0 };
  const alpha = ALPHA / Math.max(1, variants.length - 1);
  return {
    experiment,
    action,
    dimension,
    sampleRatio: sampleRatio(
      counts.map(({ people }) => people),
      variants.map(({ share }) => share),
    ),
    variants: variants.map(({ id }, at) => {
      const count = counts[at] as Count;
      return {
        variant: id,
        ...count,
        rate: rateOf(count),
        rateInterval: rateInterval(count),
        ...valueOf(count.people, of(id, "value"), of(id, "value2")),
        ...(at === 0 ? {} : { comparison: compare(control, count, alpha) }),
      };
    }),
  };
}

/** Bonferroni: with k variants against the control each comparison may err with alpha / k. */
function compare(control: Count, variant: Count, alpha: number): Comparison {
  const always = compareAlways(control, variant, alpha);
  const z = always.difference / Math.sqrt(varianceOf(control) + varianceOf(variant));
  const isDecided = always.p < alpha;
  return {
    ...liftOver(control, variant),
    p: twoSided(z),
    always,
    verdict: isDecided ? (always.difference > 0 ? "better" : "worse") : "undecided",
  };
}

/** The mean over all people of the variant, of whom most brought nothing. */
function valueOf(
  people: number,
  sum: number,
  squares: number,
): Pick<VariantResult, "valuePerPerson" | "valueInterval"> {
  if (people === 0) return { valuePerPerson: 0, valueInterval: { low: 0, high: 0 } };
  const mean = sum / people;
  const half = Z95 * Math.sqrt(Math.max(0, squares / people - mean ** 2) / people);
  return { valuePerPerson: mean, valueInterval: { low: mean - half, high: mean + half } };
}
