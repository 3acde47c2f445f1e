import { AttuneError } from "../../domain/errors.js";
import { isPersonKey, personToken } from "../../domain/person.js";
import { type Manifest, MODEL_FORMAT } from "../../models/recommender/manifest.js";
import type { RecommenderModel } from "../../models/recommender/model.js";
import { saltedOwner } from "../../models/recommender/owners.js";
import type { Interactions } from "../interactions.js";
import { trainCoOccurrence } from "./co-occurrence.js";
import { dataHashOf } from "./data-hash.js";
import { trainIals, type WarmStart } from "./ials/index.js";
import type { Watch } from "./pace.js";
import { trainPopularity } from "./popularity.js";
import { type Recipe, servingRecipeOf } from "./recipe.js";
import { trainReorder } from "./reorder.js";
import { trainRules } from "./rules.js";
import { trainSessions } from "./sessions.js";

/** In this order. */
export const TRAINING_PHASES = [
  "factors",
  "rules",
  "also viewed",
  "also bought",
  "bought after a view",
  "sessions",
] as const;
export type TrainingPhase = (typeof TRAINING_PHASES)[number];

export interface TrainOptions {
  readonly threads: number;
  readonly seed: number;
  /** ModelStore.begin's, where it is to be saved. */
  readonly version?: string;
  /** ISO 8601 */
  readonly createdAt?: string;
  /** Factors of an earlier version, by item id. */
  readonly warmStart?: WarmStart | undefined;
  /** `done` of `total` steps of a phase; their unit is the phase's own. */
  readonly onProgress?: (phase: TrainingPhase, done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What a model is called that nobody saves. */
const UNSAVED = "unsaved";

/**
 * Interactions to a model. The same interactions, recipe, seed and warm start give the same model, whatever the number of threads; `owners` of its sessions
 * depend on the version too.
 * @throws AttuneError ATTUNE_INPUT_EMPTY | ATTUNE_MODEL_TOO_LARGE; the signal's reason
 */
export async function trainRecommender(
  interactions: Interactions,
  recipe: Recipe,
  options: TrainOptions,
): Promise<RecommenderModel> {
  if (interactions.count === 0) throw new AttuneError("ATTUNE_INPUT_EMPTY", `no interaction in ${interactions.source}`);
  const { version = UNSAVED, signal, warmStart } = options;
  const cpu = process.cpuUsage();
  const watch = (phase: TrainingPhase): Watch => ({
    onProgress: (done, total) => options.onProgress?.(phase, done, total),
    signal,
  });
  const ials = await trainIals(interactions, recipe, {
    threads: options.threads,
    seed: options.seed,
    onProgress: (done, total) => options.onProgress?.("factors", done, total),
    ...(warmStart === undefined ? {} : { warmStart }),
    ...(signal === undefined ? {} : { signal }),
  });
  const { rules, coOccurrence, sessions, popularity, reorder, kinds } = recipe;
  const { withinMs, boughtWithinMs, ...meetings } = coOccurrence;
  const tables = {
    rules: await trainRules(interactions, rules, watch("rules")),
    alsoViewed: await trainCoOccurrence(
      interactions,
      { ...meetings, withinMs, from: ["view"], to: ["view"] },
      watch("also viewed"),
    ),
    alsoBought: await trainCoOccurrence(
      interactions,
      { ...meetings, withinMs: boughtWithinMs, from: ["order"], to: ["order"] },
      watch("also bought"),
    ),
    viewThenBought: await trainCoOccurrence(
      interactions,
      { ...meetings, withinMs: boughtWithinMs, from: ["view"], to: ["order"], after: true },
      watch("bought after a view"),
    ),
    sessions: await trainSessions(interactions, sessions, (person) => ownerOf(version, person), watch("sessions")),
    popularity: trainPopularity(interactions, { ...popularity, kinds }),
    reorderDays: trainReorder(interactions, reorder),
  };
  const { user, system } = process.cpuUsage(cpu);
  const { dimension } = recipe.factors;
  const manifest: Manifest = {
    format: MODEL_FORMAT,
    version,
    createdAt: options.createdAt ?? new Date().toISOString(),
    source: interactions.source,
    dataHash: dataHashOf(interactions),
    interactions: interactions.count,
    people: interactions.people.length,
    items: interactions.items.length,
    dimension,
    from: interactions.time[0] as number,
    until: interactions.time[interactions.count - 1] as number,
    seed: options.seed,
    recipe,
    metrics: {},
    cpuSeconds: (user + system) / 1e6,
    peakBytes: peakBytes(),
    files: {},
    erasedSessions: 0,
  };
  const { factors, gramian } = ials;
  const serving = servingRecipeOf(recipe);
  return { manifest, itemIds: interactions.items, dimension, factors, gramian, serving, ...tables };
}

/** The most that the process has held in memory so far, reading the interactions included. */
function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1_024;
}

function ownerOf(version: string, person: string): number {
  return saltedOwner(version, isPersonKey(person) ? personToken(person) : person);
}
