import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import type { TrainedIntent } from "../../training/intent/index.js";
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
import { readIntentRows } from "../train/intent-rows.js";
import { type InteractionOptions, withInteractions } from "../train/interactions.js";
import { readModelRecipe } from "../train/read-recipe.js";
import { INTENT_MEANINGS, intentLines } from "./intent-lines.js";
import { filesWritten, NOT_MEASURED } from "./outcome.js";
import { withSource } from "./source.js";

interface IntentOptions extends ServerOptions, InteractionOptions, JsonOption {
  readonly models?: string;
  readonly recipe?: string;
  readonly seed: number;
  readonly report?: string;
}

/** `attune evaluate intent`: how well orders and visits to come are foreseen. */
export function evaluateIntentCommand(): Command {
  const command = createCommand("intent", "Measure the intent model on the log or on a file", [
    "attune evaluate intent --report report.html",
    "attune evaluate intent --data UserBehavior.csv --json",
    "attune evaluate intent --from clicks.csv.gz --columns user=customer,item=sku,time=at,kind=action --recipe my-recipe.yaml",
  ]);
  withInteractions(withModels(withServers(command)))
    .option("--recipe <file>", "how it is trained (default: intent/recipe.yaml in the models folder)")
    .option("--seed <n>", "of the random start, samples and the bootstrap", wholeNumber(0, 2 ** 31), 1)
    .option("--report <file>", "write an HTML report with calibration plots");
  return withJson(command)
    .addHelpText(
      "after",
      `
The events are run through the engine, and what the model reads after each is kept. Trained is on the earlier rows; the newest, later than anything that was fitted,
chosen or calibrated on, are the test. Beside the model stand a constant and logistic regression on the same features; intervals are 95 %, bootstrap over
people. Nothing is saved: attune train intent does. --data takes a file too, or a folder that holds a known one.`,
    )
    .action((options: IntentOptions) => report(options, () => evaluate(withSource(options))));
}

async function evaluate(options: IntentOptions): Promise<Outcome> {
  const started = performance.now();
  const configuration = configurationOf(options);
  // Loaded when needed: other commands start faster.
  const [{ intentRecipeSchema, trainIntent }, { denseReport }] = await Promise.all([
    import("../../training/intent/index.js"),
    import("../../training/report/dense-report.js"),
  ]);
  const named = { named: options.recipe, models: configuration.models, model: "intent" };
  const { recipe, from } = readModelRecipe(intentRecipeSchema, named);
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const phases = new Phases();
  try {
    const { seed } = options;
    const data = await readIntentRows(configuration, { ...options, recipe, signal: stop.signal }, phases);
    note(`${grouped(data.moments)} moments; ${from}`);
    const trained = await trainIntent(data, {
      ...{ version: "evaluated", recipe, seed, current: undefined, signal: stop.signal },
      onProgress: (phase, done, total) => phases.show(phase, done, total),
    });
    phases.stop();
    const { manifest } = trained.model;
    if (options.report !== undefined)
      writeFileSync(options.report, denseReport(manifest, trained.fitted, INTENT_MEANINGS));
    const seconds = Math.round(performance.now() - started) / 1_000;
    return {
      fields: {
        ...intentFields(trained),
        ...{ moments: data.moments, rows: manifest.rows, people: manifest.people, source: data.source, recipe, seed },
        ...{ cpuSeconds: manifest.cpuSeconds, seconds },
      },
      lines: [...intentLines(trained), ...filesWritten(options)],
    };
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return NOT_MEASURED;
  } finally {
    phases.stop();
  }
}

/** In front the first output that was measured; all of them in `heads`. */
export function intentFields({ fitted }: TrainedIntent): Readonly<Record<string, unknown>> {
  const { heads, silent, slices, training, backend } = fitted;
  const [first] = Object.entries(heads);
  const { model, baselines, gains } = first?.[1] ?? {};
  return {
    head: first?.[0] ?? null,
    ...(model ?? { auc: null, logLoss: null, brier: null, ece: null }),
    baselines: baselines ?? {},
    gains: gains ?? {},
    ...{ heads: withFlatModels(heads), silent, slices, training, backend },
  };
}

/** The same names by output as in front. */
function withFlatModels(heads: TrainedIntent["fitted"]["heads"]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(heads).map(([name, { model, ...rest }]) => [name, { ...model, ...rest }]));
}
