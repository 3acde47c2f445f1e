import type { Interactions } from "../interactions.js";
import type { BlendCaseFacts } from "../recommender/blend.js";
import { seededRandom, shuffle } from "../seeded-random.js";
import type { Contender } from "./contender.js";
import type { Past } from "./past.js";
import { midRank, topOf } from "./rank.js";
import type { Scored } from "./replay-cases.js";

/** An interaction held out, to be found among all items that the person did not meet in training, or among some. */
export interface HeldOut {
  readonly person: number;
  readonly item: number;
  readonly time: number;
  readonly negatives?: readonly number[];
}

const LIST_LENGTH = 10;

/** Applies the training part in order, then has every case ranked; nothing is learnt from a case. `at` of the result: the case's place in `cases`. */
export function scoreHeldOut(
  interactions: Interactions,
  train: Uint32Array,
  cases: readonly HeldOut[],
  contenders: readonly Contender[],
  past: Past,
  onProgress: (done: number) => void,
): Scored {
  const met = applied(interactions, train, past, contenders);
  const isOut = new Uint8Array(interactions.items.length);
  const ranks = new Map(contenders.map(({ name }) => [name, new Float64Array(cases.length)]));
  const milliseconds = new Map(contenders.map(({ name }) => [name, new Float64Array(cases.length)]));
  const exposure = new Map(contenders.map(({ name }) => [name, new Uint32Array(interactions.items.length)]));
  cases.forEach(({ person, item, time, negatives }, at) => {
    const own = met[person] as Set<number>;
    for (const one of own) isOut[one] = 1;
    for (const contender of contenders) {
      const begun = performance.now();
      const scores = contender.score({ at, person, time });
      (milliseconds.get(contender.name) as Float64Array)[at] = performance.now() - begun;
      (ranks.get(contender.name) as Float64Array)[at] =
        negatives === undefined ? midRank(scores, item, isOut) : rankAmong(scores, item, negatives);
      const shown = exposure.get(contender.name) as Uint32Array;
      for (const one of topOf(scores, LIST_LENGTH, isOut)) shown[one] = (shown[one] as number) + 1;
    }
    for (const one of own) isOut[one] = 0;
    onProgress(at + 1);
  });
  return {
    at: Uint32Array.from(cases.keys()),
    history: Uint32Array.from(cases, ({ person }) => (met[person] as Set<number>).size),
    repeated: 0,
    ranks,
    exposure,
    milliseconds,
  };
}

/** Mid-rank of the item among itself and the negatives. */
export function rankAmong(scores: ArrayLike<number>, item: number, negatives: readonly number[]): number {
  return midRank([scores[item] as number, ...negatives.map((one) => scores[one] as number)], 0);
}

/** Cases to learn a blend from: at most so many, a seeded sample. */
export function heldOutBlendCases(
  interactions: Interactions,
  train: Uint32Array,
  cases: readonly { readonly person: number; readonly time: number; readonly targets: readonly number[] }[],
  past: Past,
  { most, seed }: { readonly most: number; readonly seed: number },
): BlendCaseFacts[] {
  const met = applied(interactions, train, past, []);
  const order = Uint32Array.from(cases.keys());
  shuffle(order, seededRandom(seed));
  return [...order.subarray(0, Math.min(most, order.length))].map((place) => {
    const { person, time, targets } = cases[place] as (typeof cases)[number];
    const own = Uint32Array.from(met[person] as Set<number>);
    return {
      taste: past.taste(person, time),
      popularity: past.popularity(time),
      targets,
      met: own,
      seen: interactions.items.length,
    };
  });
}

/** What everybody met. */
function applied(
  { people, person, item }: Interactions,
  train: Uint32Array,
  past: Past,
  contenders: readonly Contender[],
): Set<number>[] {
  const met = people.map(() => new Set<number>());
  for (const at of train) {
    (met[person[at] as number] as Set<number>).add(item[at] as number);
    past.apply(at);
    for (const contender of contenders) contender.apply(at);
  }
  return met;
}
