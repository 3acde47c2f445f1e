import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Command } from "commander";
import { configurationFolder, requireConfiguration } from "../config/index.js";
import { type DemoResult, runDemo } from "./demo/run-demo.js";
import { recommendedLines } from "./demo/recommended-lines.js";
import { intentLines } from "./demo/intent.js";
import { letterLines } from "./demo/letter.js";
import { slotLines } from "./demo/slot-question.js";
import { countLines, LiveBlock, liveLines, type Moment, plainLine, whyLines } from "./demo/view.js";
import { createLogger } from "./logger.js";
import { createCommand, type JsonOption, wholeNumber, withConfiguration, withJson } from "./options.js";
import { grouped, note, type Outcome, report } from "./report.js";
import { untilStopped } from "./servers.js";

interface DemoOptions extends JsonOption {
  readonly config?: string;
  readonly data?: string;
  readonly once?: boolean;
  readonly events?: number;
  readonly seed: number;
  readonly people: number;
  readonly rate?: number;
}

const BOUNDED_EVENTS = 20_000;
const LIVE_RATE = 200;
const PLAIN_EVERY_MS = 2_000;

/** `attune demo`: the main job on the embedded default, with a seeded shop as the sender. */
export function demoCommand(): Command {
  const command = createCommand("demo", "Watch Attune at work: a seeded shop sends events, no server needed", [
    "attune demo",
    "attune demo --rate 1000 --people 5000",
    "attune demo --once --events 20000 --json",
  ])
    .option("--once", `end after --events (default ${grouped(BOUNDED_EVENTS)}) and everything they lead to`)
    .option("--events <number>", "send exactly this many events, then end", wholeNumber(1, 100_000_000))
    .option("--seed <number>", "the same seed gives the same events and decisions", wholeNumber(0, 0x7fffffff), 1)
    .option("--people <number>", "how many come to the shop at a time", wholeNumber(1, 1_000_000), 2_000)
    .option(
      "--rate <number>",
      `events a second (live: ${LIVE_RATE}; --once: as fast as they are taken)`,
      wholeNumber(1, 100_000),
    )
    .option(
      "--data <folder>",
      "keep log and state there, to look at afterwards (default: a temporary folder, removed at the end)",
    )
    .addHelpText(
      "after",
      `
On a terminal the demo runs until Ctrl-C, or until a month of the shop's time has passed. Where stderr is no terminal it ends
after ${grouped(BOUNDED_EVENTS)} events by itself, so that no script hangs.`,
    );
  return withJson(withConfiguration(command)).action((options: DemoOptions) => report(options, () => demo(options)));
}

async function demo(options: DemoOptions): Promise<Outcome> {
  const isLive = options.once !== true && options.events === undefined && process.stderr.isTTY;
  const folder = options.data ?? temporaryFolder();
  const stopping = new AbortController();
  void untilStopped(() => stopping.abort());
  const overrides = {
    log: "embedded",
    state: "embedded",
    data: folder,
    models: path.join(folder, "models"),
    host: "127.0.0.1",
    port: 0,
  };
  const rate = options.rate ?? (isLive ? LIVE_RATE : undefined);
  const result = await runDemo({
    configuration: requireConfiguration(configurationFolder(options.config), { overrides }),
    logger: createLogger("warn"),
    seed: options.seed,
    people: options.people,
    events: isLive ? undefined : (options.events ?? BOUNDED_EVENTS),
    rate,
    stopped: stopping.signal,
    onMoment: process.stderr.isTTY ? drawn() : noted(),
  });
  // Below the ^C that a terminal shows.
  if (process.stderr.isTTY) note("");
  return outcome(result, options);
}

function drawn(): (moment: Moment) => void {
  const block = new LiveBlock(process.stderr);
  return (moment) => block.draw(liveLines(moment));
}

function noted(): (moment: Moment) => void {
  let next = 0;
  return (moment) => {
    if (performance.now() < next) return;
    next = performance.now() + PLAIN_EVERY_MS;
    note(plainLine(moment));
  };
}

/** Removed however the process ends, except by kill -9. */
function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-demo-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  // The terminal was closed: nobody is there to wait for a drain.
  process.once("SIGHUP", () => process.exit(1));
  return folder;
}

function outcome(
  { sent, seconds, status, shown, intent, recommended, asked, letter }: DemoResult,
  { seed, data }: DemoOptions,
): Outcome {
  const { applied, dead, people, decisions, messages, deliveries } = status;
  const rate = Math.round(sent / seconds);
  return {
    fields: {
      events: sent,
      applied,
      dead,
      people,
      decisions,
      messages,
      deliveries,
      seconds: Number(seconds.toFixed(3)),
      seed,
      ...(intent === undefined ? {} : { intent }),
      ...(recommended === undefined ? {} : { recommended }),
      ...(asked === undefined ? {} : { asked }),
      ...(letter === undefined ? {} : { letter }),
    },
    lines: [
      `${grouped(sent)} events in ${seconds.toFixed(1)} s, seed ${seed}`,
      ...countLines({ status, rate }),
      ...(shown === undefined ? [] : ["", ...whyLines(shown)]),
      ...(intent === undefined ? [] : ["", ...intentLines(intent, intent.held)]),
      ...(recommended === undefined ? [] : ["", ...recommendedLines(recommended)]),
      ...(asked === undefined ? [] : ["", ...slotLines(asked)]),
      ...(letter === undefined ? [] : ["", ...letterLines(letter)]),
      ...(data === undefined
        ? []
        : [
            "",
            `  kept in ${data}: attune status --data ${data}, attune tail decisions --data ${data}`,
            ...(recommended === undefined
              ? []
              : [`  attune recommend a:${recommended.visitor.anonymousId} --data ${data} --models ${data}/models`]),
          ]),
    ],
  };
}
