import path from "node:path";
import type { Command } from "commander";
import { denseStore } from "../../models/dense/index.js";
import type { PropensityRecipe, TrainedPropensity } from "../../training/propensity/index.js";
import { PROPENSITY_MEANINGS, propensityLines } from "../evaluate/propensity-lines.js";
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
import { note, type Outcome, report } from "../report.js";
import { untilStopped } from "../servers.js";
import { timeOption } from "./interactions.js";
import { readPropensityRows, tallyText } from "./propensity-rows.js";
import { notSaved } from "./not-saved.js";
import { readModelRecipe } from "./read-recipe.js";

interface PropensityOptions extends ServerOptions, JsonOption {
  readonly models?: string;
  readonly recipe?: string;
  readonly until?: number;
  readonly seed: number;
  readonly resume?: boolean;
  readonly promote?: boolean;
  readonly keep: number;
}

/** `attune train propensity`: who answers which message. */
export function trainPropensityCommand(): Command {
  const command = createCommand("propensity", "Train the propensity model on the log's messages, as a new version", [
    "attune train propensity",
    "attune train propensity --promote --json",
    "attune train propensity --until 2026-11-01 --recipe my-recipe.yaml",
    "attune train propensity --resume",
  ])
    .option("--until <time>", "only messages whose answer was known before: ISO 8601 or Unix time", timeOption)
    .option("--recipe <file>", "how it is trained (default: propensity/recipe.yaml in the models folder)")
    .option("--seed <n>", "of the random start, samples and the bootstrap", wholeNumber(0, 2 ** 31), 1)
    .option(
      "--resume",
      "go on with the training that was interrupted last, if the log's messages are the same (--until)",
    )
    .option("--promote", "make it the current version, unless it is worse than what is in force")
    .option("--keep <n>", "versions kept, beside the current one and the one before", wholeNumber(1, 1_000), 10);
  return withJson(withModels(withServers(command)))
    .addHelpText(
      "after",
      `
Rows are made by replay: what the engine knew when it weighed the message, and whether a click or the action's goal came in time. Decisions that the
present configuration would make otherwise are passed over. The newest messages are the test: there the new version is measured beside the current one,
or beside the rates that the engine learns by itself, with an interval over people. It may run while \`attune up\` does.`,
    )
    .action((options: PropensityOptions) => report(options, () => train(options)));
}

async function train(options: PropensityOptions): Promise<Outcome> {
  const started = performance.now();
  const configuration = configurationOf(options);
  // Loaded when needed: other commands start faster.
  const [training, { fileCheckpoint }, { denseReport }] = await Promise.all([
    import("../../training/propensity/index.js"),
    import("../../training/dense/index.js"),
    import("../../training/report/dense-report.js"),
  ]);
  const { recipe, from } = readModelRecipe(training.propensityRecipeSchema, {
    named: options.recipe,
    models: configuration.models,
    model: "propensity",
  });
  const store = denseStore(configuration.models, "propensity");
  const resumed = options.resume === true ? (await store.unfinished())[0] : undefined;
  const version = resumed ?? (await store.begin());
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const phases = new Phases();
  let isKept = resumed !== undefined;
  try {
    const { seed, until } = options;
    const withinMs = training.withinMsOf(recipe);
    const data = await readPropensityRows(configuration, { withinMs, until, seed, signal: stop.signal }, phases);
    note(`${tallyText(data.tally)}; ${from}`);
    const checkpoint = fileCheckpoint(
      path.join(store.trainingFolder(version), "network"),
      keyOf(data.dataHash, recipe, seed),
    );
    isKept = true;
    const current = await store.current();
    const trained = await training.trainPropensity(data, {
      ...{ version, recipe, seed, checkpoint, signal: stop.signal },
      current: current === undefined ? undefined : await readable(() => store.load(current)),
      onProgress: (phase, done, total) => phases.show(phase, done, total),
    });
    phases.stop();
    const { manifest } = trained.model;
    await store.save(trained.model, { report: denseReport(manifest, trained.fitted, PROPENSITY_MEANINGS) });
    const promoted = await promoteTrained(store, { model: "propensity", manifest, isWanted: options.promote === true });
    const deleted = await store.prune(options.keep);
    const seconds = Math.round(performance.now() - started) / 1_000;
    return {
      fields: {
        ...factsOf(trained),
        ...promoted.fields,
        ...{
          tally: data.tally,
          resumed: resumed !== undefined,
          deleted,
          folder: store.versionFolder(version),
          seconds,
        },
      },
      lines: [...propensityLines(trained), `version ${version}`, ...promoted.lines],
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

function keyOf(dataHash: string, recipe: PropensityRecipe, seed: number): string {
  return JSON.stringify([dataHash, recipe, seed]);
}

function factsOf({ model, fitted, report: measured }: TrainedPropensity): Readonly<Record<string, unknown>> {
  const { files: _files, ...facts } = model.manifest;
  const { training, slices, backend } = fitted;
  return { ...facts, report: measured ?? null, training, slices, backend };
}
