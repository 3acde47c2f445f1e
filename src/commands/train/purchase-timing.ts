import type { Command } from "commander";
import { buildEngineContext } from "../../config/index.js";
import { purchaseTimingStore } from "../../models/purchase-timing/index.js";
import { purchaseTimingVersionLines } from "../evaluate/purchase-timing-lines.js";
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
import { type OrderOptions, readOrders, withOrders } from "./orders.js";
import { readModelRecipe } from "./read-recipe.js";
import { NOT_SAVED } from "./not-saved.js";

interface PurchaseTimingOptions extends Omit<ServerOptions, "data">, OrderOptions, JsonOption {
  readonly models?: string;
  readonly recipe?: string;
  readonly seed: number;
  readonly promote?: boolean;
  readonly keep: number;
}

/** `attune train purchase-timing`: who still is a customer, and when they will order next. */
export function trainPurchaseTimingCommand(): Command {
  const command = createCommand("purchase-timing", "Train the purchase-timing model on orders, as a new version", [
    "attune train purchase-timing --promote",
    "attune train purchase-timing --until 2026-11-01 --json",
    "attune train purchase-timing --from orders.csv.gz --columns user=customer,time=date,value=total",
    "attune train purchase-timing --from CDNOW_master.txt --preset cdnow",
  ]);
  withOrders(command)
    .option("--recipe <file>", "how it is trained (default: purchase-timing/recipe.yaml in the models folder)")
    .option("--seed <n>", "of the bootstrap", wholeNumber(0, 2 ** 31), 1)
    .option("--promote", "make it the current version, unless it is worse than what is in force")
    .option("--keep <n>", "versions kept, beside the current one and the one before", wholeNumber(1, 1_000), 10);
  return withJson(withModels(withServers(command)))
    .addHelpText(
      "after",
      `
From the log, orders are those that the engine counts, by replay. The last part of the time is the test: there the new version is measured beside the
current one, with an interval over people. It may run while \`attune up\` does, which goes over to a promoted version by itself.`,
    )
    .action((options: PurchaseTimingOptions) => report(options, () => train(options)));
}

async function train(options: PurchaseTimingOptions): Promise<Outcome> {
  const started = performance.now();
  const { data, ...rest } = options;
  const configuration = configurationOf(options.from === "log" && data !== undefined ? { ...rest, data } : rest);
  const { trainPurchaseTiming, purchaseTimingRecipeOf, purchaseTimingRecipeSchema } = await import(
    "../../training/purchase-timing/index.js"
  );
  const { recipe, from } = readModelRecipe(purchaseTimingRecipeSchema, {
    named: options.recipe,
    models: configuration.models,
    model: "purchase-timing",
  });
  const store = purchaseTimingStore(configuration.models);
  const version = await store.begin();
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const phases = new Phases();
  try {
    const { orders } = await readOrders(options, configuration, stop.signal, phases);
    note(from);
    const current = await store.current();
    const model = await trainPurchaseTiming(orders, {
      version,
      recipe: purchaseTimingRecipeOf(recipe),
      kept: buildEngineContext(configuration).limits.orders,
      seed: options.seed,
      current: current === undefined ? undefined : await readable(() => store.load(current)),
      signal: stop.signal,
      onProgress: (phase, done, total) => phases.show(phase, done, total),
    });
    phases.stop();
    await store.save(model);
    const { manifest, parameters } = model;
    const promoted = await promoteTrained(store, {
      model: "purchase-timing",
      manifest,
      isWanted: options.promote === true,
    });
    const deleted = await store.prune(options.keep);
    const { files: _files, ...facts } = manifest;
    const seconds = Math.round(performance.now() - started) / 1_000;
    return {
      fields: { ...facts, parameters, ...promoted.fields, deleted, folder: store.versionFolder(version), seconds },
      lines: [...purchaseTimingVersionLines(model), ...promoted.lines],
      exitCode: promoted.exitCode,
    };
  } catch (error) {
    await store.abandon(version);
    if (!stop.signal.aborted) throw error;
    return NOT_SAVED;
  } finally {
    phases.stop();
  }
}
