import type { Interactions } from "../../interactions.js";
import { seededRandom, shuffle } from "../../seeded-random.js";

export interface StratifiedSplit {
  /** Interaction numbers, ascending. */
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Splits everybody's interactions at random, `share` of each person's for training (microsoft/recommenders' python_stratified_split, filtered by user):
 * of n interactions the first round(share * n) after a shuffle. `from`: only these interactions.
 */
export function splitStratified(
  interactions: Interactions,
  share: number,
  seed: number,
  from?: Uint32Array,
): StratifiedSplit {
  const random = seededRandom(seed);
  const train: number[] = [];
  const test: number[] = [];
  for (const own of byPerson(interactions, from)) {
    shuffle(own, random);
    const kept = Math.round(share * own.length);
    for (let at = 0; at < own.length; at++) (at < kept ? train : test).push(own[at] as number);
  }
  return { train: Uint32Array.from(train).sort(), test: Uint32Array.from(test).sort() };
}

/** Everybody's interaction numbers, ascending. */
export function byPerson({ count, person, people }: Interactions, from?: Uint32Array): number[][] {
  const own: number[][] = people.map(() => []);
  const length = from?.length ?? count;
  for (let i = 0; i < length; i++) {
    const at = from === undefined ? i : (from[i] as number);
    (own[person[at] as number] as number[]).push(at);
  }
  return own;
}
