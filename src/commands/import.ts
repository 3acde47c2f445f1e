import { Argument, type Command } from "commander";
import { AttuneError } from "../domain/errors.js";
import { csvPreset, parseCsvMapping } from "./import/csv-preset.js";
import type { Preset } from "./import/preset.js";
import { runImport } from "./import/run-import.js";
import { segmentPreset } from "./import/segment-preset.js";
import { taobaoPreset } from "./import/taobao-preset.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ServerOptions,
  wholeNumber,
  withJson,
  withServers,
} from "./options.js";
import { startProgress } from "./progress.js";
import { grouped, note, type Outcome, report } from "./report.js";
import { untilStopped, withLog } from "./servers.js";

type PresetName = "taobao" | "segment" | "csv";

interface ImportCommandOptions extends ServerOptions, JsonOption {
  readonly speed?: number;
  readonly history?: boolean;
  readonly sorted?: boolean;
  readonly limit?: number;
  readonly columns?: string;
  readonly events?: string;
  readonly delimiter?: string;
}

/** `attune import`: a file's rows, through the same checks as the collector's, into the log. */
export function importCommand(): Command {
  const command = createCommand("import", "Bring a file of events into the log", [
    "attune import taobao UserBehavior.csv",
    "attune import segment calls.ndjson.gz --history",
    'attune import csv shop.csv --columns user=customer,item=sku,event=action,time=at --events "view=Product Viewed,buy=Order Completed"',
    "attune import taobao UserBehavior.csv --speed 3600",
  ])
    .addArgument(new Argument("<preset>", "the file's form").choices(["taobao", "segment", "csv"]))
    .argument("<file>", "may be packed with gzip")
    .option("--speed <max|factor>", "max: as fast as the log takes it; 3600: an hour a second, ending now", parseSpeed)
    .option("--history", "profiles learn from it, but no occasion opens and nothing is said")
    .option(
      "--sorted",
      "the file is in order of time: rows pass without being held in memory (needed beyond 5 million)",
    )
    .option("--limit <n>", "read only the first n rows", wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option(
      "--columns <list>",
      "csv: field=column, by header or number from 1 (user, anonymous, event, time, item, category, price, …)",
    )
    .option("--events <list>", "csv: what stands in the event column=Segment's name; * for any other")
    .option("--delimiter <character>", "csv: what stands between columns, or tab (default: a comma)");
  return withJson(withServers(command))
    .addHelpText(
      "after",
      "\nRows that can't be read go to the dead letters (attune dead list) and count as rejected. An interrupted import can be\nrepeated: rows have ids of their own, and the log knows those it stored within its dedupe window.",
    )
    .action((name: PresetName, file: string, options: ImportCommandOptions) =>
      report(options, () => importFile(name, file, options)),
    );
}

async function importFile(name: PresetName, file: string, options: ImportCommandOptions): Promise<Outcome> {
  const preset = presetOf(name, options);
  let isStopped = false;
  void untilStopped(() => {
    isStopped = true;
    note("stopping after what is in flight; a second signal stops at once");
  });
  const result = await withLog(configurationOf(options), (log) =>
    runImport(log, {
      file,
      preset,
      factor: options.speed,
      isHistory: options.history === true,
      isSorted: options.sorted === true,
      limit: options.limit ?? Number.POSITIVE_INFINITY,
      startProgress: (total) => startProgress("imported", "rows", total),
      isStopped: () => isStopped,
    }),
  );
  const { read, accepted, rejected, duplicates, seconds } = result;
  return {
    fields: { ...result, interrupted: isStopped },
    lines: [
      `${grouped(read)} read, ${grouped(accepted)} accepted, ${grouped(rejected)} rejected, ${grouped(duplicates)} known already; ${seconds} s`,
      ...(rejected > 0 ? ["why rows were rejected: attune dead list"] : []),
    ],
    exitCode: isStopped ? 1 : 0,
  };
}

function presetOf(name: PresetName, options: ImportCommandOptions): Preset {
  const { columns, events, delimiter } = options;
  if (name === "csv") return csvPreset(parseCsvMapping(columns, events, delimiter === "tab" ? "\t" : delimiter));
  if (columns !== undefined || events !== undefined || delimiter !== undefined) {
    throw new AttuneError("ATTUNE_USAGE", "--columns, --events and --delimiter are for the preset csv");
  }
  return name === "taobao" ? taobaoPreset() : segmentPreset();
}

/** undefined for max. */
function parseSpeed(text: string): number | undefined {
  if (text === "max") return undefined;
  const factor = Number(text);
  if (Number.isFinite(factor) && factor > 0) return factor;
  throw new AttuneError("ATTUNE_USAGE", `--speed is "${text}"; give max or a factor above 0`);
}
