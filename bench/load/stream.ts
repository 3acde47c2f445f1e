/**
 * `npm run bench -- stream`: Attune's worker against the bare loop, on the same log, in the same run, on this machine; then the time
 * from event to message at 25, 50 and 80 % of the ceiling that was found.
 */
import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { Piscina } from "piscina";
import { pino } from "pino";
import { Redis } from "ioredis";
import { openNatsEventLog } from "../../src/adapters/nats/nats-event-log.js";
import { startAttune } from "../../src/app/start.js";
import { threadFile } from "../../src/training/thread-file.js";
import { requireConfiguration, shippedFolder, type Configuration } from "../../src/config/index.js";
import type { LogEntry } from "../../src/ports/event-log.js";
import type { StateStore } from "../../src/ports/state-store.js";
import { natsServerBinary, redisServerBinary, startNats, startRedis } from "../../test/harness/servers.js";
import type { BareTask } from "./bare-thread.js";
import { cpuPerEvent, sampleCpu } from "./cpu.js";
import { LoadGenerator } from "./events.js";
import type { PacerResult } from "./pacer.js";
import { rateDuring, steadyRate } from "./rate.js";

const PARTITIONS = 16;
const REPETITIONS = 3;
const run = promisify(execFile);

export interface StreamOptions {
  readonly events: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly say: (text: string) => void;
}

interface Servers {
  readonly nats: { readonly url: string; readonly pid: number };
  readonly redis: { readonly url: string; readonly pid: number };
}

interface Measured {
  readonly perSecond: number;
  readonly cpu: Record<"node" | "nats" | "redis", number | null>;
  readonly rssMb: { readonly atQuarter: number; readonly atEnd: number };
}

export async function benchStream(options: StreamOptions): Promise<Record<string, unknown>> {
  if (natsServerBinary() === undefined || redisServerBinary() === undefined) {
    throw new Error("the stream benchmark needs nats-server and redis-server: npm run servers");
  }
  const { say, events } = options;
  const nats = await startNats();
  const redis = await startRedis();
  const servers = { nats, redis };
  try {
    say(`filling the log with ${events} events`);
    const perPartition = await fill(nats.url, events);
    const bare: Measured[] = [];
    const attune: Measured[] = [];
    for (let round = 1; round <= options.rounds; round++) {
      bare.push(await measureBare(servers, perPartition));
      say(`round ${round}: bare loop ${Math.round(bare[bare.length - 1]?.perSecond ?? 0)} events/s`);
      await flush(redis.url);
      attune.push(await measureAttune(servers, perPartition));
      say(`round ${round}: attune ${Math.round(attune[attune.length - 1]?.perSecond ?? 0)} events/s`);
      await flush(redis.url);
    }
    const ratios = bare.map(({ perSecond }, i) => (attune[i]?.perSecond ?? 0) / perSecond);
    const middle = median(ratios);
    const at = ratios.indexOf(middle);
    const [b, a] = [bare[at] as Measured, attune[at] as Measured];
    const latency = await measureLatency(options);
    return {
      bare: Math.round(b.perSecond),
      attune: Math.round(a.perSecond),
      ratio: Math.round(middle * 1000) / 1000,
      ratios: ratios.map((ratio) => Math.round(ratio * 1000) / 1000),
      cpuPerEventUs: a.cpu,
      bareCpuPerEventUs: b.cpu,
      memoryMb: a.rssMb,
      ...latency,
      events,
      versions: { node: process.version, nats: nats.version, redis: redis.version },
      machine: { cpus: availableParallelism(), platform: process.platform },
    };
  } finally {
    await Promise.all([nats.stop(), redis.stop()]);
  }
}

async function fill(url: string, events: number): Promise<number[]> {
  const log = await openNatsEventLog({ url, partitions: PARTITIONS });
  const generator = new LoadGenerator(1, PARTITIONS, "fill");
  const counts = new Array<number>(PARTITIONS).fill(0);
  // Event times just behind the clock: as live traffic.
  const from = Date.now() - events / 5;
  for (let done = 0; done < events; ) {
    const entries: LogEntry[] = [];
    for (; entries.length < 1_000 && done < events; done++) {
      const { entry } = generator.next(from + done / 5);
      counts[entry.partition] = (counts[entry.partition] ?? 0) + 1;
      entries.push(entry);
    }
    await log.append(entries);
  }
  await log.close();
  return counts;
}

async function measureBare(servers: Servers, perPartition: readonly number[]): Promise<Measured> {
  const { file, execArgv } = threadFile(import.meta.url, "bare-thread");
  const threads = threadCount();
  const pool = new Piscina({
    filename: file.href,
    name: "bareLoop",
    execArgv,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: Math.ceil(PARTITIONS / threads),
    atomics: "disabled",
  });
  const progress = new SharedArrayBuffer(4);
  const counter = new Int32Array(progress);
  const goal = perPartition.reduce((sum, count) => sum + count, 0);
  const tasks = perPartition.map((records, partition): BareTask => {
    return { log: servers.nats.url, state: servers.redis.url, partitions: PARTITIONS, partition, records, progress };
  });
  const measured = measure(servers, goal, () => Atomics.load(counter, 0));
  await Promise.all([measured, ...tasks.map((task) => pool.run(task))]);
  await pool.destroy();
  return measured;
}

