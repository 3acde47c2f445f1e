import type { Redis } from "ioredis";
import {
  START,
  type Commit,
  type Offset,
  type OutboxEntry,
  type Space,
  type StateStore,
  type Suspicion,
  type TimerEntry,
} from "../../ports/state-store.js";
import { COMMIT_LUA, OUTBOX_ORDER_BYTES } from "./commit.lua.js";
import { Keys } from "./keys.js";
import { ANNOUNCE_LUA, LEASE_LUA, RELEASE_LUA } from "./lease.lua.js";
import { asBuffer, connectRedis, inspectRedis, Script, toStateError } from "./redis-link.js";

export interface RedisStateStoreOptions {
  /** redis://[user:password@]host:port[/db], or rediss:// */
  readonly url: string;
  /** A command without an answer for so long has failed (it may have happened all the same). Default 5 s. */
  readonly commandTimeoutMs?: number;
  /** Left out: the profiles'. */
  readonly space?: Space;
}

const DEFAULT_COMMAND_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 1_000;
const SCAN_COUNT = 512;

const commitScript = new Script(COMMIT_LUA);
const leaseScript = new Script(LEASE_LUA);
const releaseScript = new Script(RELEASE_LUA);
const announceScript = new Script(ANNOUNCE_LUA);

/**
 * The state in Redis 6.2 or newer: keys of DESIGN 7, one Lua script a commit. It must not evict (checked when it is opened) and should
 * keep an append-only file. A command that fails may still have happened: the owner finds out by loading the offset again.
 *
 * @throws AttuneError ATTUNE_STATE_UNAVAILABLE | ATTUNE_STATE_EVICTS
 */
export async function openRedisStateStore(options: RedisStateStoreOptions): Promise<StateStore> {
  const redis = await connectRedis(options.url, options.commandTimeoutMs ?? DEFAULT_COMMAND_TIMEOUT_MS);
  try {
    const described = await inspectRedis(redis, options.url);
    const { space } = options;
    return new RedisStateStore(redis, new Keys(space), space === undefined ? described : `${described}, ${space}`);
  } catch (error) {
    redis.disconnect();
    throw toStateError(error, "open the state");
  }
}

function offsetText({ generation, seq, storedAt }: Offset): string {
  return `${generation}:${seq}:${storedAt}`;
}

class RedisStateStore implements StateStore {
  readonly description: string;
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #listeners: (() => void)[] = [];
  #closing = false;

