/**
 * Choices that were drawn with known probabilities, and what came of each: all that off-policy evaluation asks. Columns, a row a choice.
 */
export interface LoggedChoices {
  /** For people. */
  readonly source: string;
  readonly count: number;
  /** What can be chosen; SILENCE is one of them where saying nothing was possible. */
  readonly arms: readonly string[];
  /** Kinds of moment: within one, arms are compared with each other. */
  readonly groups: readonly string[];
  /** Of each row: whose it is (whole people are resampled), its group, what came of it, and the probability with which it was made. */
  readonly person: Uint32Array;
  readonly group: Uint16Array;
  readonly reward: Float64Array;
  readonly propensity: Float64Array;
  /** Places in `arm` of what the row could choose: from (inclusive), until (exclusive), and what it chose. Rows may share them. */
  readonly from: Uint32Array;
  readonly until: Uint32Array;
  readonly chosen: Uint32Array;
  readonly arm: Uint16Array;
  /** What the decision itself believed of an option (its propensity), by the places of `arm`. */
  readonly belief: Float32Array | undefined;
  /** What is known of the moment: numbers of `features` and their values, of row r from contextFrom[r] to contextFrom[r + 1]. */
  readonly contextFrom: Uint32Array;
  readonly context: Uint32Array;
  readonly contextValue: Float32Array;
  readonly features: readonly string[];
}

/** The arm of saying nothing. */
export const SILENCE = "";

/** How often each of a row's choices is made by a policy. */
export interface Policy {
  /**
   * Writes the probabilities of what row `row` could choose, in their order: they add up to 1, or to less where it would choose something else. `expected`:
   * the reward of each, as a model says that has not seen the row's person.
   */
  readonly fill: (row: number, into: Float64Array, expected: Float64Array) => void;
}

/** The largest number of choices that one row has. */
export function mostChoices({ count, from, until }: LoggedChoices): number {
  let most = 0;
  for (let row = 0; row < count; row++) most = Math.max(most, (until[row] as number) - (from[row] as number));
  return most;
}