async function measureAttune(servers: Servers, perPartition: readonly number[]): Promise<Measured> {
  const running = await startAttune(configurationFor(servers), {
    roles: ["worker"],
    logger: pino({ level: "silent" }),
  });
  try {
    const goal = perPartition.reduce((sum, count) => sum + count, 0);
    return await measure(servers, goal, () => appliedRecords(running.state, perPartition));
  } finally {
    await running.stop();
  }
}

/** Records of the filled log that are behind the offsets; timer events that follow them don't count. */
async function appliedRecords(state: StateStore, perPartition: readonly number[]): Promise<number> {
  const offsets = await Promise.all(perPartition.map((_, partition) => state.loadOffset(partition)));
  return offsets.reduce((sum, { seq }, partition) => sum + Math.min(seq, perPartition[partition] ?? 0), 0);
}

async function measure(servers: Servers, goal: number, read: () => number | Promise<number>): Promise<Measured> {
  const pids = { nats: servers.nats.pid, redis: servers.redis.pid };
  let before: { cpu: ReturnType<typeof sampleCpu>; done: number } | undefined;
  let rssAtQuarter = 0;
  const { perSecond } = await steadyRate(goal, read, (done) => {
    if (done < goal * 0.2) return;
    before ??= { cpu: sampleCpu(pids), done };
    if (rssAtQuarter === 0 && done >= goal * 0.25) rssAtQuarter = process.memoryUsage.rss();
  });
  const counted = goal - (before?.done ?? 0);
  const cpu = cpuPerEvent(before?.cpu ?? sampleCpu(pids), sampleCpu(pids), Math.max(1, counted));
  const mb = (bytes: number): number => Math.round(bytes / 2 ** 20);
  return { perSecond, cpu, rssMb: { atQuarter: mb(rssAtQuarter), atEnd: mb(process.memoryUsage.rss()) } };
}

/** The ceiling with a publisher on the same machine, then the latencies at parts of it, each on fresh servers. */
async function measureLatency({ seconds, say }: StreamOptions): Promise<Record<string, unknown>> {
  const overload = await withLiveWorker(async ({ nats }, state) => {
    const start = await allApplied(state);
    return Math.round(await rateDuring(pace(nats.url, 0, seconds, 2), async () => (await allApplied(state)) - start));
  });
  say(`ceiling with a live publisher: ${overload} events/s`);
  const latency: Record<string, number | number[]>[] = [];
  for (const load of [0.25, 0.5, 0.8]) {
    const eventsPerSecond = Math.round(overload * load);
    // One worker, as in life, measured three times; the median is quoted and every p99 is shown.
    const results = await withLiveWorker(async ({ nats }) => {
      const each: PacerResult[] = [];
      for (let i = 0; i < REPETITIONS; i++) each.push(await pace(nats.url, eventsPerSecond, seconds, 3));
      return each;
    });
    const [p50Ms, p99Ms] = [median(results.map((one) => one.p50Ms)), median(results.map((one) => one.p99Ms))];
    const [messages, expected] = [sum(results.map((one) => one.messages)), sum(results.map((one) => one.expected))];
    say(`at ${load * 100} %: p50 ${p50Ms} ms, p99 ${p99Ms} ms, ${messages} of ${expected} messages`);
    latency.push({ load, p50Ms, p99Ms, p99sMs: results.map((one) => one.p99Ms), eventsPerSecond, messages, expected });
  }
  return { ceiling: overload, latency };
}

async function withLiveWorker<T>(act: (servers: Servers, state: StateStore) => Promise<T>): Promise<T> {
  const [nats, redis] = await Promise.all([startNats(), startRedis()]);
  const configuration = configurationFor({ nats, redis });
  const running = await startAttune(configuration, { roles: ["worker"], logger: pino({ level: "silent" }) });
  try {
    for (let waited = 0; running.owned().length < PARTITIONS && waited < 15_000; waited += 50) await sleep(50);
    return await act({ nats, redis }, running.state);
  } finally {
    await running.stop();
    await Promise.all([nats.stop(), redis.stop()]);
  }
}

async function allApplied(state: StateStore): Promise<number> {
  const offsets = await Promise.all(Array.from({ length: PARTITIONS }, (_, partition) => state.loadOffset(partition)));
  return offsets.reduce((sum, { seq }) => sum + seq, 0);
}

async function pace(url: string, rate: number, seconds: number, warmUp: number): Promise<PacerResult> {
  const { file, execArgv } = threadFile(import.meta.url, "pacer");
  const words = [...execArgv, fileURLToPath(file), url, PARTITIONS, rate, seconds, warmUp].map(String);
  const { stdout } = await run(process.execPath, words);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as PacerResult;
}

/** The shipped configuration, but every order is thanked for: caps and cool-downs don't hide messages from the measurement. */
function configurationFor(servers: Servers): Configuration {
  const shipped = requireConfiguration(shippedFolder(), {
    overrides: { log: servers.nats.url, state: servers.redis.url, partitions: PARTITIONS, threads: threadCount() },
  });
  const { engine } = shipped;
  return {
    ...shipped,
    engine: {
      ...engine,
      channels: engine.channels.map((policy) => ({ ...policy, cap: { count: 16, windowMs: 1 } })),
      actions: engine.actions.map((action) => ({ ...action, coolDownMs: 0 })),
    },
  };
}

function threadCount(): number {
  return Math.min(availableParallelism(), 2);
}

async function flush(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
