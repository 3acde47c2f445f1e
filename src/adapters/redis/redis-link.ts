import { createHash } from "node:crypto";
import { Redis } from "ioredis";
import { AttuneError } from "../../domain/errors.js";

const CONNECT_TIMEOUT_MS = 2_500;
/** A Redis that is loading its append-only file answers, but not yet. */
const LOADING_TIMEOUT_MS = 15_000;
const RECONNECT_EVERY_MS = 200;

/** A Lua script, sent whole only to a server that doesn't know it yet. */
export class Script {
  readonly #lua: string;
  readonly #sha: string;

  constructor(lua: string) {
    this.#lua = lua;
    this.#sha = createHash("sha1").update(lua).digest("hex");
  }

  async run(redis: Redis, keys: readonly string[], values: readonly (string | number | Buffer)[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.#sha, keys.length, ...keys, ...values);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
      return redis.eval(this.#lua, keys.length, ...keys, ...values);
    }
  }
}

/** Whatever the client or the server said, as an AttuneError of this port. */
export function toStateError(error: unknown, doing: string): AttuneError {
  if (error instanceof AttuneError) return error;
  const said = error instanceof Error ? error.message || error.name : String(error);
  const full = /\bOOM command not allowed\b/.test(said);
  return new AttuneError(full ? "ATTUNE_STATE_FULL" : "ATTUNE_STATE_UNAVAILABLE", `${doing}: ${said}`, {
    cause: error,
  });
}

/** A Buffer over the same bytes: what ioredis sends unchanged. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Connects. What is under way when the connection breaks fails at once (`maxRetriesPerRequest: 0`), and what is asked while it is down
 * fails too (no offline queue): a commit that may or may not have happened must never be sent a second time behind the owner's back.
 * RESP2, because RESP3 halves the speed of this client.
 * @throws AttuneError ATTUNE_STATE_UNAVAILABLE
 */
export async function connectRedis(url: string, commandTimeoutMs: number): Promise<Redis> {
  let everConnected = false;
  let lastError: Error | undefined;
  const redis = new Redis(url, {
    protocol: 2,
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: commandTimeoutMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxLoadingRetryTime: 1_000,
    connectionName: "attune",
    // Before the first connection the only reason to try again is a server that is still loading.
    retryStrategy: () => (everConnected || isLoading(lastError) ? RECONNECT_EVERY_MS : null),
  });
  redis.on("error", (error: Error) => {
    lastError = error;
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(lastError ?? new Error(`not ready within ${LOADING_TIMEOUT_MS} ms`)),
      LOADING_TIMEOUT_MS,
    );
  });
  const ready = new Promise<void>((resolve, reject) => {
    redis.once("ready", resolve);
    redis.once("end", () => reject(lastError ?? new Error("the connection was closed")));
  });
  try {
    redis.connect().catch(() => undefined);
    await Promise.race([ready, late]);
    everConnected = true;
    return redis;
  } catch (error) {
    redis.disconnect();
    throw toStateError(error, "can't connect to Redis");
  } finally {
    clearTimeout(timer);
    ready.catch(() => undefined);
    late.catch(() => undefined);
  }
}

function isLoading(error: Error | undefined): boolean {
  return error !== undefined && /loading/i.test(error.message);
}

/**
 * Looks whether this Redis keeps what it is given, and describes it.
 * @throws AttuneError ATTUNE_STATE_EVICTS when it may drop profiles for want of memory
 */
export async function inspectRedis(redis: Redis, url: string): Promise<string> {
  const info = await redis.info();
  const field = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "";
  const policy = field("maxmemory_policy");
  if (Number(field("maxmemory")) > 0 && policy !== "" && policy !== "noeviction") {
    throw new AttuneError(
      "ATTUNE_STATE_EVICTS",
      `Redis has maxmemory-policy ${policy}: it would drop profiles when memory is short`,
    );
  }
  const { protocol, host } = new URL(url);
  const durability = field("aof_enabled") === "1" ? "" : ", appendonly off: the state is lost with the server";
  return `${protocol}//${host} (redis ${field("redis_version")}${durability})`;
}
