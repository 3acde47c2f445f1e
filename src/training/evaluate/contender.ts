/** What is about to happen, and is to be foreseen. */
export interface Moment {
  /** The interaction's number; contenders must not look at it or at what comes after. */
  readonly at: number;
  readonly person: number;
  /** ms since the epoch. */
  readonly time: number;
}

/** One system in an evaluation: a baseline, a rung of the ladder, the recommender as served. */
export interface Contender {
  readonly name: string;
  /** The scores of all items for this moment, higher is better; the array may be overwritten by the next call. */
  score(moment: Moment): ArrayLike<number>;
  /** The interaction of this number has happened. */
  apply(at: number): void;
}
