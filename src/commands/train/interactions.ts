import { type Command, InvalidArgumentError, Option } from "commander";
import { readTopic } from "../../app/read-topic.js";
import type { Configuration } from "../../config/index.js";
import { formOf, PRESETS, readFile, readLog, type ReadOptions, type ReadResult } from "../../training/read/index.js";
import { timeOf } from "../../training/read/values.js";
import { startProgress } from "../progress.js";
import { grouped, note, safeText } from "../report.js";
import { withLog } from "../servers.js";

/** Where interactions come from: the same options for whatever is trained or evaluated on them. */
export interface InteractionOptions {
  /** "log" or a file. */
  readonly from: string;
  readonly preset?: string;
  readonly columns?: string;
  readonly kinds?: string;
  readonly delimiter?: string;
  readonly threshold?: number;
  readonly until?: number;
}

/** Rejected rows that are named; the others are counted. */
const NAMED = 5;

export function withInteractions(command: Command): Command {
  return withFileForm(
    command.option("--from <source>", "log, or a file (.csv, .tsv, .ndjson, .parquet; may be packed with gzip)", "log"),
  );
}

/** How a file of interactions is read, and how far. */
export function withFileForm(command: Command): Command {
  return command
    .addOption(new Option("--preset <form>", "the file's form").choices(Object.keys(PRESETS)))
    .option(
      "--columns <list>",
      "field=column, by header or number from 1: user or anonymous, item, time; kind, rating, category, price",
    )
    .option("--kinds <list>", "what stands in the kind column=view, cart, save or order; * for any other")
    .option("--delimiter <characters>", "what stands between columns, or tab")
    .option("--threshold <rating>", "rows with a lower rating are left out", numberOption)
    .option("--until <time>", "only what happened before: ISO 8601 or Unix time", timeOption);
}

/** Reads them with progress on stderr; names the first rows that can't be read. */
export async function readInteractions(
  options: InteractionOptions,
  configuration: Configuration,
  signal?: AbortSignal,
): Promise<ReadResult> {
  const { from, until } = options;
  if (from === "log") {
    return withLog(configuration, (log) => {
      const source = { log, records: (partition: number) => readTopic(log, "events", partition) };
      return withProgress("events", (onProgress) => readLog(source, { until, onProgress, signal }));
    });
  }
  const form = formOf(from, options);
  let rejected = 0;
  const onRejected: ReadOptions["onRejected"] = ({ file, line, code, message }) => {
    if (++rejected <= NAMED) note(`${file}:${line}: ${code}: ${safeText(message)}`);
  };
  const result = await withProgress("bytes", (onProgress) =>
    readFile(from, form, { until, onProgress, onRejected, signal }),
  );
  if (rejected > NAMED) note(`${grouped(rejected)} rows could not be read`);
  return result;
}

async function withProgress<T>(
  unit: string,
  read: (onProgress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    return await read((done, total) => {
      progress ??= startProgress("read", unit, total);
      progress.update(done);
    });
  } finally {
    progress?.stop();
  }
}

/** --until */
export function timeOption(text: string): number {
  const time = timeOf(text);
  if (time === undefined) throw new InvalidArgumentError("It must be ISO 8601, such as 2026-11-22, or Unix time.");
  return time;
}

function numberOption(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}
