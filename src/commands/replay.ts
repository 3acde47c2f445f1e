import type { Command } from "commander";
import { type ReplayReport, verifyReplay } from "../app/replay.js";
import { openSources } from "../app/open-sources.js";
import { buildEngineContext } from "../config/index.js";
import { AttuneError } from "../domain/errors.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ModelsOption,
  type ServerOptions,
  wholeNumber,
  withJson,
  withModels,
  withServers,
} from "./options.js";
import { startProgress } from "./progress.js";
import { grouped, type Outcome, report, safeText } from "./report.js";
import { withBoth } from "./servers.js";
import { replayWhatIf } from "./what-if.js";

type ReplayOptions = ServerOptions &
  ModelsOption &
  JsonOption & { readonly verify?: boolean; readonly whatIf?: string; readonly sample: number };

/** `attune replay`: the log again, into a fresh state, compared with what is stored or with another configuration. Changes nothing. */
export function replayCommand(): Command {
  const command = createCommand(
    "replay",
    "Re-run the log into a fresh state: does it give what is stored? What would another configuration decide?",
    ["attune replay --verify", "attune replay --verify --json --data ./data", "attune replay --what-if ./config-new"],
  )
    .option("--verify", "compare with the stored state, byte by byte")
    .option("--what-if <folder>", "compare with what this configuration would have decided on the same events")
    .option("--sample <n>", "with --what-if: so many examples of decisions that differ", wholeNumber(0, 1_000), 10);
  return withJson(withModels(withServers(command))).action((options: ReplayOptions) =>
    report(options, () => replay(options)),
  );
}

async function replay(options: ReplayOptions): Promise<Outcome> {
  if ((options.verify === true) === (options.whatIf !== undefined))
    throw new AttuneError("ATTUNE_USAGE", "say what to do with the replay: --verify or --what-if <folder>");
  const configuration = configurationOf(options);
  if (options.whatIf !== undefined) return replayWhatIf(configuration, options.whatIf, options.sample);
  return withBoth(configuration, async (log, state) => {
    const progress = startProgress("replayed", "events");
    let events = 0;
    try {
      const { createEngine } = await import("../engine/index.js");
      const context = buildEngineContext(configuration);
      const engine = createEngine(context);
      return outcome(
        await verifyReplay(log, state, engine, {
          ...openSources(configuration, log, context.recommendations),
          onProgress: (more) => {
            events += more;
            progress.update(events);
          },
        }),
      );
    } finally {
      progress.stop();
    }
  });
}

function outcome(found: ReplayReport): Outcome {
  const differences = found.differences.map(
    ({ partition, what, id, kind }) => `  partition ${partition}: ${what} ${safeText(id)}: ${kind}`,
  );
  const truncated =
    found.truncated.length === 0
      ? []
      : [
          `partitions ${found.truncated.join(", ")} no longer hold all their events (retention, erasure): they may differ for that alone`,
        ];
  const unserved = found.unserved.map((message) => `${message}: decisions made with it can differ`);
  const verdict = found.equal ? "equal, byte by byte" : "NOT equal";
  const summary = `${grouped(found.events)} events of ${found.partitions} partitions, ${grouped(found.people)} profiles: ${verdict}`;
  return {
    fields: { ...found },
    lines: [summary, ...differences, ...truncated, ...unserved],
    exitCode: found.equal ? 0 : 1,
  };
}
