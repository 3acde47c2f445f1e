import type { EngineContext } from "../../domain/context.js";
import type { Interactions } from "../interactions.js";
import { BLENDED, learnBlend } from "../recommender/blend.js";
import { type Recipe, servingRecipeOf } from "../recommender/recipe.js";
import { trainRecommender } from "../recommender/train.js";
import { baselinesFrom, DEFAULT_BASELINES } from "./baselines/choose.js";
import { type Interval, PeopleBootstrap } from "./bootstrap.js";
import { ColumnPast } from "./column-past.js";
import type { Contender } from "./contender.js";
import type { StratifiedEvaluation } from "./evaluation.js";
import { heldOutBlendCases } from "./held-out.js";
import { ServedRung } from "./ladder.js";
import { LIST_LENGTH, type ListMetrics, listMetricsOf } from "./list-metrics.js";
import { topOf } from "./rank.js";
import { searchRecipe, servedSignalOf, type Trial } from "./search.js";
import { catalogueOf, ServedModel } from "./served-model.js";
import { sliceInteractions } from "./slice.js";
import { byPerson, splitStratified } from "./splits/stratified.js";
import { factsOf } from "./summary.js";

export interface StratifiedOptions {
  readonly context: EngineContext;
  readonly recipe: Recipe;
  /** Of everybody's interactions, for training. */
  readonly share: number;
  readonly mostValidationCases: number;
  readonly seed: number;
  readonly seeds: number;
  readonly search: number;
  readonly threads: number;
  readonly onProgress: (phase: string, done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

const METRIC_NAMES = ["ndcg@10", "precision@10", "recall@10", "map@10"] as const satisfies (keyof ListMetrics)[];
const NAME = "as served";

/**
 * The protocol of microsoft/recommenders' comparison (README, MovieLens 100k): a random split of everybody's interactions, lists of ten of what they did not meet in
 * training, against all their test items. Settings are chosen on the same split of the training part. Order of time means nothing here.
 */
export async function evaluateStratified(
  interactions: Interactions,
  options: StratifiedOptions,
): Promise<{ readonly evaluation: StratifiedEvaluation; readonly recipe: Recipe; readonly trials: readonly Trial[] }> {
  const cpu = process.cpuUsage();
  const { seed, seeds, share } = options;
  const outer = splitStratified(interactions, share, seed);
  const { recipe, trials } = await tuneOn(interactions, outer.train, { ...options, recipe: orderless(options.recipe) });
  const runs = [];
  for (let at = 0; at < seeds; at++) {
    const split = at === 0 ? outer : splitStratified(interactions, share, seed + at);
    runs.push({ seed: seed + at, ...(await run(interactions, split, recipe, seed + at, options)) });
  }
  const [first] = runs as [(typeof runs)[number]];
  const bootstrap = new PeopleBootstrap(first.people, seed);
  const own = first.lists.get(NAME) as readonly ListMetrics[];
  const intervals = Object.fromEntries(
    METRIC_NAMES.map((name): [string, Interval] => [name, bootstrap.interval((at) => (own[at] as ListMetrics)[name])]),
  ) as Record<keyof ListMetrics, Interval>;
  const { user, system } = process.cpuUsage(cpu);
  const evaluation: StratifiedEvaluation = {
    protocol: "stratified",
    data: factsOf(interactions),
    split: `${Math.round(100 * share)} % of everybody's interactions at random for training, the others are to be found; settings chosen on the same split of the training part.`,
    notes: [
      "Lists of ten of what the person did not meet in training. Metrics as in microsoft/recommenders: binary gains, average precision over all relevant items. The split is seeded and our own: theirs comes from another generator.",
    ],
    cases: first.people.length,
    seed,
    cpuSeconds: (user + system) / 1e6,
    recipe,
    metrics: meanOf(own),
    intervals,
    baselines: Object.fromEntries(
      [...first.lists].filter(([name]) => name !== NAME).map(([name, of]) => [name, meanOf(of)]),
    ),
    seeds: runs.map(({ seed: of, lists }) => ({
      seed: of,
      metrics: meanOf(lists.get(NAME) as readonly ListMetrics[]),
    })),
  };
  return { evaluation, recipe, trials };
}

/** A random split has no order that could tell what counts more. */
function orderless(recipe: Recipe): Recipe {
  return { ...recipe, history: { ...recipe.history, floor: 1, recency: 0 } };
}

const BASELINES = { ...DEFAULT_BASELINES, knnHalfLife: Number.POSITIVE_INFINITY };

interface Run {
  /** By case. */
  readonly people: readonly number[];
  readonly lists: ReadonlyMap<string, readonly ListMetrics[]>;
}

async function run(
  interactions: Interactions,
  { train, test }: { readonly train: Uint32Array; readonly test: Uint32Array },
  recipe: Recipe,
  seed: number,
  options: StratifiedOptions,
): Promise<Run> {
  const served = await servedOn(interactions, train, recipe, seed, options);
  const past = pastOf(interactions, recipe);
  const serving = servingRecipeOf(recipe);
  const rung = new ServedRung({ name: NAME, weights: recipe.blend.forYou, serving }, { past, served });
  const contenders: Contender[] = [rung, ...(await baselinesFrom(interactions, train, BASELINES, false))];
  for (const at of train) {
    past.apply(at);
    for (const contender of contenders) contender.apply(at);
  }
  const seen = byPerson(interactions, train);
  const wanted = byPerson(interactions, test);
  const people = interactions.people
    .map((_, person) => person)
    .filter((person) => (wanted[person] as number[]).length > 0);
  const end = interactions.time[interactions.count - 1] as number;
  const isOut = new Uint8Array(interactions.items.length);
  const lists = new Map(contenders.map(({ name }): [string, ListMetrics[]] => [name, []]));
  people.forEach((person, done) => {
    const own = (seen[person] as number[]).map((at) => interactions.item[at] as number);
    const relevant = new Set((wanted[person] as number[]).map((at) => interactions.item[at] as number));
    for (const one of own) isOut[one] = 1;
    for (const contender of contenders) {
      const top = topOf(contender.score({ at: 0, person, time: end }), LIST_LENGTH, isOut);
      (lists.get(contender.name) as ListMetrics[]).push(listMetricsOf(top, relevant));
    }
    for (const one of own) isOut[one] = 0;
    options.onProgress("ranking", done + 1, people.length);
  });
  served.dispose();
  return { people, lists };
}

async function tuneOn(
  interactions: Interactions,
  from: Uint32Array,
  options: StratifiedOptions,
): Promise<{ recipe: Recipe; trials: readonly Trial[] }> {
  const { seed, share, search, mostValidationCases: most, context } = options;
  let { recipe } = options;
  if (search === 0 && !recipe.blend.learn) return { recipe, trials: [] };
  const inner = splitStratified(interactions, share, seed, from);
  const end = interactions.time[interactions.count - 1] as number;
  const held = byPerson(interactions, inner.test).flatMap((own, person) =>
    own.length === 0 ? [] : [{ person, time: end, targets: own.map((at) => interactions.item[at] as number) }],
  );
  const facts = heldOutBlendCases(interactions, inner.train, held, pastOf(interactions, recipe), { most, seed });
  let served = await servedOn(interactions, inner.train, recipe, seed, options);
  let trials: readonly Trial[] = [];
  if (search > 0) {
    const found = await searchRecipe(
      sliceInteractions(interactions, inner.train),
      served.model,
      recipe,
      facts,
      servedSignalOf(catalogueOf(interactions), context),
      { ...options, trials: search, repeats: false },
    );
    ({ recipe, trials } = found);
    served.dispose();
    served = new ServedModel(found.model, catalogueOf(interactions), context.recommendations);
  }
  if (recipe.blend.learn || search > 0) {
    const { bySignal } = await learnBlend(facts, served, BLENDED, [recipe.blend.forYou], servingRecipeOf(recipe));
    recipe = { ...recipe, blend: { ...recipe.blend, forYou: bySignal } };
  }
  served.dispose();
  return { recipe, trials };
}

async function servedOn(
  interactions: Interactions,
  chosen: Uint32Array,
  recipe: Recipe,
  seed: number,
  { threads, signal, context, onProgress }: StratifiedOptions,
): Promise<ServedModel> {
  const model = await trainRecommender(sliceInteractions(interactions, chosen), recipe, {
    threads,
    seed,
    signal,
    onProgress: (phase, done, total) => onProgress(`training ${phase}`, done, total),
  });
  return new ServedModel(model, catalogueOf(interactions), context.recommendations);
}

/** Everything a person did in training counts: a profile's bound is no part of the protocol. */
function pastOf(interactions: Interactions, { kinds, popularity }: Recipe): ColumnPast {
  const { halfLifeMs } = popularity;
  return new ColumnPast(interactions, { recentItems: Number.POSITIVE_INFINITY, halfLifeMs, kinds });
}

function meanOf(lists: readonly ListMetrics[]): ListMetrics {
  const mean = (name: keyof ListMetrics): number => lists.reduce((sum, one) => sum + one[name], 0) / lists.length;
  return {
    "ndcg@10": mean("ndcg@10"),
    "precision@10": mean("precision@10"),
    "recall@10": mean("recall@10"),
    "map@10": mean("map@10"),
  };
}