  constructor(redis: Redis, keys: Keys, description: string) {
    this.#redis = redis;
    this.#keys = keys;
    this.description = description;
    redis.on("close", () => {
      if (this.#closing) return;
      for (const listener of this.#listeners) listener();
    });
  }

  async loadOffset(partition: number): Promise<Offset> {
    const stored = await this.#do("load the offset", (redis) => redis.get(this.#keys.of(partition).offset));
    if (stored === null) return START;
    const [generation = 0, seq = 0, storedAt = 0] = stored.slice(0, stored.indexOf("|")).split(":").map(Number);
    return { generation, seq, storedAt };
  }

  async loadProfiles(partition: number, tokens: readonly string[]): Promise<(Uint8Array | undefined)[]> {
    if (tokens.length === 0) return [];
    const { profile } = this.#keys.of(partition);
    const found = await this.#do("load profiles", (redis) => redis.mgetBuffer(tokens.map((token) => profile + token)));
    return found.map((bytes) => bytes ?? undefined);
  }

  async loadTotals(partition: number): Promise<Uint8Array | undefined> {
    return (await this.#do("load totals", (redis) => redis.getBuffer(this.#keys.of(partition).totals))) ?? undefined;
  }

  async loadStatistics(partition: number): Promise<ReadonlyMap<string, Uint8Array>> {
    const flat = (await this.#do("load statistics", (redis) =>
      redis.callBuffer("HGETALL", this.#keys.of(partition).statistics),
    )) as Buffer[];
    return new Map(pairs(flat).map(([group, bytes]) => [group.toString("latin1"), bytes]));
  }

  async commit({
    partition,
    expected,
    next,
    profiles,
    timers,
    totals,
    statistics,
    outbox,
    trim,
  }: Commit): Promise<"committed" | "conflict"> {
    const names = this.#keys.of(partition);
    const keys = [names.offset, names.totals, names.timers, names.outbox, names.statistics];
    const others = keys.length;
    const removed: string[] = [];
    const values: (string | number | Buffer)[] = [
      offsetText(expected),
      offsetText(next),
      0,
      totals === undefined ? "" : asBuffer(totals),
      "",
    ];
    for (const [token, bytes] of profiles) {
      if (bytes === null) {
        removed.push(names.profile + token);
      } else {
        keys.push(names.profile + token);
        values.push(asBuffer(bytes));
      }
    }
    values[2] = keys.length - others;
    for (const key of removed) keys.push(key);
    const cleared: string[] = [];
    let setTimers = 0;
    for (const [id, due] of timers) {
      if (due === null) {
        cleared.push(id);
      } else {
        values.push(due, id);
        setTimers++;
      }
    }
    for (const id of cleared) values.push(id);
    for (const { id, bytes } of outbox) values.push(id, asBuffer(bytes));
    for (const id of trim) values.push(id);
    for (const [group, bytes] of statistics) values.push(group, asBuffer(bytes));
    const counts = [
      totals === undefined ? 0 : 1,
      setTimers,
      cleared.length,
      outbox.length,
      trim.length,
      statistics.size,
    ];
    values[4] = counts.join(":");
    return (await this.#do("commit", (redis) => commitScript.run(redis, keys, values))) === 1
      ? "committed"
      : "conflict";
  }

  async outbox(partition: number): Promise<OutboxEntry[]> {
    const flat = (await this.#do("load the outbox", (redis) =>
      redis.callBuffer("HGETALL", this.#keys.of(partition).outbox),
    )) as Buffer[];
    return pairs(flat)
      .sort(([, a], [, b]) => a.compare(b, 0, OUTBOX_ORDER_BYTES, 0, OUTBOX_ORDER_BYTES))
      .map(([id, value]) => ({ id: id.toString("latin1"), bytes: value.subarray(OUTBOX_ORDER_BYTES) }));
  }

  async trimOutbox(partition: number, ids: readonly string[]): Promise<void> {
    if (ids.length > 0)
      await this.#do("trim the outbox", (redis) => redis.hdel(this.#keys.of(partition).outbox, ...ids));
  }

  async dueTimers(partition: number, until: number, limit: number, from = 0): Promise<TimerEntry[]> {
    const { timers } = this.#keys.of(partition);
    const flat = await this.#do("load timers", (redis) =>
      redis.zrangebyscore(timers, from, until, "WITHSCORES", "LIMIT", 0, limit),
    );
    return pairs(flat).map(([id, due]) => ({ id, due: Number(due) }));
  }

  async *scanProfiles(partition: number): AsyncIterable<readonly (readonly [token: string, bytes: Uint8Array])[]> {
    const { profile } = this.#keys.of(partition);
    // SCAN may give a key twice while Redis resizes its table.
    const seen = new Set<string>();
    let cursor = "0";
    do {
      const [next, found] = await this.#do("scan profiles", (redis) =>
        redis.scan(cursor, "MATCH", `${profile}*`, "COUNT", SCAN_COUNT),
      );
      cursor = next;
      const tokens = found.map((key) => key.slice(profile.length)).filter((token) => !seen.has(token));
      if (tokens.length === 0) continue;
      for (const token of tokens) seen.add(token);
      const loaded = await this.loadProfiles(partition, tokens);
      const chunk = tokens.flatMap((token, i) => (loaded[i] === undefined ? [] : [[token, loaded[i]] as const]));
      if (chunk.length > 0) yield chunk;
    } while (cursor !== "0");
  }

  async *scanTimers(partition: number): AsyncIterable<readonly TimerEntry[]> {
    const seen = new Set<string>();
    let cursor = "0";
    do {
      const [next, flat] = await this.#do("scan timers", (redis) =>
        redis.zscan(this.#keys.of(partition).timers, cursor, "COUNT", SCAN_COUNT),
      );
      cursor = next;
      const chunk = pairs(flat).filter(([id]) => !seen.has(id));
      for (const [id] of chunk) seen.add(id);
      if (chunk.length > 0) yield chunk.map(([id, due]) => ({ id, due: Number(due) }));
    } while (cursor !== "0");
  }

  async readSuspicion(partition: number): Promise<Suspicion | undefined> {
    const stored = await this.#do("read the note", (redis) => redis.get(this.#keys.of(partition).suspicion));
    if (stored === null) return undefined;
    const [seq = 0, tries = 0] = stored.split(":").map(Number);
    return { seq, tries };
  }

  async writeSuspicion(partition: number, suspicion: Suspicion | undefined): Promise<void> {
    const key = this.#keys.of(partition).suspicion;
    await this.#do<unknown>("write the note", (redis) =>
      suspicion === undefined ? redis.del(key) : redis.set(key, `${suspicion.seq}:${suspicion.tries}`),
    );
  }

  async acquireLease(partition: number, token: string, ttlMs: number): Promise<boolean> {
    return this.#lease(partition, token, ttlMs, "take");
  }

  async renewLeases(partitions: readonly number[], token: string, ttlMs: number): Promise<number[]> {
    const held = await Promise.all(partitions.map((partition) => this.#lease(partition, token, ttlMs, "renew")));
    return partitions.filter((_, i) => held[i]);
  }

  async releaseLease(partition: number, token: string): Promise<void> {
    await this.#do("release a lease", (redis) => releaseScript.run(redis, [this.#keys.of(partition).lease], [token]));
  }

  async announce(member: string, ttlMs: number): Promise<number> {
    return Number(
      await this.#do("announce", (redis) => announceScript.run(redis, [this.#keys.members], [member, ttlMs])),
    );
  }

  async withdraw(member: string): Promise<void> {
    await this.#do("withdraw", (redis) => redis.zrem(this.#keys.members, member));
  }

  async identify(identity: string): Promise<string> {
    await this.#do("identify", (redis) => redis.setnx(this.#keys.identity, identity));
    return (await this.#do("identify", (redis) => redis.get(this.#keys.identity))) ?? identity;
  }

  async ping(): Promise<void> {
    await this.#do("ping", (redis) => redis.ping());
  }

  onDisconnect(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#redis.status === "ready") {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_TIMEOUT_MS)));
      await Promise.race([this.#redis.quit().catch(() => undefined), late]);
      clearTimeout(timer);
    }
    this.#redis.disconnect();
  }

  async #lease(partition: number, token: string, ttlMs: number, mode: "take" | "renew"): Promise<boolean> {
    return (
      (await this.#do("lease", (redis) =>
        leaseScript.run(redis, [this.#keys.of(partition).lease], [token, ttlMs, mode]),
      )) === 1
    );
  }

  async #do<T>(doing: string, command: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      return await command(this.#redis);
    } catch (error) {
      throw toStateError(error, doing);
    }
  }
}

function pairs<T>(flat: readonly T[]): [T, T][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[i * 2] as T, flat[i * 2 + 1] as T]);
}
