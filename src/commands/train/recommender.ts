import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { buildEngineContext } from "../../config/index.js";
import { isAttuneError } from "../../domain/errors.js";
import type { RecommenderModel } from "../../models/recommender/model.js";
import { ModelStore } from "../../models/recommender/store.js";
import type { Interactions } from "../../training/interactions.js";
import { trainWithBlend } from "../../training/recommender/train-with-blend.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ServerOptions,
  wholeNumber,
  withJson,
  withModels,
  withServers,
} from "../options.js";
import { Phases } from "../phases.js";
import { grouped, note, type Outcome, report } from "../report.js";
import { untilStopped } from "../servers.js";
import { type InteractionOptions, readInteractions, withInteractions } from "./interactions.js";
import { readRecipe } from "./recipe-file.js";
import { NOT_SAVED } from "./not-saved.js";

interface TrainOptions extends ServerOptions, InteractionOptions, JsonOption {
  readonly models?: string;
  readonly recipe?: string;
  readonly threads?: number;
  readonly seed: number;
  readonly warmStart: boolean;
  readonly promote?: boolean;
  readonly keep: number;
}

/** `attune train recommender`: from what people looked at and bought. */
export function trainRecommenderCommand(): Command {
  const command = createCommand("recommender", "Train the recommender on the log or on a file, as a new version", [
    "attune train recommender --promote",
    "attune train recommender --until 2026-11-01 --recipe my-recipe.yaml --json",
    "attune train recommender --from UserBehavior.csv --preset taobao",
    "attune train recommender --from clicks.csv.gz --columns user=customer,item=sku,time=at,kind=action --kinds see=view,buy=order",
    "attune train recommender --from ratings.dat --columns user=1,item=2,rating=3,time=4 --delimiter :: --threshold 7",
  ]);
  withInteractions(command)
    .option("--recipe <file>", "how it is trained (default: recommender/recipe.yaml in the models folder)")
    .option("--threads <n>", "default: as many as there are cores", wholeNumber(1, 64))
    .option("--seed <n>", "of the random start", wholeNumber(0, 2 ** 31), 1)
    .option("--no-warm-start", "don't go on from the factors of the current version")
    .option("--promote", "make it the current version")
    .option("--keep <n>", "versions kept, beside the current one and the one before", wholeNumber(1, 1_000), 10);
  return withJson(withModels(withServers(command)))
    .addHelpText(
      "after",
      "\nIt may run while `attune up` does: the log is only read. A version is written as a whole or not at all; promote it with\n--promote or later (attune promote recommender <version>), and attune up goes over to it by itself.",
    )
    .action((options: TrainOptions) => report(options, () => train(options)));
}

async function train(options: TrainOptions): Promise<Outcome> {
  const started = performance.now();
  const configuration = configurationOf(options);
  const { recipe, from } = readRecipe(options.recipe, configuration.models);
  const context = buildEngineContext(configuration);
  const store = new ModelStore(configuration.models);
  const version = await store.begin();
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const phases = new Phases();
  try {
    const { interactions, ...counts } = await readInteractions(options, configuration, stop.signal);
    note(
      `${grouped(interactions.count)} interactions of ${grouped(interactions.people.length)} people with ${grouped(interactions.items.length)} items; ${from}`,
    );
    const warm = options.warmStart ? await warmStart(store, interactions, recipe.factors.dimension) : undefined;
    const model = await trainWithBlend(interactions, recipe, {
      version,
      threads: options.threads ?? availableParallelism(),
      seed: options.seed,
      warmStart: warm,
      policy: context.recommendations,
      recentItems: context.limits.recentItems,
      onProgress: (phase, done, total) => phases.show(phase, done, total),
      signal: stop.signal,
    });
    phases.stop();
    await store.save(model);
    if (options.promote === true) await store.promote(version);
    const deleted = await store.prune(options.keep);
    return outcome(model, {
      ...counts,
      warmStart: warm?.version ?? null,
      promoted: options.promote === true,
      deleted,
      folder: store.versionFolder(version),
      seconds: Math.round(performance.now() - started) / 1_000,
    });
  } catch (error) {
    await store.abandon(version);
    if (!stop.signal.aborted) throw error;
    return NOT_SAVED;
  } finally {
    phases.stop();
  }
}

/** Below this share of known items a fresh start is better: the version is of other data. */
const LEAST_KNOWN = 0.5;

/** The current version's factors, where they are of the same dimension and most of the items. */
async function warmStart(
  store: ModelStore,
  { items }: Interactions,
  dimension: number,
): Promise<(Pick<RecommenderModel, "itemIds" | "factors"> & { readonly version: string }) | undefined> {
  const version = await store.current();
  if (version === undefined) return undefined;
  try {
    const { itemIds, factors, dimension: was } = await store.load(version);
    const known = new Set(itemIds);
    const isOfThese = items.filter((id) => known.has(id)).length >= items.length * LEAST_KNOWN;
    return was === dimension && isOfThese ? { version, itemIds, factors } : undefined;
  } catch (error) {
    if (!isAttuneError(error)) throw error;
    note(`a fresh start: ${error.message}`);
    return undefined;
  }
}

interface Trained {
  readonly read: number;
  readonly ignored: number;
  readonly rejected: number;
  /** The version whose factors were gone on with. */
  readonly warmStart: string | null;
  readonly promoted: boolean;
  /** Old versions. */
  readonly deleted: readonly string[];
  readonly folder: string;
  readonly seconds: number;
}

function outcome({ manifest }: RecommenderModel, trained: Trained): Outcome {
  const { recipe: _recipe, files: _files, metrics: _metrics, ...facts } = manifest;
  const { version, interactions, items, cpuSeconds, peakBytes } = facts;
  const { promoted, deleted, seconds } = trained;
  const mib = grouped(Math.ceil(peakBytes / 2 ** 20));
  return {
    fields: { ...facts, ...trained },
    lines: [
      `version ${version}: ${grouped(items)} items, ${grouped(interactions)} interactions; ${cpuSeconds.toFixed(1)} CPU-seconds, ${mib} MiB, ${seconds} s`,
      promoted ? "it is the current version now" : `to use it: attune promote recommender ${version}`,
      ...(deleted.length > 0 ? [`old versions deleted: ${deleted.join(", ")}`] : []),
    ],
  };
}
