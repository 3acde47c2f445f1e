import { readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import type { TestServer } from "../harness/servers.js";

/** What a power loss does to a server's files, done to those of one that was killed. */

const WATCH_EVERY_MS = 50;

/** Remembers how large Redis' append-only file was, so that it can be cut back to what stood in it a while ago. */
export class AppendOnlyFile {
  readonly #redis: TestServer;
  readonly #sizes: { readonly at: number; readonly file: string; readonly size: number }[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(redis: TestServer) {
    this.#redis = redis;
    this.#timer = setInterval(() => this.#look(), WATCH_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Kills Redis, takes away what it wrote in the last `ms`, and starts it again. @returns bytes lost */
  async loseLast(ms: number): Promise<number> {
    this.#look();
    const now = performance.now();
    const before = this.#sizes.findLast(({ at }) => at <= now - ms);
    await this.#redis.kill("SIGKILL");
    const file = this.#current();
    const size = file === undefined ? 0 : statSync(file).size;
    const keep = before !== undefined && before.file === file ? before.size : size;
    if (file !== undefined) truncateSync(file, keep);
    this.#sizes.length = 0;
    await this.#redis.restart();
    return size - keep;
  }

  #look(): void {
    const file = this.#current();
    if (file !== undefined) this.#sizes.push({ at: performance.now(), file, size: statSync(file).size });
    if (this.#sizes.length > 400) this.#sizes.splice(0, 200);
  }

  /** Redis 7: appendonlydir/appendonly.aof.<n>.incr.aof, the highest n. */
  #current(): string | undefined {
    const folder = join(this.#redis.dir, "appendonlydir");
    try {
      const files = readdirSync(folder).filter((name) => name.endsWith(".incr.aof"));
      const number = (name: string): number => Number(name.split(".").at(-3));
      const newest = files.toSorted((a, b) => number(a) - number(b)).at(-1);
      return newest === undefined ? undefined : join(folder, newest);
    } catch {
      return undefined;
    }
  }
}

/**
 * Cuts the last bytes off a stream of a nats-server that was killed: the newest block loses its end, and the index files, which a power
 * loss leaves behind it anyway, go. @returns bytes lost
 */
export function cutTail(nats: TestServer, stream: string, bytes: number): number {
  const folder = join(nats.dir, "jetstream", "$G", "streams", stream, "msgs");
  const files = readdirSync(folder);
  const blocks = files
    .filter((name) => name.endsWith(".blk"))
    .toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const newest = blocks.at(-1);
  for (const name of files) if (name.endsWith(".idx") || name === "index.db") rmSync(join(folder, name));
  if (newest === undefined) return 0;
  const path = join(folder, newest);
  const { size } = statSync(path);
  const cut = Math.min(bytes, size);
  truncateSync(path, size - cut);
  return cut;
}
