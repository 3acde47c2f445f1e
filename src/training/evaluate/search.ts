import type { RecommenderModel } from "../../models/recommender/model.js";
import type { EngineContext } from "../../domain/context.js";
import type { Signal, Taste } from "../../domain/recommendation.js";
import type { CatalogueFold } from "../../recommend/catalogue/index.js";
import type { Interactions } from "../interactions.js";
import { trainCoOccurrence } from "../recommender/co-occurrence.js";
import { trainIals } from "../recommender/ials/index.js";
import { type Recipe, servingRecipeOf } from "../recommender/recipe.js";
import { trainRules } from "../recommender/rules.js";
import { trainSessions } from "../recommender/sessions.js";
import { seededRandom } from "../seeded-random.js";
import { listGainOf } from "./metrics.js";
import { midRank } from "./rank.js";
import { searchedSignals, type SearchedSignal, type Setting, settingsOf } from "./search-settings.js";
import { ServedModel } from "./served-model.js";

/** A moment of the validation part, as serving would see it. */
export interface SearchCase {
  readonly taste: Taste;
  readonly targets: readonly number[];
  readonly met: Uint32Array;
  /** Items from this number on are not known yet. */
  readonly seen: number;
}

/** What a signal scores for a case under a recipe: all items, valid until the next call. */
export type SignalOf = (
  model: RecommenderModel,
  recipe: Recipe,
) => {
  score(signal: Signal, taste: Taste): Float32Array;
  dispose(): void;
};

export interface SearchOptions {
  /** Recipes tried a signal. */
  readonly trials: number;
  readonly repeats: boolean;
  readonly seed: number;
  readonly threads: number;
  readonly onProgress: (phase: string, done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** One recipe that was tried. */
export interface Trial {
  readonly signal: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly value: number;
}

/**
 * Bounded random and coordinate search, seeded: of the trials a signal has, the first is the recipe as it is, a third are drawn at random, and the others change
 * one or two settings of the best so far. A recipe is worth the mean NDCG@10 of the signal alone on the validation part.
 */
export async function searchRecipe(
  train: Interactions,
  base: RecommenderModel,
  recipe: Recipe,
  cases: readonly SearchCase[],
  signalOf: SignalOf,
  options: SearchOptions,
): Promise<{ readonly recipe: Recipe; readonly model: RecommenderModel; readonly trials: readonly Trial[] }> {
  const random = seededRandom(options.seed);
  const trials: Trial[] = [];
  let found = recipe;
  let model = base;
  for (const signal of searchedSignals(options.repeats)) {
    let best = { recipe: found, model, value: Number.NEGATIVE_INFINITY };
    const tried = new Set<string>();
    const movable = settingsOf(signal, recipe);
    for (let trial = 0; trial < options.trials; trial++) {
      const next = trial === 0 ? found : changed(best.recipe, movable, random, trial <= options.trials / 3);
      const settings = Object.fromEntries(movable.map(({ name, get }) => [name, get(next)]));
      const key = JSON.stringify(settings);
      options.onProgress(`searching ${signal}`, trial, options.trials);
      if (tried.has(key)) continue;
      tried.add(key);
      const made = await retrained(signal, train, model, next, options);
      const value = valueOf(signal, cases, signalOf(made, next));
      trials.push({ signal, settings, value });
      if (value > best.value) best = { recipe: next, model: made, value };
    }
    found = best.recipe;
    model = best.model;
  }
  return { recipe: found, model, trials };
}

/** All settings drawn anew, or one or two of them moved. */
function changed(recipe: Recipe, settings: readonly Setting[], random: () => number, anew: boolean): Recipe {
  const draw = (values: readonly number[]): number => values[Math.floor(random() * values.length)] as number;
  if (anew) return settings.reduce((made, { set, values }) => set(made, draw(values)), recipe);
  let made = recipe;
  for (let moves = 1 + Math.floor(random() * 2); moves > 0; moves--) {
    const { set, values } = settings[Math.floor(random() * settings.length)] as Setting;
    made = set(made, draw(values));
  }
  return made;
}

/** The model with what this signal is made of trained anew. */
async function retrained(
  signal: SearchedSignal,
  train: Interactions,
  model: RecommenderModel,
  recipe: Recipe,
  { threads, seed, signal: abort }: SearchOptions,
): Promise<RecommenderModel> {
  const serving = servingRecipeOf(recipe);
  switch (signal) {
    case "taste": {
      const { factors, gramian } = await trainIals(train, recipe, {
        threads,
        seed,
        ...(abort === undefined ? {} : { signal: abort }),
      });
      return { ...model, serving, dimension: recipe.factors.dimension, factors, gramian };
    }
    case "next":
      return { ...model, serving, rules: await trainRules(train, recipe.rules, { signal: abort }) };
    case "own":
      return { ...model, serving };
    case "also-viewed": {
      const { boughtWithinMs: _, ...how } = recipe.coOccurrence;
      const alsoViewed = await trainCoOccurrence(train, { ...how, from: ["view"], to: ["view"] }, { signal: abort });
      return { ...model, serving, alsoViewed };
    }
    case "session":
      return { ...model, serving, sessions: await trainSessions(train, recipe.sessions, () => 0, { signal: abort }) };
  }
}

function valueOf(signal: SearchedSignal, cases: readonly SearchCase[], scorer: ReturnType<SignalOf>): number {
  let sum = 0;
  let isOut = new Uint8Array(0);
  for (const { taste, targets, met, seen } of cases) {
    const scores = scorer.score(signal, taste);
    if (isOut.length !== scores.length) isOut = new Uint8Array(scores.length);
    for (const one of met) isOut[one] = 1;
    sum += listGainOf(targets.map((target) => midRank(scores, target, isOut, seen)));
    for (const one of met) isOut[one] = 0;
  }
  scorer.dispose();
  return cases.length === 0 ? 0 : sum / cases.length;
}

/** One signal as serving scores it. */
export function servedSignalOf(catalogue: CatalogueFold, { recommendations }: EngineContext): SignalOf {
  return (model, recipe) => {
    const served = new ServedModel(model, catalogue, recommendations);
    const serving = servingRecipeOf(recipe);
    const scores = new Float32Array(served.items);
    return {
      score: (signal, taste) => {
        served.scorer(serving).signalScores(taste, [signal], [scores]);
        return scores;
      },
      dispose: () => served.dispose(),
    };
  };
}
