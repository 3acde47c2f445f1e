import { openReplayedLog } from "../../app/replayed-log.js";
import { buildEngineContext, type Configuration } from "../../config/index.js";
import type { PropensityRows } from "../../training/propensity/index.js";
import type { PropensityRowsOptions } from "../../training/propensity/rows.js";
import type { Phases } from "../phases.js";
import { grouped } from "../report.js";
import { withLog } from "../servers.js";

/** Rows of the log's messages, with progress. @throws AttuneError ATTUNE_TRAINING_TOO_LITTLE | ATTUNE_LOG_UNAVAILABLE */
export async function readPropensityRows(
  configuration: Configuration,
  options: Omit<PropensityRowsOptions, "onProgress">,
  phases: Phases,
): Promise<PropensityRows> {
  const { propensityRows } = await import("../../training/propensity/index.js");
  const context = buildEngineContext(configuration);
  return withLog(configuration, async (log) => {
    const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
    const bounds = await Promise.all(partitions.map((partition) => log.bounds("events", partition)));
    const total = bounds.reduce((sum, { count }) => sum + count, 0);
    let done = 0;
    const rows = await propensityRows(openReplayedLog(configuration, log, context), context, {
      ...options,
      onProgress: (events) => phases.show("replaying", (done += events), total),
    });
    phases.stop();
    return rows;
  });
}

/** How the log's messages became rows, for people. */
export function tallyText({ recorded, reproduced, messages, undelivered, young }: PropensityRows["tally"]): string {
  const usable = messages - undelivered - young;
  return `${grouped(usable)} of ${grouped(messages)} messages (${grouped(undelivered)} never arrived, ${grouped(young)} may yet be answered); ${grouped(reproduced)} of ${grouped(recorded)} decisions as the configuration makes them now`;
}
