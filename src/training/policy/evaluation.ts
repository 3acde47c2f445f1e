export type Interval = readonly [low: number, high: number];

export const ESTIMATORS = ["dr", "snips", "ips"] as const;
export type Estimator = (typeof ESTIMATORS)[number];

export interface Estimate {
  readonly value: number;
  /** 95 %: bootstrap-t over people, and no narrower than the effective sample size lets it be. */
  readonly interval: Interval;
}

/** What one policy would have earned a choice, had it made the logged ones. */
export interface PolicyValue extends Estimate {
  /** Kish (1965): as much is known as from so many choices of its own. */
  readonly effectiveSampleSize: number;
  /** The same of rewards alone: with few of them the interval is too narrow, whatever the method. */
  readonly effectiveRewards: number;
  /** 1, but for chance, where the probabilities are those of the draw. Far from it they are others, or what the policy does was too seldom done. */
  readonly meanWeight: number;
  /** The same by each estimator; of the logged policy itself there is only the mean. */
  readonly estimates?: Readonly<Record<Estimator, Estimate>>;
  /** This minus the logged policy, on the same rows, paired. */
  readonly difference?: Estimate;
  /** The share of rows where what it would choose could be chosen. Of the others nothing is known, and they are left out. */
  readonly supported: number;
  /** The share of weights that were cut off. */
  readonly clipped: number;
}

/** `attune evaluate policy --json`. */
export interface PolicyEvaluation {
  readonly source: string;
  readonly estimator: Estimator;
  readonly rows: number;
  readonly people: number;
  /** What can be chosen, in all; and kinds of moment. */
  readonly arms: number;
  readonly groups: number;
  readonly clip: number;
  readonly seed: number;
  readonly policies: Readonly<Record<string, PolicyValue>>;
  readonly cpuSeconds: number;
}
