import type { Interactions } from "../interactions.js";
import { type BlendCaseFacts, BLENDED, learnBlend } from "../recommender/blend.js";
import { type Recipe, servingRecipeOf } from "../recommender/recipe.js";
import { trainRecommender } from "../recommender/train.js";
import { baselinesFrom, DEFAULT_BASELINES } from "./baselines/choose.js";
import type { Contender } from "./contender.js";
import { EnginePast } from "./engine-past.js";
import type { RankingEvaluation } from "./evaluation.js";
import { type RungPlan, ServedRung } from "./ladder.js";
import { catalogueOf, ServedModel } from "./served-model.js";
import { sliceInteractions } from "./slice.js";
import { type SessionWindow, sessionWindows } from "./splits/sessions.js";
import { countsOf, factsOf, summarise } from "./summary.js";
import { type PrequentialOptions, underRecipe } from "./tune.js";
import { emptyScores, joined, take, type WindowScores } from "./window-scores.js";

export interface SessionOptions
  extends Omit<PrequentialOptions, "split" | "validation" | "retrainMs" | "search" | "repeats" | "catalogue"> {
  readonly windows: number;
  /** The last share of each window is its test. */
  readonly testShare: number;
}

const RUNGS = { neighbours: "session neighbours", rules: "+ rules", all: "+ further signals" } as const;

/**
 * Session files (Ludewig & Jannach, UMUAI 2018): people are sessions of anonymous visitors; in each window the next item of every step of the test sessions is
 * to be found among all items, those of the session included. Cases of all windows count together. Blend weights are chosen on the last sessions of the
 * first window's training part.
 */
export async function evaluateSessions(
  interactions: Interactions,
  options: SessionOptions,
): Promise<{ readonly evaluation: RankingEvaluation; readonly recipe: Recipe }> {
  const cpu = process.cpuUsage();
  const { seed, onProgress } = options;
  const windows = sessionWindows(interactions, options.windows, options.testShare);
  const recipe = await blendOn(interactions, windows[0] as SessionWindow, options);
  const runs: WindowScores[] = [];
  for (const window of windows) {
    runs.push(await scoreWindow(interactions, window, recipe, options));
    onProgress("windows", runs.length, windows.length);
  }
  const [first] = runs as [WindowScores];
  const summary = summarise({
    scored: joined(runs),
    people: runs.flatMap(({ people }) => people),
    targets: runs.flatMap(({ targets }) => targets),
    ladder: Object.values(RUNGS),
    baselines: [...first.ranks.keys()].filter((name) => !(Object.values(RUNGS) as string[]).includes(name)),
    counts: countsOf(interactions, (windows[0] as SessionWindow).train),
    seed,
  });
  const { user, system } = process.cpuUsage(cpu);
  const evaluation: RankingEvaluation = {
    protocol: "sessions",
    data: factsOf(interactions),
    split: `${windows.length} windows of equal time; in each the sessions that end in its last ${Math.round(100 * options.testShare)} % are the test.`,
    notes: [
      "Sessions are anonymous visitors of their own. Items that no training session of the window has, and sessions of one item, are left out of the test, as in session-rec. Repeats are candidates.",
    ],
    seed,
    cpuSeconds: (user + system) / 1e6,
    recipe,
    settings: { ...DEFAULT_BASELINES },
    blend: recipe.blend.nextItem,
    repeats: true,
    ...summary,
    seeds: [{ seed, metrics: summary.metrics }],
  };
  return { evaluation, recipe };
}

async function scoreWindow(
  interactions: Interactions,
  { train, sessions }: SessionWindow,
  recipe: Recipe,
  options: SessionOptions,
): Promise<WindowScores> {
  const context = underRecipe(options.context, recipe);
  const served = await servedOn(interactions, train, recipe, options);
  const past = new EnginePast(interactions, context);
  const serving = servingRecipeOf(recipe);
  const rung = (plan: RungPlan): ServedRung => new ServedRung(plan, { past, served });
  const { nextItem } = recipe.blend;
  const contenders: Contender[] = [
    rung({ name: RUNGS.neighbours, weights: { session: 1 }, serving }),
    rung({ name: RUNGS.rules, weights: { session: nextItem["session"] ?? 1, next: nextItem["next"] ?? 0 }, serving }),
    rung({ name: RUNGS.all, weights: nextItem, serving }),
    ...(await baselinesFrom(interactions, train, DEFAULT_BASELINES, true)),
  ];
  const scores = emptyScores(contenders, interactions.items.length);
  for (const at of train) for (const contender of contenders) contender.apply(at);
  const { item, time } = interactions;
  for (const session of sessions) {
    session.forEach((at, step) => {
      if (step > 0)
        take(
          scores,
          contenders,
          { at, person: interactions.person[at] as number, time: time[at] as number },
          item[at] as number,
          step,
        );
      past.apply(at);
      for (const contender of contenders) contender.apply(at);
    });
  }
  served.dispose();
  return scores;
}

/** Trained on all but the last training sessions, weights learnt on those. */
async function blendOn(interactions: Interactions, window: SessionWindow, options: SessionOptions): Promise<Recipe> {
  const { recipe, testShare, mostValidationCases } = options;
  if (!recipe.blend.learn) return recipe;
  const part = sliceInteractions(interactions, window.train);
  const [inner] = sessionWindows(part, 1, testShare) as [SessionWindow];
  const context = underRecipe(options.context, recipe);
  const served = await servedOn(part, inner.train, recipe, options);
  const past = new EnginePast(part, context);
  const cases: BlendCaseFacts[] = [];
  for (const session of inner.sessions) {
    session.forEach((at, step) => {
      const now = part.time[at] as number;
      if (step > 0 && cases.length < mostValidationCases) {
        const taste = past.taste(part.person[at] as number, now);
        const targets = [part.item[at] as number];
        cases.push({
          taste,
          popularity: past.popularity(now),
          targets,
          met: new Uint32Array(0),
          seen: part.items.length,
        });
      }
      past.apply(at);
    });
  }
  const starts = [recipe.blend.nextItem, { session: 1 }];
  const { bySignal } = await learnBlend(cases, served, [...BLENDED, "own"], starts, servingRecipeOf(recipe));
  served.dispose();
  return { ...recipe, blend: { ...recipe.blend, nextItem: bySignal } };
}

async function servedOn(
  interactions: Interactions,
  chosen: Uint32Array,
  recipe: Recipe,
  { threads, seed, signal, context }: SessionOptions,
): Promise<ServedModel> {
  const model = await trainRecommender(sliceInteractions(interactions, chosen), recipe, { threads, seed, signal });
  return new ServedModel(model, catalogueOf(interactions), context.recommendations);
}
