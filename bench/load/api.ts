/** `npm run bench -- api`: GET /v1/recommendations under autocannon, on the embedded log and state, with a trained model. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { pino } from "pino";
import { declareItems } from "../../src/app/catalogue/declare.js";
import { CatalogueJournal } from "../../src/app/catalogue/journal.js";
import { type Running, startAttune } from "../../src/app/start.js";
import { readStatus } from "../../src/app/status.js";
import { threadFile } from "../../src/training/thread-file.js";
import { trainFirstModel } from "../../src/commands/demo/first-model.js";
import { requireConfiguration, shippedFolder } from "../../src/config/index.js";
import { Random } from "../../src/simulator/random.js";

const run = promisify(execFile);

export interface ApiBenchOptions {
  readonly items: number;
  readonly people: number;
  readonly seconds: number;
  readonly connections: number;
  /** Requests a second of the second measurement. */
  readonly rate: number;
  readonly say: (text: string) => void;
}

const VIEWS = 20;
const CATEGORIES = 50;
const BATCH = 500;

export async function benchApi(options: ApiBenchOptions): Promise<Record<string, unknown>> {
  const data = await mkdtemp(path.join(tmpdir(), "attune-bench-"));
  const models = path.join(data, "models");
  const overrides = { log: `embedded:${data}`, state: `embedded:${data}`, data, models, port: 0 };
  const shipped = requireConfiguration(shippedFolder(), { overrides });
  const keys = shipped.api.keys.map((key) => ({ ...key, requestsPerSecond: 1_000_000 }));
  const configuration = { ...shipped, api: { ...shipped.api, keys } };
  const running = await startAttune(configuration, {
    roles: ["collector", "worker", "api"],
    logger: pino({ level: "silent" }),
  });
  try {
    await fill(running, options);
    const model = await trainFirstModel(running.log, models, 1);
    await running.refresh();
    options.say(`${options.items} items, ${model.interactions} interactions, trained in ${model.seconds} s`);
    const results: Record<string, unknown>[] = [];
    for (const rate of [0, options.rate]) {
      const measured = await cannon(running.address ?? "", keys[0]?.key ?? "", options, rate);
      const name = rate === 0 ? `as fast as it goes, ${options.connections} connections` : `${rate} requests/s`;
      const perSecond = Math.round(measured.requests / options.seconds);
      options.say(`${name}: ${perSecond}/s, p50 ${measured.p50Ms} ms, p99 ${measured.p99Ms} ms`);
      results.push({ name, perSecond, ...measured });
    }
    const { items, people } = options;
    return { results, items, people, model, node: process.version, cpus: availableParallelism() };
  } finally {
    await running.stop();
    await rm(data, { recursive: true, force: true });
  }
}

/** People who each look at things of three categories. */
async function fill(running: Running, { items, people, say }: ApiBenchOptions): Promise<void> {
  const random = new Random(1);
  const declarations = Array.from({ length: items }, (_, i) => ({
    change: "put" as const,
    id: `item-${i}`,
    fields: {
      title: `Item ${i}`,
      category: `category-${i % CATEGORIES}`,
      brand: `brand-${i % 30}`,
      price: 5 + (i % 200),
    },
  }));
  await declareItems(await CatalogueJournal.open(running.log), declarations, { now: Date.now() });
  say(`${items} items declared`);
  const calls = Array.from({ length: people }, (_, person) => {
    const liked = [0, 1, 2].map(() => random.whole(0, CATEGORIES - 1));
    return Array.from({ length: VIEWS }, (_, n) => {
      const item = random.pick(liked) + CATEGORIES * random.whole(0, Math.floor(items / CATEGORIES) - 1);
      const timestamp = new Date(Date.now() - (VIEWS - n) * 60_000).toISOString();
      const properties = { product_id: `item-${item}`, category: `category-${item % CATEGORIES}` };
      return { type: "track", event: "Product Viewed", userId: `user-${person}`, timestamp, properties };
    });
  }).flat();
  for (let at = 0; at < calls.length; at += BATCH) {
    const body = JSON.stringify({ batch: calls.slice(at, at + BATCH), writeKey: "attune-dev" });
    const answer = await fetch(`${running.address ?? ""}/v1/import`, { method: "POST", body });
    if (!answer.ok) throw new Error(`the collector answered ${answer.status}: ${await answer.text()}`);
  }
  while ((await readStatus(running.log, running.state)).lag > 0) await sleep(100);
}

interface Measured {
  readonly requests: number;
  readonly non2xx: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** autocannon in a process of its own, so that it doesn't share the API's thread. */
async function cannon(address: string, key: string, options: ApiBenchOptions, rate: number): Promise<Measured> {
  const { file, execArgv } = threadFile(import.meta.url, "api-cannon");
  const { people, seconds, connections } = options;
  const words = [...execArgv, fileURLToPath(file), address, key, people, seconds, connections, rate].map(String);
  const { stdout } = await run(process.execPath, words);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as Measured;
}
