import type { EngineContext } from "../../domain/context.js";
import type { Signal } from "../../domain/recommendation.js";
import type { RecommenderModel } from "../../models/recommender/model.js";
import type { Interactions } from "../interactions.js";
import { type BlendCaseFacts, BLENDED, blendCasesOf, learnBlend } from "../recommender/blend.js";
import { type Recipe, servingRecipeOf } from "../recommender/recipe.js";
import { trainRecommender } from "../recommender/train.js";
import { type BaselineSettings, chooseBaselines } from "./baselines/choose.js";
import { EnginePast } from "./engine-past.js";
import type { CatalogueAssumption } from "./replay-cases.js";
import { searchRecipe, servedSignalOf, type Trial } from "./search.js";
import { catalogueOf, ServedModel } from "./served-model.js";
import { before } from "./slice.js";
import type { TimeSplit } from "./splits/time-split.js";

export interface PrequentialOptions {
  /** The engine that makes profiles, and the policy that recommendations follow. */
  readonly context: EngineContext;
  readonly recipe: Recipe;
  /** Share of the interactions before the cut, and of them all those that settings are chosen on, right before it. */
  readonly split: number;
  readonly validation: number;
  readonly repeats: boolean;
  readonly catalogue: CatalogueAssumption;
  /** Train anew whenever so much event time has gone by in the test; undefined: not. */
  readonly retrainMs: number | undefined;
  /** At most so many cases are scored in the test, and in the validation. */
  readonly mostCases: number;
  readonly mostValidationCases: number;
  readonly seed: number;
  /** How many seeds of training are tried in all, for the spread of the result. */
  readonly seeds: number;
  /** Recipes tried for each signal on the validation part; 0: the recipe as it is. */
  readonly search: number;
  readonly threads: number;
  /** `done` of `total` steps of a phase. */
  readonly onProgress: (phase: string, done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What was chosen on the validation part; nothing of the test was looked at. */
export interface Tuned {
  /** With the settings found and the blends learnt. */
  readonly recipe: Recipe;
  readonly settings: BaselineSettings;
  readonly blends: {
    /** Of the fold-in and the rules alone. */
    readonly rules: Readonly<Record<string, number>>;
    readonly nextItem: Readonly<Record<string, number>>;
  };
  readonly trials: readonly Trial[];
}

/** For you foresees so many of a person's next items, next item the very next. */
const FOR_YOU_HORIZON = 5;

export async function tune(interactions: Interactions, split: TimeSplit, options: PrequentialOptions): Promise<Tuned> {
  const { repeats, catalogue: known, seed, onProgress, search } = options;
  const from = freshFrom(interactions, split, options.retrainMs);
  const plan = {
    from: split.validation,
    to: split.test,
    repeats,
    catalogue: known,
    mostCases: options.mostValidationCases,
    seed,
  };
  const settings = await chooseBaselines(interactions, plan, (done) =>
    onProgress("choosing baselines", done, split.test),
  );
  let recipe = options.recipe;
  if (search > 0) recipe = { ...recipe, popularity: { halfLifeMs: settings.popularityHalfLifeMs } };
  if (search === 0 && !recipe.blend.learn) return { recipe, settings, blends: givenBlends(recipe), trials: [] };
  const context = underRecipe(options.context, recipe);
  const catalogue = catalogueOf(interactions);
  const cases = blendCasesOf(interactions, new EnginePast(interactions, context), { ...plan, from, horizon: 1 });
  const early = await trainBefore(interactions, from, recipe, options, seed);
  const found =
    search === 0
      ? { recipe, model: early, trials: [] }
      : await searchRecipe(before(interactions, from), early, recipe, cases, servedSignalOf(catalogue, context), {
          ...options,
          trials: search,
        });
  recipe = found.recipe;
  const signals: readonly Signal[] = repeats ? [...BLENDED, "own"] : BLENDED;
  const served = new ServedModel(found.model, catalogue, context.recommendations);
  const serving = servingRecipeOf(recipe);
  const learn = async (of: readonly BlendCaseFacts[], over: readonly Signal[], starts: readonly Weights[]) => {
    onProgress(`learning the blend of ${over.length} signals`, 0, 1);
    return (await learnBlend(of, served, over, starts, serving)).bySignal;
  };
  const rules = await learn(cases, ["taste", "next"], [recipe.blend.nextItem]);
  const nextItem = await learn(cases, signals, [recipe.blend.nextItem, rules]);
  const forYou =
    search === 0
      ? recipe.blend.forYou
      : await learn(
          blendCasesOf(interactions, new EnginePast(interactions, context), {
            ...plan,
            from,
            horizon: FOR_YOU_HORIZON,
          }),
          BLENDED,
          [recipe.blend.forYou, nextItem],
        );
  served.dispose();
  const chosen = { ...recipe, blend: { ...recipe.blend, forYou, nextItem } };
  return { recipe: chosen, settings, blends: { rules, nextItem }, trials: found.trials };
}

/**
 * Where a model is trained anew every so often, settings and weights are chosen for one of that age: on the last stretch of the validation part. Elsewhere
 * on all of it.
 */
function freshFrom({ time }: Interactions, { validation, test }: TimeSplit, retrainMs: number | undefined): number {
  if (retrainMs === undefined) return validation;
  const cut = (time[test] as number) - retrainMs;
  let from = validation;
  while (from < test - 1 && (time[from] as number) < cut) from++;
  return from;
}

type Weights = Readonly<Record<string, number>>;

function givenBlends({ blend }: Recipe): Tuned["blends"] {
  const nextItem = Object.fromEntries(Object.entries(blend.nextItem).filter(([, weight]) => weight !== 0));
  return { rules: { taste: nextItem["taste"] ?? 1, next: nextItem["next"] ?? 0 }, nextItem };
}

/** Live popularity forgets as the recipe says. */
export function underRecipe(context: EngineContext, { popularity }: Recipe): EngineContext {
  const { recommendations } = context;
  const live = { ...recommendations.popularity, halfLifeMs: popularity.halfLifeMs };
  return { ...context, recommendations: { ...recommendations, popularity: live } };
}

/** The interactions before `end`, and nothing else. */
export function trainBefore(
  interactions: Interactions,
  end: number,
  recipe: Recipe,
  { threads, onProgress, signal }: Pick<PrequentialOptions, "threads" | "onProgress" | "signal">,
  seed: number,
  warm?: RecommenderModel,
): Promise<RecommenderModel> {
  return trainRecommender(before(interactions, end), recipe, {
    threads,
    seed,
    signal,
    warmStart: warm,
    onProgress: (phase, done, total) => onProgress(`training ${phase}`, done, total),
  });
}
