import type { Command } from "commander";
import { propensityLines } from "./propensity-lines.js";
import { NOT_MEASURED } from "./outcome.js";
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
import { timeOption } from "../train/interactions.js";
import { readPropensityRows, tallyText } from "../train/propensity-rows.js";
import { readModelRecipe } from "../train/read-recipe.js";

interface PropensityOptions extends ServerOptions, JsonOption {
  readonly models?: string;
  readonly recipe?: string;
  readonly until?: number;
  readonly seed: number;
}

/** `attune evaluate propensity`: how well answers to messages are foreseen. */
export function evaluatePropensityCommand(): Command {
  const command = createCommand("propensity", "Measure the propensity model on the log's messages", [
    "attune evaluate propensity",
    "attune evaluate propensity --recipe my-recipe.yaml --json",
  ])
    .option("--until <time>", "only messages whose answer was known before: ISO 8601 or Unix time", timeOption)
    .option("--recipe <file>", "how it is trained (default: propensity/recipe.yaml in the models folder)")
    .option("--seed <n>", "of the random start, samples and the bootstrap", wholeNumber(0, 2 ** 31), 1);
  return withJson(withModels(withServers(command)))
    .addHelpText(
      "after",
      `
Trains on the earlier messages and measures on the newest, beside a constant, logistic regression on the same features, and the rates that the engine
learns by itself; intervals are 95 %, bootstrap over people. Nothing is saved: attune train propensity does.`,
    )
    .action((options: PropensityOptions) => report(options, () => evaluate(options)));
}

async function evaluate(options: PropensityOptions): Promise<Outcome> {
  const started = performance.now();
  const configuration = configurationOf(options);
  const training = await import("../../training/propensity/index.js");
  const named = { named: options.recipe, models: configuration.models, model: "propensity" };
  const { recipe, from } = readModelRecipe(training.propensityRecipeSchema, named);
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const phases = new Phases();
  try {
    const { seed, until } = options;
    const withinMs = training.withinMsOf(recipe);
    const data = await readPropensityRows(configuration, { withinMs, until, seed, signal: stop.signal }, phases);
    note(`${tallyText(data.tally)}; ${from}`);
    const trained = await training.trainPropensity(data, {
      ...{ version: "evaluated", recipe, seed, current: undefined, signal: stop.signal },
      onProgress: (phase, done, total) => phases.show(phase, done, total),
    });
    phases.stop();
    const { manifest } = trained.model;
    const { baselines, belief, model, gains, ...test } = trained.report ?? {};
    const seconds = Math.round(performance.now() - started) / 1_000;
    return {
      fields: {
        ...(model ?? { auc: null, logLoss: null, ece: null }),
        baselines: { ...baselines, ...(belief === undefined ? {} : { "learnt-rates": belief }) },
        ...{
          gains,
          test,
          recipe,
          slices: trained.fitted.slices,
          evidence: manifest.evidence ?? null,
          tally: data.tally,
        },
        ...{ source: data.source, rows: manifest.rows, people: manifest.people, seed },
        ...{ cpuSeconds: manifest.cpuSeconds, seconds },
      },
      lines: propensityLines(trained),
    };
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return NOT_MEASURED;
  } finally {
    phases.stop();
  }
}
