import type { LivePopularity } from "../../domain/item.js";
import type { Signal, Taste } from "../../domain/recommendation.js";
import type { ServingRecipe } from "../../models/recommender/model.js";
import type { Past } from "../evaluate/past.js";
import type { ServedModel } from "../evaluate/served-model.js";
import type { Interactions } from "../interactions.js";
import { seededRandom } from "../seeded-random.js";
import { type Blend, type BlendCases, searchBlend } from "./blend-search.js";

/** Signals that are weighed against each other, for you and next item; "own" where what a person knows already may come again. */
export const BLENDED = [
  "taste",
  "next",
  "session",
  "also-viewed",
  "popular",
  "trending",
  "content",
] as const satisfies Signal[];

export interface BlendPlan {
  /** Interactions [from, to) are foreseen; the model knows those before. */
  readonly from: number;
  readonly to: number;
  readonly repeats: boolean;
  readonly catalogue: "seen" | "all";
  /** At most so many of them, a seeded sample. */
  readonly mostCases: number;
  readonly seed: number;
  /** How many of the person's next items are the targets: 1 for the next item, more for what they will like. */
  readonly horizon: number;
}

/** What is known before a case, kept so that every round of a search sees the same. */
export interface BlendCaseFacts {
  readonly taste: Taste;
  readonly popularity: LivePopularity;
  readonly targets: readonly number[];
  readonly met: Uint32Array;
  /** Items from this number on are not known yet. */
  readonly seen: number;
}

/** The cases of a stretch of interactions. `past` must not have seen any interaction yet, and will have seen those before `to`. */
export function blendCasesOf(interactions: Interactions, past: Past, plan: BlendPlan): BlendCaseFacts[] {
  const { person, item, time, people } = interactions;
  const random = seededRandom(plan.seed);
  const share = plan.mostCases / (plan.to - plan.from);
  const met = people.map(() => new Set<number>());
  const next = plan.horizon > 1 ? nextOfPerson(interactions, plan.from, plan.to) : undefined;
  const cases: BlendCaseFacts[] = [];
  let seen = plan.catalogue === "all" ? interactions.items.length : 0;
  for (let at = 0; at < plan.to; at++) {
    const who = person[at] as number;
    const own = met[who] as Set<number>;
    if (at >= plan.from && random() < share) {
      const targets = targetsOf(at, plan, item, next).filter(
        (target) => target < seen && (plan.repeats || !own.has(target)),
      );
      if (targets.length > 0) {
        const now = time[at] as number;
        cases.push({
          taste: past.taste(who, now),
          popularity: past.popularity(now),
          targets,
          met: plan.repeats ? NOTHING : Uint32Array.from(own),
          seen,
        });
      }
    }
    own.add(item[at] as number);
    seen = Math.max(seen, (item[at] as number) + 1);
    past.apply(at);
  }
  return cases;
}

const NOTHING = new Uint32Array(0);

function targetsOf(at: number, { horizon }: BlendPlan, item: Uint32Array, next: Int32Array | undefined): number[] {
  const targets = new Set<number>();
  for (
    let one = at, left = horizon;
    one >= 0 && left > 0;
    one = next === undefined ? -1 : (next[one] as number), left--
  ) {
    targets.add(item[one] as number);
  }
  return [...targets];
}

/** By interaction: the same person's next one before `to`, or -1. */
function nextOfPerson({ person, people }: Interactions, from: number, to: number): Int32Array {
  const next = new Int32Array(to).fill(-1);
  const last = new Int32Array(people.length).fill(-1);
  for (let at = to - 1; at >= from; at--) {
    const who = person[at] as number;
    next[at] = last[who] as number;
    last[who] = at;
  }
  return next;
}

/** Weights of these signals, by coordinate search over the cases; signals that turn out to say nothing have none. */
export async function learnBlend(
  cases: readonly BlendCaseFacts[],
  served: ServedModel,
  signals: readonly Signal[],
  starts: readonly Readonly<Record<string, number>>[],
  serving: ServingRecipe,
): Promise<Blend & { readonly bySignal: Readonly<Record<string, number>> }> {
  const isOut = new Uint8Array(served.items);
  const scores = signals.map(() => new Float32Array(served.items));
  const each: BlendCases = async (take) => {
    for (const { taste, popularity, targets, met, seen } of cases) {
      served.refresh(popularity);
      isOut.fill(1, seen);
      for (const one of met) isOut[one] = 1;
      served.scorer(serving).signalScores(taste, signals, scores);
      take({ signals: scores, targets, isOut });
      isOut.fill(0);
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  const blend = await searchBlend(
    each,
    starts.map((start) => signals.map((signal) => start[signal] ?? 0)),
  );
  const bySignal = Object.fromEntries(
    signals.map((signal, at) => [signal, blend.weights[at] as number] as const).filter(([, weight]) => weight !== 0),
  );
  return { ...blend, bySignal };
}
