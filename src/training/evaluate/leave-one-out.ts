import type { Signal } from "../../domain/recommendation.js";
import type { Interactions } from "../interactions.js";
import { BLENDED, learnBlend } from "../recommender/blend.js";
import { type Recipe, servingRecipeOf } from "../recommender/recipe.js";
import { trainRecommender } from "../recommender/train.js";
import { baselinesFrom, DEFAULT_BASELINES } from "./baselines/choose.js";
import { EnginePast } from "./engine-past.js";
import type { RankingEvaluation } from "./evaluation.js";
import { heldOutBlendCases, type HeldOut, scoreHeldOut } from "./held-out.js";
import { flat, FrozenFactors, type RungPlan, ServedRung } from "./ladder.js";
import { RUNGS } from "./prequential.js";
import { catalogueOf, ServedModel } from "./served-model.js";
import { sliceInteractions } from "./slice.js";
import { leaveLastOut } from "./splits/leave-last-out.js";
import { type SampledCase, sampleNegatives } from "./splits/negatives.js";
import { countsOf, factsOf, summarise } from "./summary.js";
import { type PrequentialOptions, underRecipe } from "./tune.js";

export interface LeaveOneOutOptions
  extends Omit<PrequentialOptions, "split" | "validation" | "retrainMs" | "search" | "repeats" | "catalogue"> {
  /** sampled-99: rank against so many negatives only. undefined: against all items. */
  readonly negatives: "all" | { readonly sampled: number } | { readonly given: readonly SampledCase[] };
}

/** The rungs that make sense where nothing comes after a case. */
const LADDER = { batch: "batch", recency: RUNGS.recency, rules: RUNGS.rules, signals: RUNGS.signals } as const;

/**
 * Leave-last-out (He et al., WWW 2017 and many after): everybody's last interaction, among all items or among sampled ones. It looks into the future of
 * others, and sampled ranks can put systems in the wrong order (Krichene & Rendle, KDD 2020): run it to compare with papers.
 */
export async function evaluateLeaveOneOut(
  interactions: Interactions,
  options: LeaveOneOutOptions,
): Promise<{ readonly evaluation: RankingEvaluation; readonly recipe: Recipe }> {
  const { seed, onProgress, negatives } = options;
  const cpu = process.cpuUsage();
  const all = Uint32Array.from({ length: interactions.count }, (_, at) => at);
  const isGiven = typeof negatives === "object" && "given" in negatives;
  const outer = isGiven ? { train: all, cases: new Uint32Array(0) } : leaveLastOut(interactions);
  const recipe = await blendOn(interactions, outer.train, options);
  const context = underRecipe(options.context, recipe);
  const serving = servingRecipeOf(recipe);
  const model = await train(interactions, outer.train, recipe, options);
  const served = new ServedModel(model, catalogueOf(interactions), context.recommendations);
  const stage = { past: new EnginePast(interactions, context), served };
  const rung = (plan: RungPlan): ServedRung => new ServedRung(plan, stage);
  const { nextItem } = recipe.blend;
  const ladder = [
    new FrozenFactors(interactions, outer.train, served, flat(serving), LADDER.batch),
    rung({ name: LADDER.recency, weights: { taste: 1 }, serving }),
    rung({ name: LADDER.rules, weights: { taste: nextItem["taste"] ?? 1, next: nextItem["next"] ?? 0 }, serving }),
    rung({ name: LADDER.signals, weights: nextItem, serving }),
  ];
  const baselines = await baselinesFrom(interactions, outer.train, DEFAULT_BASELINES, false);
  const cases = casesOf(interactions, outer.cases, options);
  const scored = scoreHeldOut(interactions, outer.train, cases, [...ladder, ...baselines], stage.past, (done) =>
    onProgress("ranking", done, cases.length),
  );
  served.dispose();
  const summary = summarise({
    scored,
    people: cases.map(({ person }) => person),
    targets: cases.map(({ item }) => item),
    ladder: ladder.map(({ name }) => name),
    baselines: baselines.map(({ name }) => name),
    counts: countsOf(interactions, outer.train),
    seed,
  });
  const { user, system } = process.cpuUsage(cpu);
  const evaluation: RankingEvaluation = {
    protocol: negatives === "all" ? "leave-one-out" : "sampled-99",
    data: factsOf(interactions),
    split: `Trained on ${outer.train.length.toLocaleString("en-US")} interactions; blend weights were chosen on everybody's last one of those.`,
    notes: notesOf(negatives),
    seed,
    cpuSeconds: (user + system) / 1e6,
    recipe,
    settings: { ...DEFAULT_BASELINES },
    blend: nextItem,
    repeats: false,
    ...summary,
    seeds: [{ seed, metrics: summary.metrics }],
  };
  return { evaluation, recipe };
}

/** The recipe with blend weights learnt on everybody's last training interaction. */
async function blendOn(interactions: Interactions, from: Uint32Array, options: LeaveOneOutOptions): Promise<Recipe> {
  const { recipe, seed, mostValidationCases: most } = options;
  if (!recipe.blend.learn) return recipe;
  const inner = leaveLastOut(interactions, from);
  const context = underRecipe(options.context, recipe);
  const model = await train(interactions, inner.train, recipe, options);
  const served = new ServedModel(model, catalogueOf(interactions), context.recommendations);
  const cases = [...inner.cases].map((at) => ({
    person: interactions.person[at] as number,
    time: interactions.time[at] as number,
    targets: [interactions.item[at] as number],
  }));
  const past = new EnginePast(interactions, context);
  const facts = heldOutBlendCases(interactions, inner.train, cases, past, { most, seed });
  const signals: readonly Signal[] = BLENDED;
  const { bySignal } = await learnBlend(facts, served, signals, [recipe.blend.nextItem], servingRecipeOf(recipe));
  served.dispose();
  return { ...recipe, blend: { ...recipe.blend, nextItem: bySignal } };
}

function train(interactions: Interactions, chosen: Uint32Array, recipe: Recipe, options: LeaveOneOutOptions) {
  const { threads, seed, signal, onProgress } = options;
  return trainRecommender(sliceInteractions(interactions, chosen), recipe, {
    threads,
    seed,
    signal,
    onProgress: (phase, done, total) => onProgress(`training ${phase}`, done, total),
  });
}

function casesOf(
  interactions: Interactions,
  held: Uint32Array,
  { negatives, seed, mostCases }: LeaveOneOutOptions,
): HeldOut[] {
  const { person, item, time, count } = interactions;
  const end = time[count - 1] as number;
  if (negatives === "all") {
    return [...held].slice(0, mostCases).map((at) => ({
      person: person[at] as number,
      item: item[at] as number,
      time: time[at] as number,
    }));
  }
  if ("given" in negatives) return negatives.given.slice(0, mostCases).map((one) => ({ ...one, time: end }));
  const sampled = sampleNegatives(interactions, held, negatives.sampled, seed);
  return sampled.slice(0, mostCases).map((one, at) => ({ ...one, time: time[held[at] as number] as number }));
}

function notesOf(negatives: LeaveOneOutOptions["negatives"]): string[] {
  const future =
    "The protocol looks into the future: what others did after a case is trained on. It is here to compare with papers.";
  if (negatives === "all")
    return ["Full ranking over all items the person did not meet in training, ties in the middle.", future];
  const from =
    "given" in negatives
      ? "The negatives are those of the file."
      : `${negatives.sampled} negatives a case were drawn uniformly, seeded, from what the person never met: not those of any paper.`;
  return [from, "Ranks among samples can put systems in the wrong order (Krichene & Rendle, KDD 2020).", future];
}
