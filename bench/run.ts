/** `npm run bench -- <what>`: every speed that Attune claims, measured on this machine. Progress goes to stderr, the result to stdout. */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { Command } from "commander";
import type { ApiBenchOptions } from "./load/api.js";

const program = new Command("bench").description(
  "measure Attune on this machine; results that are quoted are committed in bench/results",
);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

function report(name: string, result: Record<string, unknown>, options: { json?: true; save?: true }): void {
  const cpu = cpus()[0]?.model;
  const full = {
    ...result,
    cpu,
    command: `npm run bench -- ${process.argv.slice(2).join(" ")}`,
    date: new Date().toISOString().slice(0, 10),
  };
  if (options.save) {
    mkdirSync("bench/results", { recursive: true });
    writeFileSync(`bench/results/${name}.json`, `${JSON.stringify(full, null, 2)}\n`);
  }
  process.stdout.write(options.json ? `${JSON.stringify(full)}\n` : `${JSON.stringify(full, null, 2)}\n`);
}

const common = (command: Command): Command =>
  command.option("--json", "print one JSON line").option("--save", "write the result to bench/results/");

common(program.command("stream"))
  .description(
    "the worker against a bare loop on the same log, then the time from event to message (needs nats-server and redis-server)",
  )
  .option("--events <n>", "events in the log", Number, 400_000)
  .option("--rounds <n>", "times each side is measured, in turn", Number, 3)
  .option("--seconds <n>", "length of each latency measurement", Number, 10)
  .action(async (options: { events: number; rounds: number; seconds: number; json?: true; save?: true }) => {
    const { benchStream } = await import("./load/stream.js");
    report("stream", await benchStream({ ...options, say }), options);
  });

common(program.command("http"))
  .description("the collector under load: single events, batches of 20 and 100")
  .option("--seconds <n>", "length of each measurement", Number, 10)
  .option("--connections <n>", "connections of the load generator", Number, 32)
  .option("--log <url>", "measure on this log instead of an embedded one")
  .action(async (options: { seconds: number; connections: number; log?: string; json?: true; save?: true }) => {
    const { benchHttp } = await import("./load/http.js");
    report("http", await benchHttp({ ...options, say }), options);
  });

common(program.command("api"))
  .description("GET /v1/recommendations under load: a trained model, the embedded log and state")
  .option("--items <n>", "items in the catalogue", Number, 10_000)
  .option("--people <n>", "people with 20 views each", Number, 2_000)
  .option("--seconds <n>", "length of each measurement", Number, 10)
  .option("--connections <n>", "connections of the load generator", Number, 8)
  .option("--rate <n>", "requests a second of the second measurement", Number, 200)
  .action(async (options: Omit<ApiBenchOptions, "say"> & { json?: true; save?: true }) => {
    const { benchApi } = await import("./load/api.js");
    report("api", await benchApi({ ...options, say }), options);
  });

common(program.command("engine"))
  .description("the engine in memory: the full funnel with CPU per stage, a single step, the profile's bytes")
  .action(async (options: { json?: true; save?: true }) => {
    const { benchEngine } = await import("./micro/engine-step.js");
    report("engine", await benchEngine(say), options);
  });

common(program.command("recommend"))
  .description("the recommender's kernels: fold-in and exact top-10 by size of catalogue, and training")
  .option("--threads <n>", "threads that train", Number, 2)
  .action(async (options: { threads: number; json?: true; save?: true }) => {
    const { benchRecommend } = await import("./micro/recommend.js");
    report("recommend", { ...(await benchRecommend({ ...options, say })) }, options);
  });

await program.parseAsync();
