import type { Interactions } from "../interactions.js";
import { seededRandom } from "../seeded-random.js";
import type { Contender, Moment } from "./contender.js";
import { midRank, topOf } from "./rank.js";

/**
 * "seen": an item is known from when somebody first met it; one that nobody has met before can't be recommended by anyone and counts as missed. "all": the
 * whole catalogue is known from the start. A file that is a sample of people holds of the catalogue only what they will meet: "all" then tells the future.
 */
export type CatalogueAssumption = "seen" | "all";

/** What is asked of a replay. Items are numbered by their first interaction, as readers do it. */
export interface ReplayPlan {
  /** Interactions [0, from) are applied unscored; those of [from, to) are scored, then applied. */
  readonly from: number;
  readonly to: number;
  /** Whether items that the person has met already are candidates. Where they are not, meeting one again is no case. */
  readonly repeats: boolean;
  readonly catalogue: CatalogueAssumption;
  /** Score at most so many, a seeded sample; all are applied. */
  readonly mostCases: number;
  readonly seed: number;
}

/** Every case of a replay, and where each contender ranked what happened. */
export interface Scored {
  /** By case: the interaction's number, and how many the person had before. */
  readonly at: Uint32Array;
  readonly history: Uint32Array;
  readonly ranks: ReadonlyMap<string, Float64Array>;
  /** By contender: how often each item stood in a list of ten. */
  readonly exposure: ReadonlyMap<string, Uint32Array>;
  /** By contender and case: how long scoring took. */
  readonly milliseconds: ReadonlyMap<string, Float64Array>;
  /** Interactions that were no cases, as they repeat what the person had met. */
  readonly repeated: number;
}

/** Shared by all contenders: called before a case is scored, and after it happened. */
export interface Stage {
  /** The time of the next interaction; models are trained anew and snapshots taken where they are due. */
  advance(moment: Moment): Promise<void> | undefined;
  apply(at: number): void;
}

const LIST_LENGTH = 10;

/**
 * Prequential evaluation (Dawid 1984; Gama et al., Machine Learning 2013): each interaction is foreseen before it is learnt from, in the order of time. Full
 * ranking over all items, cold people and cold items included.
 */
export async function replayCases(
  interactions: Interactions,
  plan: ReplayPlan,
  contenders: readonly Contender[],
  stage: Stage,
  onProgress: (done: number) => void,
): Promise<Scored> {
  const { person, item, time, people, items } = interactions;
  const met = people.map(() => new Set<number>());
  const history = new Uint32Array(people.length);
  const isOut = new Uint8Array(items.length);
  const isChosen = sampler(plan);
  const score = new Scorer(contenders, items.length);
  const cases: number[] = [];
  const lengths: number[] = [];
  let repeated = 0;
  let seen = plan.catalogue === "all" ? items.length : 0;
  for (let at = 0; at < plan.to; at++) {
    const who = person[at] as number;
    const target = item[at] as number;
    const own = met[who] as Set<number>;
    if (at >= plan.from) {
      const moment = { at, person: who, time: time[at] as number };
      await stage.advance(moment);
      if (!plan.repeats && own.has(target)) repeated++;
      else if (isChosen(at)) {
        if (!plan.repeats) for (const one of own) isOut[one] = 1;
        score.take(moment, target, isOut, seen);
        if (!plan.repeats) for (const one of own) isOut[one] = 0;
        cases.push(at);
        lengths.push(history[who] as number);
      }
    }
    own.add(target);
    seen = Math.max(seen, target + 1);
    history[who] = (history[who] as number) + 1;
    stage.apply(at);
    for (const contender of contenders) contender.apply(at);
    onProgress(at + 1);
  }
  return { at: Uint32Array.from(cases), history: Uint32Array.from(lengths), repeated, ...score.result() };
}

/** Ranks, lists and times of every contender. */
class Scorer {
  readonly #contenders: readonly Contender[];
  readonly #ranks: number[][];
  readonly #milliseconds: number[][];
  readonly #exposure: Uint32Array[];

  constructor(contenders: readonly Contender[], items: number) {
    this.#contenders = contenders;
    this.#ranks = contenders.map(() => []);
    this.#milliseconds = contenders.map(() => []);
    this.#exposure = contenders.map(() => new Uint32Array(items));
  }

  take(moment: Moment, target: number, isOut: Uint8Array, seen: number): void {
    this.#contenders.forEach((contender, c) => {
      const begun = performance.now();
      const scores = contender.score(moment);
      (this.#milliseconds[c] as number[]).push(performance.now() - begun);
      (this.#ranks[c] as number[]).push(
        target < seen ? midRank(scores, target, isOut, seen) : Number.POSITIVE_INFINITY,
      );
      const exposure = this.#exposure[c] as Uint32Array;
      for (const shown of topOf(scores, LIST_LENGTH, isOut, seen)) exposure[shown] = (exposure[shown] as number) + 1;
    });
  }

  result(): Pick<Scored, "ranks" | "exposure" | "milliseconds"> {
    const named = <T>(of: (c: number) => T): Map<string, T> =>
      new Map(this.#contenders.map(({ name }, c) => [name, of(c)]));
    return {
      ranks: named((c) => Float64Array.from(this.#ranks[c] as number[])),
      milliseconds: named((c) => Float64Array.from(this.#milliseconds[c] as number[])),
      exposure: named((c) => this.#exposure[c] as Uint32Array),
    };
  }
}

/** A seeded sample of about `mostCases`, spread over the whole time. */
function sampler({ from, to, mostCases, seed }: ReplayPlan): (at: number) => boolean {
  const share = mostCases / (to - from);
  if (share >= 1) return () => true;
  const random = seededRandom(seed);
  return () => random() < share;
}
