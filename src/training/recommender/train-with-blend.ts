import type { RecommendationPolicy } from "../../domain/recommendation.js";
import type { RecommenderModel } from "../../models/recommender/model.js";
import { ColumnPast } from "../evaluate/column-past.js";
import { catalogueOf, ServedModel } from "../evaluate/served-model.js";
import { before, sliceInteractions } from "../evaluate/slice.js";
import type { Interactions } from "../interactions.js";
import { BLENDED, blendCasesOf, learnBlend } from "./blend.js";
import { type Recipe, servingRecipeOf } from "./recipe.js";
import { type TrainingPhase, trainRecommender, type TrainOptions } from "./train.js";

export interface BlendedTrainOptions extends Omit<TrainOptions, "onProgress"> {
  /** What recommendations follow, and how much of a person a profile holds. */
  readonly policy: RecommendationPolicy;
  readonly recentItems: number;
  readonly onProgress?: (
    phase: TrainingPhase | `blend: ${TrainingPhase}` | "blend",
    done: number,
    total: number,
  ) => void;
}

/** The blend is learnt on the newest so many interactions: foreseeing the last tenth of them from the others. */
const MOST_LOOKED_AT = 200_000;
const FORESEEN = 0.1;
/** With fewer to foresee the recipe's own weights are better than what chance says. */
const LEAST_FORESEEN = 200;
/** Cases are scored over all items, again in every round of the search. */
const MOST_SCORES = 2e7;
const MOST_CASES = 1_000;
const LEAST_CASES = 50;
/** For you foresees so many of a person's next items, next item the very next. */
const FOR_YOU_HORIZON = 5;

/**
 * Trains with the blend of signals learnt on the newest interactions, where the recipe asks for it and there are enough of them; else with the recipe's own weights.
 * @throws as trainRecommender does
 */
export async function trainWithBlend(
  interactions: Interactions,
  recipe: Recipe,
  options: BlendedTrainOptions,
): Promise<RecommenderModel> {
  if (!recipe.blend.learn) return trainRecommender(interactions, recipe, options);
  const cpu = process.cpuUsage();
  const learnt = await learntBlend(newest(interactions), recipe, options);
  const model = await trainRecommender(interactions, { ...recipe, blend: { ...recipe.blend, ...learnt } }, options);
  const { user, system } = process.cpuUsage(cpu);
  return { ...model, manifest: { ...model.manifest, cpuSeconds: (user + system) / 1e6 } };
}

async function learntBlend(
  interactions: Interactions,
  recipe: Recipe,
  { policy, recentItems, threads, seed, signal, onProgress }: BlendedTrainOptions,
): Promise<Pick<Recipe["blend"], "forYou" | "nextItem"> | undefined> {
  const { count } = interactions;
  const from = Math.floor(count * (1 - FORESEEN));
  if (count - from < LEAST_FORESEEN) return undefined;
  const early = await trainRecommender(before(interactions, from), recipe, {
    threads,
    seed,
    signal,
    onProgress: (phase, done, total) => onProgress?.(`blend: ${phase}`, done, total),
  });
  const mostCases = Math.min(MOST_CASES, Math.max(LEAST_CASES, Math.floor(MOST_SCORES / interactions.items.length)));
  const plan = { from, to: count, repeats: false, catalogue: "seen" as const, mostCases, seed };
  const { halfLifeMs } = recipe.popularity;
  const casesOf = (horizon: number) =>
    blendCasesOf(interactions, new ColumnPast(interactions, { recentItems, halfLifeMs, kinds: recipe.kinds }), {
      ...plan,
      horizon,
    });
  const served = new ServedModel(early, catalogueOf(interactions), policy);
  try {
    const serving = servingRecipeOf(recipe);
    const { forYou, nextItem } = recipe.blend;
    onProgress?.("blend", 0, 2);
    const next = await learnBlend(casesOf(1), served, BLENDED, [nextItem], serving);
    signal?.throwIfAborted();
    onProgress?.("blend", 1, 2);
    const wide = await learnBlend(casesOf(FOR_YOU_HORIZON), served, BLENDED, [forYou, next.bySignal], serving);
    onProgress?.("blend", 2, 2);
    return { nextItem: next.bySignal, forYou: wide.bySignal };
  } finally {
    served.dispose();
  }
}

function newest(interactions: Interactions): Interactions {
  const { count } = interactions;
  if (count <= MOST_LOOKED_AT) return interactions;
  const first = count - MOST_LOOKED_AT;
  return sliceInteractions(
    interactions,
    Uint32Array.from({ length: MOST_LOOKED_AT }, (_, at) => first + at),
  );
}
