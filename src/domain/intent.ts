/** What the intent model last said of a person (engine/score), and what of it still waits to be held against what they do. */
export interface Intent {
  /** When it last said anything, by the profile's clock; 0 = never. */
  at: number;
  /** IntentScores: multiples of 0.0001. */
  session: number;
  day: number;
  churn: number;
  /** When the last sample was taken: one a session. */
  sampledAt: number;
  /** Oldest first; an order may yet answer them. */
  samples: IntentSample[];
}

/** What versions said at one moment, counted as if no order would come (live-calibration.ts). */
export interface IntentSample {
  readonly at: number;
  /** The version in force first, then the one in its shadow. */
  readonly said: readonly SaidIntent[];
}

export interface SaidIntent {
  readonly version: string;
  readonly session: number;
  readonly day: number;
}

/** A profile keeps so many samples that wait; while they do, no further one is taken. */
export const MOST_INTENT_SAMPLES = 4;

/** The scores' grid: what is kept, compared and counted are whole multiples of 1 / this. */
export const SCORE_UNIT = 10_000;

/** A probability on the grid; what is no number is 0. */
export function onScoreGrid(p: number): number {
  return p > 0 ? Math.round(Math.min(1, p) * SCORE_UNIT) / SCORE_UNIT : 0;
}
