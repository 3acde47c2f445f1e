import type { Interactions } from "../interactions.js";
import { type Recipe, servingRecipeOf } from "../recommender/recipe.js";
import type { EngineContext } from "../../domain/context.js";
import { baselinesFrom } from "./baselines/choose.js";
import { EnginePast } from "./engine-past.js";
import type { RankingEvaluation } from "./evaluation.js";
import { flat, FrozenFactors, type RungPlan, ServedRung, TASTE } from "./ladder.js";
import { metricsOf } from "./metrics.js";
import { replayCases, type Scored } from "./replay-cases.js";
import type { Trial } from "./search.js";
import { catalogueOf, ServedModel } from "./served-model.js";
import { splitByTime, type TimeSplit } from "./splits/time-split.js";
import { ReplayStage, RetrainedModel, type TrainUntil } from "./stage.js";
import { countsOf, factsOf, summarise } from "./summary.js";
import { type PrequentialOptions, trainBefore, tune, underRecipe } from "./tune.js";

export interface PrequentialResult {
  readonly evaluation: RankingEvaluation;
  /** With everything that was chosen. */
  readonly recipe: Recipe;
  readonly trials: readonly Trial[];
}

/** The rungs of the ladder, from a batch job to what is served. */
export const RUNGS = {
  frozen: "frozen",
  foldIn: "+ per-event fold-in",
  recency: "+ recency",
  rules: "+ rules",
  signals: "+ further signals",
  retraining: "+ retraining",
} as const;

/**
 * The primary protocol: one cut in time for all; settings and blend weights are chosen on the stretch before it, then the model is trained through the cut, and
 * every later event is foreseen from the profile that the engine has made of the events before it.
 */
export async function evaluatePrequential(
  interactions: Interactions,
  options: PrequentialOptions,
): Promise<PrequentialResult> {
  const { repeats, seed, onProgress, retrainMs } = options;
  const cpu = process.cpuUsage();
  const split = splitByTime(interactions, options.split, options.validation);
  const tuned = await tune(interactions, split, options);
  const { recipe, settings, blends } = tuned;
  const context = underRecipe(options.context, recipe);
  const serving = servingRecipeOf(recipe);
  const train: TrainUntil = (end, warm) => trainBefore(interactions, end, recipe, options, seed, warm);
  const model = await train(split.test, undefined);
  const past = new EnginePast(interactions, context);
  const policy = context.recommendations;
  const catalogue = catalogueOf(interactions);
  const served = new ServedModel(model, catalogue, policy);
  const retrained =
    retrainMs === undefined
      ? undefined
      : new RetrainedModel(model, interactions.time[split.test] as number, {
          past,
          catalogue,
          policy,
          train,
          everyMs: retrainMs,
        });
  const stage = new ReplayStage({ past, served }, retrained);
  const cut = Uint32Array.from({ length: split.test }, (_, at) => at);
  const rung = (plan: RungPlan): ServedRung => new ServedRung(plan, stage.fixed);
  const ladder = [
    new FrozenFactors(interactions, cut, served, serving),
    rung({ name: RUNGS.foldIn, weights: TASTE, serving: flat(serving) }),
    rung({ name: RUNGS.recency, weights: TASTE, serving }),
    rung({ name: RUNGS.rules, weights: blends.rules, serving }),
    rung({ name: RUNGS.signals, weights: blends.nextItem, serving }),
    ...(retrained === undefined
      ? []
      : [new ServedRung({ name: RUNGS.retraining, weights: blends.nextItem, serving }, retrained)]),
  ];
  const baselines = await baselinesFrom(interactions, cut, settings, repeats);
  const plan = {
    from: split.test,
    to: split.end,
    repeats,
    catalogue: options.catalogue,
    mostCases: options.mostCases,
    seed,
  };
  const scored = await replayCases(interactions, plan, [...ladder, ...baselines], stage, (done) =>
    onProgress("replaying", done, split.end),
  );
  stage.dispose();
  const summary = summarise({
    scored,
    people: scored.at.map((at) => interactions.person[at] as number),
    targets: scored.at.map((at) => interactions.item[at] as number),
    ladder: ladder.map(({ name }) => name),
    baselines: baselines.map(({ name }) => name),
    counts: countsOf(interactions, cut),
    seed,
  });
  const others = await otherSeeds(interactions, split, context, recipe, options);
  const { user, system } = process.cpuUsage(cpu);
  const evaluation: RankingEvaluation = {
    protocol: "prequential",
    data: factsOf(interactions),
    split: describe(interactions, split),
    notes: notesOf(scored, options, retrained?.trainings),
    seed,
    cpuSeconds: (user + system) / 1e6,
    recipe,
    settings: { ...settings },
    blend: blends.nextItem,
    repeats,
    ...summary,
    seeds: [{ seed, metrics: metricsOf(scored.ranks.get(RUNGS.signals) as Float64Array) }, ...others],
  };
  return { evaluation, recipe, trials: tuned.trials };
}

