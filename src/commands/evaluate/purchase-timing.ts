import { type Command, InvalidArgumentError } from "commander";
import { buildEngineContext } from "../../config/index.js";
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
import { type Outcome, report } from "../report.js";
import { untilStopped } from "../servers.js";
import { timeOption } from "../train/interactions.js";
import { type OrderOptions, readOrders, withOrders } from "../train/orders.js";
import { readModelRecipe } from "../train/read-recipe.js";
import { NOT_MEASURED } from "./outcome.js";
import { purchaseTimingLines } from "./purchase-timing-lines.js";

interface PurchaseTimingOptions extends Omit<ServerOptions, "data">, OrderOptions, JsonOption {
  readonly models?: string;
  readonly recipe?: string;
  readonly cut?: number;
  readonly split: number;
  readonly seed: number;
}

/** `attune evaluate purchase-timing`: how well further orders are foretold. */
export function evaluatePurchaseTimingCommand(): Command {
  const command = createCommand("purchase-timing", "Measure how well further orders are foretold", [
    "attune evaluate purchase-timing",
    "attune evaluate purchase-timing --data CDNOW_master.txt",
    "attune evaluate purchase-timing --data online_retail.csv.gz --split 0.6 --json",
    "attune evaluate purchase-timing --data orders.csv --columns user=customer,time=date,value=total --cut 2026-07-01",
  ]);
  withOrders(command)
    .option("--cut <time>", "fit on what was ordered before, measure on what was from then on", timeOption)
    .option("--split <share>", "the cut as a share of the time from the first order to the last", share, 0.5)
    .option("--recipe <file>", "how it is trained (default: purchase-timing/recipe.yaml in the models folder)")
    .option("--seed <n>", "of the bootstrap", wholeNumber(0, 2 ** 31), 1);
  return withJson(withModels(withServers(command)))
    .addHelpText(
      "after",
      `
Of everybody who had ordered by the cut: how many purchases each makes from then on, what they are worth, and when the first comes; beside BG/NBD fitted on the
same orders, each person's own pace, everybody's average, and nobody ordering again. CDNOW_master.txt is cut after 39 weeks and measured on the next 39,
beside BG/NBD with its published parameters too. What is ordered within a day is one purchase. Intervals are 95 %, bootstrap over people.`,
    )
    .action((options: PurchaseTimingOptions) => report(options, () => evaluate(options)));
}

async function evaluate(options: PurchaseTimingOptions): Promise<Outcome> {
  const started = performance.now();
  const { data, ...rest } = options;
  const configuration = configurationOf(data === undefined ? rest : { ...rest, data });
  const training = await import("../../training/purchase-timing/index.js");
  const named = { named: options.recipe, models: configuration.models, model: "purchase-timing" };
  const { recipe } = readModelRecipe(training.purchaseTimingRecipeSchema, named);
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const phases = new Phases();
  try {
    const { orders, isCdnow } = await readOrders(options, configuration, stop.signal, phases);
    const { cut, split } = options;
    const isPublished = isCdnow && cut === undefined;
    const { cut: at, end } = isPublished ? training.cdnowSplit(orders) : training.splitAt(orders, split);
    const evaluation = await training.evaluatePurchaseTiming(orders, {
      regularity: training.purchaseTimingRecipeOf(recipe).regularity,
      cut: cut ?? at,
      end,
      kept: buildEngineContext(configuration).limits.orders,
      isCdnow,
      seed: options.seed,
      signal: stop.signal,
      onProgress: (phase, done, total) => phases.show(phase, done, total),
    });
    phases.stop();
    const seconds = Math.round(performance.now() - started) / 1_000;
    return { fields: { ...evaluation, seconds }, lines: purchaseTimingLines(evaluation) };
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return NOT_MEASURED;
  } finally {
    phases.stop();
  }
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < 1) return value;
  throw new InvalidArgumentError("It must be between 0 and 1.");
}
