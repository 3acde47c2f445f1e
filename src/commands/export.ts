import { randomBytes } from "node:crypto";
import { accessSync, constants, mkdirSync } from "node:fs";
import { Argument, type Command, Option } from "commander";
import { openReplayedLog } from "../app/replayed-log.js";
import { buildEngineContext } from "../config/index.js";
import { AttuneError } from "../domain/errors.js";
import { HOUR } from "../domain/time.js";
import type { Exported } from "../training/export/index.js";
import {
  configurationOf,
  createCommand,
  durationOption,
  type JsonOption,
  type ServerOptions,
  withJson,
  withModels,
  withServers,
} from "./options.js";
import { Phases } from "./phases.js";
import { grouped, type Outcome, report } from "./report.js";
import { untilStopped, withLog } from "./servers.js";

const EXPORTS = ["decisions", "outcomes", "features"] as const;
type Export = (typeof EXPORTS)[number];

interface ExportCommandOptions extends ServerOptions, JsonOption {
  readonly models?: string;
  readonly out: string;
  readonly within: number;
  readonly salt?: string;
  readonly withPeople?: boolean;
}

/** `attune export`: Parquet files for notebooks. */
export function exportCommand(): Command {
  const command = createCommand("export", "Write decisions, what came of messages, and what models read as Parquet", [
    "attune export decisions outcomes --out ./notebook",
    "attune export outcomes --within 7days --out ./notebook --json",
    "attune export features decisions --out ./notebook --salt our-study-3",
  ])
    .addArgument(new Argument("<what...>", "one or several").choices(EXPORTS))
    .requiredOption("--out <folder>", "where the files go; those of the same name are replaced")
    .addOption(
      new Option("--within <time>", "outcomes: what came of messages within this time")
        .argParser(durationOption)
        .default(72 * HOUR, "72h"),
    )
    .option("--salt <text>", "people keep their numbers in exports with the same one (default: a new one each time)")
    .option("--with-people", "also who people are: their keys, what occasions were about, ids of events");
  return withJson(withModels(withServers(command)))
    .addHelpText(
      "after",
      `
decisions: decisions.parquet and candidates.parquet, as recorded. outcomes: outcomes.parquet, a row a message. features: intent-features.parquet, a row an
event, and propensity-features.parquet, a row an option that was weighed. The latter two are made by replay under the present configuration.
People are salted numbers, the same in all files of one call. It may run while \`attune up\` does.`,
    )
    .action((what: Export[], options: ExportCommandOptions) => report(options, () => write(new Set(what), options)));
}

async function write(what: ReadonlySet<Export>, options: ExportCommandOptions): Promise<Outcome> {
  const started = performance.now();
  const configuration = configurationOf(options);
  const { out: folder, within: withinMs, withPeople } = options;
  makeFolder(folder);
  const { exportDecisions, exportFeatures, exportOutcomes } = await import("../training/export/index.js");
  const people = { salt: options.salt ?? randomBytes(16).toString("hex"), withKeys: withPeople === true };
  const context = buildEngineContext(configuration);
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const phases = new Phases();
  try {
    const files = await withLog(configuration, async (opened) => {
      const log = openReplayedLog(configuration, opened, context);
      const total = (await opened.bounds("decisions")).count;
      const events = await Promise.all(
        Array.from({ length: opened.partitions }, (_, partition) => opened.bounds("events", partition)),
      );
      const totals: Readonly<Record<string, number>> = {
        decisions: total,
        events: events.reduce((sum, { count }) => sum + count, 0),
      };
      const onProgress = (name: string, done: number): void => phases.show(name, done, totals[name] ?? done);
      const how = { folder, people, signal: stop.signal, onProgress };
      const written: Exported[] = [];
      if (what.has("decisions")) written.push(...(await exportDecisions(log, how)));
      phases.stop();
      if (what.has("outcomes")) written.push(...(await exportOutcomes(log, context, { ...how, withinMs })));
      phases.stop();
      if (what.has("features")) written.push(...(await exportFeatures(log, context, how)));
      return written;
    });
    phases.stop();
    const seconds = Math.round(performance.now() - started) / 1_000;
    return {
      fields: { files, withPeople: withPeople === true, seconds },
      lines: files.map(({ file, rows }) => `${file}: ${grouped(rows)} rows`),
    };
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return { fields: { interrupted: true }, lines: ["stopped; the file at hand was not written"], exitCode: 1 };
  } finally {
    phases.stop();
  }
}

/** @throws AttuneError ATTUNE_USAGE where it can't be one */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new AttuneError("ATTUNE_USAGE", `--out: nothing can be written to ${folder}`, { cause });
  }
}