/** The rung of all signals again, on models of other seeds. */
async function otherSeeds(
  interactions: Interactions,
  split: TimeSplit,
  context: EngineContext,
  recipe: Recipe,
  options: PrequentialOptions,
): Promise<RankingEvaluation["seeds"]> {
  const { seed: first, seeds, repeats, mostCases, onProgress } = options;
  const serving = servingRecipeOf(recipe);
  const results = [];
  for (let seed = first + 1; seed < first + seeds; seed++) {
    const model = await trainBefore(interactions, split.test, recipe, options, seed);
    const past = new EnginePast(interactions, context);
    const stage = new ReplayStage(
      { past, served: new ServedModel(model, catalogueOf(interactions), context.recommendations) },
      undefined,
    );
    const rung = new ServedRung({ name: RUNGS.signals, weights: serving.blend.nextItem, serving }, stage.fixed);
    const plan = { from: split.test, to: split.end, repeats, catalogue: options.catalogue, mostCases, seed: first };
    const { ranks } = await replayCases(interactions, plan, [rung], stage, (done) =>
      onProgress(`replaying, seed ${seed}`, done, split.end),
    );
    stage.dispose();
    results.push({ seed, metrics: metricsOf(ranks.get(RUNGS.signals) as Float64Array) });
  }
  return results;
}

function describe({ time, count }: Interactions, { validation, test }: TimeSplit): string {
  const day = (at: number): string => new Date(time[at] as number).toISOString().slice(0, 16).replace("T", " ");
  return `Learnt from ${validation.toLocaleString("en-US")} interactions, settings chosen on ${(test - validation).toLocaleString("en-US")} from ${day(validation)} on, then trained through the cut at ${day(test)} UTC; ${(count - test).toLocaleString("en-US")} after it foreseen one by one.`;
}

function notesOf(
  scored: Scored,
  { repeats, catalogue, retrainMs, mostCases }: PrequentialOptions,
  trainings = 0,
): string[] {
  const sampled = Number.isFinite(mostCases)
    ? [`A seeded sample of at most ${mostCases.toLocaleString("en-US")} cases was scored; every event was applied.`]
    : [];
  const again = repeats
    ? "Items that the person had met before were candidates too."
    : `Items that the person had met before were no candidates; ${scored.repeated.toLocaleString("en-US")} interactions that repeat one were left out.`;
  const anew = retrainMs === undefined ? [] : [`Trained anew ${trainings} times in the test.`];
  return [
    "Every event of the test was scored before it was applied, by the code that serves, from the profile that the engine had made. Full ranking over all items, ties in the middle; people and items nobody had met are included.",
    again,
    catalogue === "seen"
      ? "An item is a candidate from when somebody first met it; one that nobody had met before counts as missed, by every system."
      : "All items of the file are candidates from the start, also those that nobody had met yet.",
    ...anew,
    ...sampled,
  ];
}
