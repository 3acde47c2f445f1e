/** `npm run bench -- http`: the collector under autocannon on the embedded log: single events, batches of 20 and of 100. */
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { pino } from "pino";
import { startAttune } from "../../src/app/start.js";
import { threadFile } from "../../src/training/thread-file.js";
import { requireConfiguration, shippedFolder } from "../../src/config/index.js";

const run = promisify(execFile);

export interface HttpOptions {
  readonly seconds: number;
  readonly connections: number;
  readonly say: (text: string) => void;
  /** nats://… measures on that log instead of the embedded one. */
  readonly log?: string;
}

interface CannonResult {
  readonly requests: number;
  readonly non2xx: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export async function benchHttp(options: HttpOptions): Promise<Record<string, unknown>> {
  const data = await mkdtemp(path.join(tmpdir(), "attune-bench-"));
  const log = options.log ?? `embedded:${data}`;
  const shipped = requireConfiguration(shippedFolder(), { overrides: { log, state: `embedded:${data}`, port: 0 } });
  const [key] = shipped.collector.writeKeys;
  const writeKeys = [{ name: "bench", key: key?.key ?? "bench", ratePerSecond: 10_000_000, burst: 10_000_000 }];
  const configuration = { ...shipped, collector: { ...shipped.collector, writeKeys } };
  const running = await startAttune(configuration, { roles: ["collector"], logger: pino({ level: "silent" }) });
  try {
    const results: Record<string, unknown>[] = [];
    for (const size of [1, 20, 100]) {
      const result = await cannon(running.address ?? "", writeKeys[0]?.key ?? "", size, options);
      const perSecond = Math.round((result.requests * size) / options.seconds);
      const name = size === 1 ? "single events" : `batches of ${size}`;
      options.say(`${name}: ${perSecond} events/s, p50 ${result.p50Ms} ms, p99 ${result.p99Ms} ms`);
      const { p50Ms, p99Ms, non2xx, errors } = result;
      results.push({
        name,
        perSecond,
        requestsPerSecond: Math.round(result.requests / options.seconds),
        p50Ms,
        p99Ms,
        non2xx,
        errors,
      });
    }
    return { results, log: running.log.description, node: process.version, cpus: availableParallelism() };
  } finally {
    await running.stop();
    await rm(data, { recursive: true, force: true });
  }
}

/** autocannon in a process of its own, so that it doesn't share the collector's thread. */
async function cannon(address: string, key: string, size: number, options: HttpOptions): Promise<CannonResult> {
  const { file, execArgv } = threadFile(import.meta.url, "cannon");
  const words = [...execArgv, fileURLToPath(file), address, key, size, options.seconds, options.connections].map(
    String,
  );
  const { stdout } = await run(process.execPath, words);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as CannonResult;
}
