import { openReplayedLog } from "../../app/replayed-log.js";
import { buildEngineContext, type Configuration } from "../../config/index.js";
import { createEngine } from "../../engine/index.js";
import type { IntentRecipe, IntentRows } from "../../training/intent/index.js";
import type { EventRun } from "../../training/rows/event-run.js";
import type { Phases } from "../phases.js";
import { withLog } from "../servers.js";
import { type InteractionOptions, readInteractions } from "./interactions.js";

interface IntentRowsOptions extends InteractionOptions {
  readonly recipe: IntentRecipe;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/**
 * Runs the log, or a file's rows as the events that they stand for, through the engine and keeps what the intent model reads.
 * @throws AttuneError ATTUNE_TRAINING_TOO_LITTLE | ATTUNE_LOG_UNAVAILABLE | ATTUNE_INPUT_…
 */
export async function readIntentRows(
  configuration: Configuration,
  options: IntentRowsOptions,
  phases: Phases,
): Promise<IntentRows> {
  const { recipe, seed, signal, until } = options;
  const context = buildEngineContext(configuration);
  const { recordIntentRows } = await import("../../training/intent/index.js");
  const rowsOf = async (run: EventRun): Promise<IntentRows> => {
    const onProgress = (done: number, total: number): void => phases.show("replaying", done, total);
    const rows = await recordIntentRows(run, {
      ...{ recipe, seed, until, signal, onProgress },
      sessionGapMs: context.sessionGapMs,
    });
    phases.stop();
    return rows;
  };
  if (options.from !== "log") {
    const { interactions } = await readInteractions(options, configuration, signal);
    const { interactionsRun } = await import("../../training/rows/memory-run.js");
    return rowsOf(interactionsRun(interactions, context));
  }
  const { logRun } = await import("../../training/rows/log-run.js");
  return withLog(configuration, async (log) => {
    const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
    const bounds = await Promise.all(partitions.map((partition) => log.bounds("events", partition)));
    const total = bounds.reduce((sum, { count }) => sum + count, 0);
    return rowsOf(logRun(openReplayedLog(configuration, log, context), createEngine(context), total));
  });
}
