import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openRedisStateStore } from "../../src/adapters/redis/redis-state-store.js";
import { isAttuneError } from "../../src/domain/errors.js";
import { type Commit, type Offset, type Space, START, type StateStore } from "../../src/ports/state-store.js";
import { redisServerBinary, startRedis, type TestServer } from "../harness/servers.js";
import { stateStoreContract } from "./state-store.contract.js";

const bin = redisServerBinary();
const reason = bin === undefined ? " (skipped: redis-server not found: npm run servers)" : "";

const offset = (seq: number): Offset => ({ generation: 0, seq, storedAt: 1_700_000_000_000_000 + seq });
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function commitOf(expected: Offset, next: Offset, more: Partial<Commit> = {}): Commit {
  return {
    partition: 0,
    expected,
    next,
    profiles: new Map(),
    timers: new Map(),
    totals: undefined,
    statistics: new Map(),
    outbox: [],
    trim: [],
    ...more,
  };
}

async function until(check: () => Promise<boolean>): Promise<boolean> {
  for (let i = 0; i < 200; i++) {
    if (await check().catch(() => false)) return true;
    await pause(50);
  }
  return false;
}

describe.skipIf(bin === undefined)(`Redis${reason}`, () => {
  let shared: TestServer;
  beforeAll(async () => {
    shared = await startRedis();
  });
  afterAll(() => shared.stop());

  stateStoreContract("redis", async () => {
    const admin = new Redis(shared.url);
    await admin.flushall();
    await admin.quit();
    const opened: StateStore[] = [];
    const openOne = async (space?: Space): Promise<StateStore> => {
      const store = await openRedisStateStore({ url: shared.url, ...(space === undefined ? {} : { space }) });
      opened.push(store);
      return store;
    };
    return {
      store: await openOne(),
      reopen: openOne,
      async close() {
        for (const store of opened) await store.close();
      },
    };
  });

  describe("a Redis that fails", { timeout: 30_000 }, () => {
    const closing: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close();
    });
    const serve = async (options: Parameters<typeof startRedis>[0] = {}): Promise<TestServer> => {
      const server = await startRedis(options);
      closing.push(() => server.stop());
      return server;
    };
    const openOn = async (server: TestServer, commandTimeoutMs?: number): Promise<StateStore> => {
      const store = await openRedisStateStore({
        url: server.url,
        ...(commandTimeoutMs === undefined ? {} : { commandTimeoutMs }),
      });
      closing.push(() => store.close());
      return store;
    };

    it("ends what is under way when it is killed, says so, and goes on when it is back, with nothing lost", async () => {
      const server = await serve();
      const store = await openOn(server);
      let disconnects = 0;
      store.onDisconnect(() => disconnects++);
      const value = new Uint8Array(1_000).fill(7);
      const committed = await store.commit(
        commitOf(START, offset(1), { profiles: new Map([["a", value]]), outbox: [{ id: "m", bytes: value }] }),
      );
      expect(committed).toBe("committed");
      await server.kill("SIGSTOP");
      const underWay = Array.from({ length: 20 }, () => failureOf(store.loadProfiles(0, ["a"])));
      await pause(50);
      await server.kill("SIGKILL");
      for (const failure of await Promise.all(underWay))
        expect(isAttuneError(failure, "ATTUNE_STATE_UNAVAILABLE")).toBe(true);
      expect(disconnects).toBeGreaterThan(0);
      expect(
        isAttuneError(await failureOf(store.commit(commitOf(offset(1), offset(2)))), "ATTUNE_STATE_UNAVAILABLE"),
      ).toBe(true);
      expect(isAttuneError(await failureOf(store.ping()), "ATTUNE_STATE_UNAVAILABLE")).toBe(true);
      await server.restart();
      expect(await until(() => store.ping().then(() => true))).toBe(true);
      expect(await store.loadOffset(0)).toEqual(offset(1));
      expect(Buffer.from((await store.loadProfiles(0, ["a"]))[0] ?? [])).toEqual(Buffer.from(value));
      expect((await store.outbox(0)).map((entry) => entry.id)).toEqual(["m"]);
      expect(await store.commit(commitOf(offset(1), offset(2)))).toBe("committed");
    });

    it("gives up a command that gets no answer", async () => {
      const server = await serve();
      const store = await openOn(server, 300);
      await server.kill("SIGSTOP");
      expect(isAttuneError(await failureOf(store.loadOffset(0)), "ATTUNE_STATE_UNAVAILABLE")).toBe(true);
      const closed = store.close();
      await closed;
      await server.kill("SIGCONT");
    });

    it("refuses a commit that doesn't fit, whole", async () => {
      const server = await serve({ args: ["--maxmemory", "8mb"] });
      const store = await openOn(server);
      let at = START;
      let failure: unknown;
      for (let i = 1; failure === undefined && i < 100; i++) {
        const profiles = new Map(Array.from({ length: 200 }, (_, n) => [`p${i}.${n}`, new Uint8Array(1_000)]));
        failure = await failureOf(
          store.commit(
            commitOf(at, offset(i), { profiles, statistics: new Map([["arms", new Uint8Array([i])]]), trim: ["none"] }),
          ),
        );
        if (failure === undefined) at = offset(i);
        else
          expect((await store.loadProfiles(0, [...profiles.keys()])).every((profile) => profile === undefined)).toBe(
            true,
          );
      }
      expect(isAttuneError(failure, "ATTUNE_STATE_FULL")).toBe(true);
      expect(await store.loadOffset(0)).toEqual(at);
      expect((await store.loadStatistics(0)).get("arms")?.[0]).toBe(at.seq);
      expect(at.seq).toBeGreaterThan(1);
    });

    it("refuses a Redis that evicts, and takes it without a memory limit", async () => {
      const evicting = await serve({ args: ["--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru"] });
      expect(isAttuneError(await failureOf(openRedisStateStore({ url: evicting.url })), "ATTUNE_STATE_EVICTS")).toBe(
        true,
      );
      const store = await openOn(await serve({ appendfsync: "off", args: ["--maxmemory-policy", "allkeys-lru"] }));
      expect(store.description).toMatch(/^redis:\/\/127\.0\.0\.1:\d+ \(redis \d+\.\d+\.\d+, appendonly off/);
    });

    it("says within a few seconds that nobody is there, or that the password is wrong", async () => {
      const server = await serve({ args: ["--requirepass", "secret"] });
      const url = `redis://:wrong@127.0.0.1:${server.port}`;
      expect(isAttuneError(await failureOf(openRedisStateStore({ url })), "ATTUNE_STATE_UNAVAILABLE")).toBe(true);
      const right = await openRedisStateStore({ url: `redis://:secret@127.0.0.1:${server.port}` });
      expect(right.description).not.toContain("secret");
      await right.close();
      await server.kill("SIGKILL");
      const started = Date.now();
      const failure = await failureOf(openRedisStateStore({ url: server.url }));
      expect(isAttuneError(failure, "ATTUNE_STATE_UNAVAILABLE")).toBe(true);
      expect(Date.now() - started).toBeLessThan(5_000);
    });

    it("waits for a server that is still loading what it holds", async () => {
      const first = await serve();
      const filled = await openOn(first);
      await filled.commit(
        commitOf(START, offset(1), {
          profiles: new Map(Array.from({ length: 500 }, (_, i) => [`p${i}`, Buffer.from("x")])),
        }),
      );
      await first.kill("SIGTERM");
      // Redis' own switch for tests: microseconds to wait for each key while loading.
      const starting = startRedis({ dir: first.dir, port: first.port, args: ["--key-load-delay", "2000"] });
      let store: StateStore | undefined;
      expect(await until(async () => (store = await openRedisStateStore({ url: first.url })) !== undefined)).toBe(true);
      closing.push(async () => (await starting).stop());
      expect(await store?.loadOffset(0)).toEqual(offset(1));
      await store?.close();
    });

    it("sends its scripts again to a server that has forgotten them", async () => {
      const server = await serve();
      const store = await openOn(server);
      expect(await store.commit(commitOf(START, offset(1)))).toBe("committed");
      const admin = new Redis(server.url);
      await admin.script("FLUSH");
      expect(await store.commit(commitOf(offset(1), offset(2)))).toBe("committed");
      const keys = await admin.keys("*");
      expect(keys.every((key) => key.startsWith("attune:{0}:"))).toBe(true);
      await admin.quit();
    });
  });
});
