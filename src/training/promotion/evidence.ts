import { PeopleBootstrap } from "../evaluate/bootstrap.js";
import type { Evidence } from "../../models/versions/evidence.js";

/** The same cases, as two versions fared. */
export interface PairedLosses {
  /** The version beside which the other is measured. */
  readonly against: string;
  /** What a loss is: "log loss", "missed hours". Lower is better. */
  readonly measure: string;
  /** Where the cases are from, for people. */
  readonly data: string;
  /** By case: whose it is, any numbers. */
  readonly personOf: ArrayLike<number>;
  /** By case; NaN: neither version can be judged on it. */
  readonly ours: ArrayLike<number>;
  readonly theirs: ArrayLike<number>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly theirMetrics: Readonly<Record<string, number>>;
  readonly seed: number;
}

/** A bootstrap of fewer people says nothing of its own width. */
const LEAST_PEOPLE = 2;

/** The mean difference with its 95 % interval, paired, bootstrap over people; undefined where there are too few cases to say anything. */
export function evidenceOf(losses: PairedLosses): Evidence | undefined {
  const { against, measure, data, personOf, ours, theirs, metrics, theirMetrics, seed } = losses;
  const cases = Array.from(ours, (_, at) => at).filter(
    (at) => Number.isFinite(ours[at]) && Number.isFinite(theirs[at] as number),
  );
  const people = new Set(cases.map((at) => personOf[at])).size;
  if (people < LEAST_PEOPLE) return undefined;
  const differences = cases.map((at) => (ours[at] as number) - (theirs[at] as number));
  const bootstrap = new PeopleBootstrap(
    cases.map((at) => personOf[at] as number),
    seed,
  );
  const [low, high] = bootstrap.interval((at) => differences[at] as number);
  const value = differences.reduce((sum, each) => sum + each, 0) / cases.length;
  return {
    against,
    measure,
    rows: cases.length,
    people,
    difference: { value, interval: [low, high] },
    metrics,
    theirs: theirMetrics,
    data,
  };
}
