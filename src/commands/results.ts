import type { Command } from "commander";
import { readStatus } from "../app/status.js";
import { buildEngineContext } from "../config/index.js";
import { coverageOf, experimentResults } from "../results/index.js";
import { loadAllStatistics } from "../worker/statistics.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ServerOptions,
  withJson,
  withServers,
} from "./options.js";
import { type Outcome, report } from "./report.js";
import { coverageLines, experimentLines, funnelLines } from "./results-lines.js";
import { withBoth } from "./servers.js";

/** `attune results`: what the experiments say, why messages were not sent, and who never hears of an offer. */
export function resultsCommand(): Command {
  const command = createCommand(
    "results",
    "Show what experiments found, where candidates ended, and what is told to whom",
    ["attune results", "attune results --json --log nats://localhost:4222 --state redis://localhost:6379"],
  );
  return withJson(withServers(command)).action((options: ServerOptions & JsonOption) =>
    report(options, () => results(options)),
  );
}

async function results(options: ServerOptions): Promise<Outcome> {
  const configuration = configurationOf(options);
  const { actions, experiments: configured, holdout } = buildEngineContext(configuration);
  return withBoth(configuration, async (log, state) => {
    const statistics = await loadAllStatistics(state, log.partitions);
    const { reasons } = await readStatus(log, state);
    const experiments = experimentResults(statistics, configured, holdout);
    const coverage = coverageOf(
      statistics,
      actions.map(({ id }) => id),
    );
    return {
      fields: { experiments, funnel: reasons, coverage },
      lines: [...experimentLines(experiments), "", ...funnelLines(reasons), "", ...coverageLines(coverage)],
    };
  });
}
