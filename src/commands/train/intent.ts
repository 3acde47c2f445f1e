import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { buildEngineContext, type Configuration } from "../../config/index.js";
import { type DenseStore, denseStore } from "../../models/dense/index.js";
import { INTENT_SCHEMA } from "../../models/features.js";
import type { IntentRecipe, IntentRows } from "../../training/intent/index.js";
import { intentFields } from "../evaluate/intent.js";
import { INTENT_MEANINGS, intentLines } from "../evaluate/intent-lines.js";
import { promoteTrained } from "../model-versions/promote-trained.js";
import { readable } from "../model-versions/readable.js";
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
import { readIntentRows } from "./intent-rows.js";
import { type InteractionOptions, withInteractions } from "./interactions.js";
import { notSaved } from "./not-saved.js";
import { readModelRecipe } from "./read-recipe.js";

interface IntentOptions extends ServerOptions, InteractionOptions, JsonOption {
  readonly models?: string;
  readonly recipe?: string;
  readonly seed: number;
  readonly resume?: boolean;
  readonly promote?: boolean;
  readonly keep: number;
}

/** `attune train intent`: who is about to buy, and who won't come back. */
export function trainIntentCommand(): Command {
  const command = createCommand("intent", "Train the intent model on the log or on a file, as a new version", [
    "attune train intent --promote",
    "attune train intent --until 2026-11-01 --recipe my-recipe.yaml --json",
    "attune train intent --from UserBehavior.csv --preset taobao",
    "attune train intent --resume",
  ]);
  withInteractions(command)
    .option("--recipe <file>", "how it is trained (default: intent/recipe.yaml in the models folder)")
    .option("--seed <n>", "of the random start, samples and the bootstrap", wholeNumber(0, 2 ** 31), 1)
    .option("--resume", "go on with a training that was interrupted, of the same data, recipe and seed")
    .option("--promote", "make it the current version, unless it is worse than what is in force")
    .option("--keep <n>", "versions kept, beside the current one and the one before", wholeNumber(1, 1_000), 10);
  return withJson(withModels(withServers(command)))
    .addHelpText(
      "after",
      `
Rows are made by replay: what the engine knew after each event, and what came of it. They are cut in time: fitted, stopped, calibrated, and measured on the
newest, beside a constant, logistic regression and the current version. It may run while \`attune up\` does: the log is only read. Stopped by Ctrl-C
it keeps its rows and its weights after each pass for --resume.`,
    )
    .action((options: IntentOptions) => report(options, () => train(options)));
}

async function train(options: IntentOptions): Promise<Outcome> {
  const started = performance.now();
  const configuration = configurationOf(options);
  // Loaded when needed: other commands start faster.
  const [training, { fileCheckpoint }, { denseReport }] = await Promise.all([
    import("../../training/intent/index.js"),
    import("../../training/dense/index.js"),
    import("../../training/report/dense-report.js"),
  ]);
  const named = { named: options.recipe, models: configuration.models, model: "intent" };
  const { recipe, from } = readModelRecipe(training.intentRecipeSchema, named);
  const { seed } = options;
  const store = denseStore(configuration.models, "intent");
  const key = keyOf(options, configuration, recipe);
  const resumed = options.resume === true ? await interrupted(store, key) : undefined;
  if (options.resume === true && resumed === undefined)
    note("nothing was interrupted of this data, recipe and seed: it begins anew");
  const version = resumed?.version ?? (await store.begin());
  const folder = store.trainingFolder(version);
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const phases = new Phases();
  let isKept = resumed !== undefined;
  try {
    const { signal } = stop;
    const data = resumed?.data ?? (await readIntentRows(configuration, { ...options, recipe, signal }, phases));
    note(
      `${grouped(data.moments)} moments, ${grouped(data.times.length)} of them kept${resumed === undefined ? "" : " before"}; ${from}`,
    );
    if (!isKept) isKept = await store.keepRows(version, () => training.storeRows(folder, key, data));
    const current = await store.current();
    const trained = await training.trainIntent(data, {
      ...{ version, recipe, seed, signal },
      current: current === undefined ? undefined : await readable(() => store.load(current)),
      checkpoint: (head) => fileCheckpoint(path.join(folder, `network-${head}`), `${key}${data.dataHash}`),
      onProgress: (phase, done, total) => phases.show(phase, done, total),
    });
    phases.stop();
    const { manifest } = trained.model;
    await store.save(trained.model, { report: denseReport(manifest, trained.fitted, INTENT_MEANINGS) });
    const promoted = await promoteTrained(store, { model: "intent", manifest, isWanted: options.promote === true });
    const deleted = await store.prune(options.keep);
    const { files: _files, recipe: _recipe, ...facts } = manifest;
    return {
      fields: {
        ...facts,
        ...intentFields(trained),
        ...promoted.fields,
        ...{ moments: data.moments, resumed: resumed !== undefined, deleted, folder: store.versionFolder(version) },
        seconds: Math.round(performance.now() - started) / 1_000,
      },
      lines: [...intentLines(trained), "", `version ${version}`, ...promoted.lines],
      exitCode: promoted.exitCode,
    };
  } catch (error) {
    if (!stop.signal.aborted || !isKept) await store.abandon(version);
    if (!stop.signal.aborted) throw error;
    return notSaved(isKept);
  } finally {
    phases.stop();
  }
}

/** A training that was interrupted after its rows were made, of the same data by the same recipe. */
async function interrupted(
  store: DenseStore,
  key: string,
): Promise<{ readonly version: string; readonly data: IntentRows } | undefined> {
  const { storedRows } = await import("../../training/intent/index.js");
  for (const version of await store.unfinished()) {
    const data = await storedRows(store.trainingFolder(version), key);
    if (data !== undefined) return { version, data };
  }
  return undefined;
}

/** What rows and weights are made of, as a SHA-256. The log grows: a training that is gone on with is of the log as it was. */
function keyOf(options: IntentOptions, configuration: Configuration, recipe: IntentRecipe): string {
  const { from, preset, columns, kinds, delimiter, threshold, until, seed } = options;
  const file = from === "log" ? undefined : statSync(from, { throwIfNoEntry: false });
  const source = from === "log" ? configuration.log : [path.resolve(from), file?.size, file?.mtimeMs];
  const form = [preset, columns, kinds, delimiter, threshold, until];
  const made = [source, form, seed, recipe, INTENT_SCHEMA, buildEngineContext(configuration).version];
  return createHash("sha256").update(JSON.stringify(made)).digest("hex");
}
