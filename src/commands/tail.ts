import { Argument, Option, type Command } from "commander";
import { configurationOf, createCommand, type ServerOptions, wholeNumber, withServers } from "./options.js";
import { print, reportError } from "./report.js";
import { untilStopped, withLog } from "./servers.js";
import { shownRecord, TAILS, type TailName } from "./tail-lines.js";

interface TailOptions extends ServerOptions {
  readonly json?: boolean;
  readonly from: "start" | "now";
  readonly count?: number;
  readonly follow: boolean;
}

/** How long one look for new records waits: also how long a signal may have to wait. */
const WAIT_MS = 500;
const TAKEN_AT_ONCE = 256;

/** `attune tail`: what leaves, as it leaves. */
export function tailCommand(): Command {
  const command = createCommand("tail", "Show messages, decisions with their reasons, or dead letters as they come", [
    "attune tail messages",
    "attune tail decisions --from start --count 10 --no-follow",
    "attune tail dead --json",
  ])
    .addArgument(new Argument("<what>", "what to show").choices(Object.keys(TAILS)))
    .addOption(new Option("--from <where>", "where to begin").choices(["start", "now"]).default("now"))
    .option("--count <n>", "end after so many", wholeNumber(1, 1_000_000_000))
    .option("--no-follow", "end at what is there already")
    .option("--json", "one JSON object a line, the full record");
  return withServers(command).action(async (what: TailName, options: TailOptions) => {
    try {
      await tail(what, options);
    } catch (error) {
      reportError(error, options.json === true);
    }
  });
}

async function tail(what: TailName, options: TailOptions): Promise<void> {
  const { topic } = TAILS[what];
  await withLog(configurationOf(options), async (log) => {
    let isStopped = false;
    void untilStopped(() => {
      isStopped = true;
    });
    const bounds = await log.bounds(topic);
    const end = options.follow ? Number.POSITIVE_INFINITY : bounds.last;
    const from = options.from === "now" ? bounds.last + 1 : bounds.first;
    const reader = await log.read(topic, undefined, { seq: from });
    let left = options.count ?? Number.POSITIVE_INFINITY;
    let reached = from - 1;
    try {
      while (!isStopped && left > 0 && reached < end) {
        const records = reader.take(Math.min(TAKEN_AT_ONCE, left));
        for (const record of records) {
          if (record.seq > end) return;
          reached = record.seq;
          left--;
          for (const line of shownRecord(what, record, options.json === true)) print(line);
        }
        if (records.length === 0) await reader.wait(WAIT_MS);
      }
    } finally {
      await reader.close();
    }
  });
}
