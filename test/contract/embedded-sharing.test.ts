import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEmbeddedEventLog, type EmbeddedLogOptions } from "../../src/adapters/embedded/embedded-event-log.js";
import { openEmbeddedStateStore } from "../../src/adapters/embedded/embedded-state-store.js";
import { openEnvironment, openTable } from "../../src/adapters/embedded/environment.js";
import { isAttuneError } from "../../src/domain/errors.js";
import type { EventLog, LogEntry } from "../../src/ports/event-log.js";
import type { StateStore } from "../../src/ports/state-store.js";
import type { PeerTask } from "./embedded-peer.js";

const PEER = fileURLToPath(new URL("./embedded-peer.ts", import.meta.url));
/** `--import tsx` does not reach worker threads. */
const TSX = import.meta.resolve("tsx/esm/api");
const THREAD_ENTRY = `
  import(${JSON.stringify(TSX)}).then((tsx) => { tsx.register(); return import(${JSON.stringify(pathToFileURL(PEER).href)}); });
`;
const DEADLINE_MS = 20_000;

const entry = (id: string, more: Partial<LogEntry> = {}): LogEntry => ({
  topic: "events",
  partition: 0,
  id,
  payload: Buffer.from(id),
  ...more,
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

/** What the embedded adapters promise beyond the contracts: many threads and processes in one folder, and what a crash leaves. */
describe("embedded folder, shared", { timeout: 60_000 }, () => {
  let folder: string;
  let log: EventLog;
  let state: StateStore;
  const threads: Worker[] = [];
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "attune-shared-"));
    log = await openEmbeddedEventLog({ folder, partitions: 6 });
    state = await openEmbeddedStateStore({ folder });
  });
  afterEach(async () => {
    await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
    await Promise.all(children.splice(0).map(end));
    await Promise.all([log.close(), state.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  function thread(task: Omit<PeerTask, "folder">): { worker: Worker; said: (text: string) => Promise<string> } {
    const worker = new Worker(THREAD_ENTRY, { eval: true, workerData: { ...task, folder } });
    threads.push(worker);
    const heard: string[] = [];
    worker.on("message", (text: string) => heard.push(text));
    return { worker, said: (text) => hears(heard, text) };
  }

  function processOf(task: Omit<PeerTask, "folder">): {
    child: ChildProcess;
    lines: Interface;
    said: (text: string) => Promise<string>;
    heard: string[];
  } {
    const child = spawn(process.execPath, ["--import", "tsx", PEER, JSON.stringify({ ...task, folder })], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    const lines = createInterface({ input: child.stdout });
    const heard: string[] = [];
    lines.on("line", (line) => heard.push(line));
    return { child, lines, heard, said: (text) => hears(heard, text) };
  }

  async function hears(heard: readonly string[], text: string): Promise<string> {
    const deadline = Date.now() + DEADLINE_MS;
    while (Date.now() < deadline) {
      const found = heard.find((line) => line.startsWith(text));
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`never said "${text}": ${heard.join(", ")}`);
  }

  async function ids(from = 1): Promise<string[]> {
    const reader = await log.read("events", 0, { seq: from });
    const { last } = await log.bounds("events", 0);
    const all: string[] = [];
    for (let records = reader.take(1_000); records.length > 0; records = reader.take(1_000)) {
      for (const record of records) {
        expect(record.seq).toBe(from + all.length);
        all.push(Buffer.from(record.payload).toString());
      }
    }
    await reader.close();
    expect(from + all.length - 1).toBeGreaterThanOrEqual(last);
    return all;
  }

  it("keeps one order while two processes, a thread and this one append to one partition", async () => {
    const count = 60;
    const peers = [processOf({ role: "append", name: "p", count }), processOf({ role: "append", name: "q", count })];
    const other = thread({ role: "append", name: "t", count });
    await Promise.all([...peers, other].map((peer) => peer.said("ready")));
    const mine = (async () => {
      for (let i = 0; i < count; i++) await log.append([entry(`m${i}.a`), entry(`m${i}.b`)]);
    })();
    await Promise.all([mine, ...[...peers, other].map((peer) => peer.said("done"))]);
    const all = await ids();
    expect(all.length).toBe(4 * 2 * count);
    for (const name of ["p", "q", "t", "m"]) {
      const wanted = Array.from({ length: count }, (_, i) => [`${name}${i}.a`, `${name}${i}.b`]).flat();
      expect(all.filter((id) => id.startsWith(name))).toEqual(wanted);
    }
  });

  it("wakes a reader when another process appends", async () => {
    const reader = await log.read("events", 0, { seq: 1 });
    const waiting = reader.wait(DEADLINE_MS);
    processOf({ role: "append", name: "p", count: 1 });
    await waiting;
    expect(reader.take(1).length).toBe(1);
  });

  it("lets one owner win each commit, whoever races: two processes, two threads", async () => {
    const count = 300;
    const racers = [
      processOf({ role: "race", name: "p", count }),
      processOf({ role: "race", name: "q", count }),
      thread({ role: "race", name: "t", count }),
      thread({ role: "race", name: "u", count }),
    ];
    const wins = await Promise.all(racers.map(async (racer) => Number((await racer.said("won")).split(" ")[1])));
    expect(wins.reduce((sum, won) => sum + won, 0)).toBe(count);
    const [counter] = await state.loadProfiles(0, ["counter"]);
    expect(Buffer.from(counter ?? []).toString()).toBe(String(count));
    expect((await state.loadOffset(0)).seq).toBe(count);
    const outbox = (await state.outbox(0)).map((e) => e.id.slice(1));
    expect(outbox).toEqual(Array.from({ length: count }, (_, i) => String(i)));
    expect(await state.dueTimers(0, count, 10)).toEqual([{ id: "timer", due: count - 1 }]);
  });

  it("leaves the others able to write when a thread hangs in a loop and is terminated", async () => {
    for (let round = 0; round < 6; round++) {
      const stuck = thread({ role: "hang", name: `h${round}.`, count: 0 });
      await stuck.said("hangs");
      await log.append([entry(`while hanging ${round}`)]);
      await stuck.worker.terminate();
      await log.append([entry(`after ${round}`)]);
      const at = await state.loadOffset(1);
      const next = { generation: 0, seq: round + 1, storedAt: 1 };
      const commit = {
        partition: 1,
        expected: at,
        next,
        profiles: new Map(),
        timers: new Map(),
        totals: undefined,
        statistics: new Map(),
        outbox: [],
        trim: [],
      };
      expect(await state.commit(commit)).toBe("committed");
      const all = await ids();
      expect([0, 500]).toContain(all.filter((id) => id.startsWith(`h${round}.`)).length);
      expect(all).toContain(`after ${round}`);
    }
  });

  it("loses nothing that was acknowledged to a process killed at any moment, and goes on", async () => {
    for (let round = 0; round < 5; round++) {
      const name = `k${round}.`;
      const { child, heard, said } = processOf({ role: "append-until-killed", name, count: 0 });
      await said(`stored ${name}${20 + round * 17}`);
      child.kill("SIGKILL");
      await once(child, "exit");
      const acknowledged = heard
        .filter((line) => line.startsWith("stored "))
        .map((line) => line.slice("stored ".length));
      expect(await log.append([entry(`after ${round}`)])).toEqual({ stored: 1, duplicates: 0 });
      const all = await ids();
      const stored = all.filter((id) => id.startsWith(name));
      expect(stored.slice(0, acknowledged.length)).toEqual(acknowledged);
      expect(stored.length).toBeLessThanOrEqual(acknowledged.length + 1);
      expect(all.at(-1)).toBe(`after ${round}`);
    }
  });

  it("carries the answer of an owner in another thread", async () => {
    const owner = thread({ role: "answer", name: "owner", count: 2 });
    await owner.said("ready");
    for (const question of ["one", "two"]) {
      const answer = await log.request(entry(question), DEADLINE_MS);
      expect(Buffer.from(answer).toString()).toBe(`owner heard ${question}`);
    }
  });

  it("lets a process end that leaves a log, a reader and a state open", async () => {
    const { child, said } = processOf({ role: "leave", name: "left", count: 0 });
    await said("left");
    const [code] = child.exitCode === null ? await once(child, "exit") : [child.exitCode];
    expect(code).toBe(0);
    expect(await ids()).toEqual(["left"]);
  });

  it("creates a log once when several open it at the same moment", async () => {
    const fresh = join(folder, "fresh");
    const opened = await Promise.allSettled(
      [4, 5, 4, 5].map((partitions) => openEmbeddedEventLog({ folder: fresh, partitions })),
    );
    const logs = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(logs.length).toBe(2);
    expect(new Set(logs.map((one) => one.partitions)).size).toBe(1);
    for (const result of opened)
      if (result.status === "rejected") expect(isAttuneError(result.reason, "ATTUNE_LOG_PARTITIONS")).toBe(true);
    await Promise.all(logs.map((one) => one.close()));
  });

  it("leaves no bytes of a purged person in the file", async () => {
    const person = "dTpjYW5hcnk";
    const canary = (i: number): string => `canary-in-event-${i}-`;
    for (let i = 0; i < 60; i++) {
      const long = i % 10 === 0 ? "x".repeat(9_000) : "y".repeat(200);
      const mine = entry(`timer/${person}/${i}`, { person, payload: Buffer.from(canary(i) + long) });
      const message = entry(`message ${i}`, {
        topic: "actions",
        channel: "email",
        person,
        payload: Buffer.from(canary(i)),
      });
      await log.append([
        mine,
        message,
        entry(`other ${i}`, { person: "dTpvdGhlcg", payload: Buffer.from(`kept ${i}`) }),
      ]);
    }
    const file = join(folder, "log", "data.mdb");
    expect((await readFile(file)).includes(canary(3))).toBe(true);
    expect(await log.purge(0, person, 1_000)).toBe(120);
    const after = await readFile(file);
    for (let i = 0; i < 60; i++) expect(after.includes(canary(i))).toBe(false);
    expect(after.includes(person)).toBe(false);
    const reader = await log.read("events", 0, { seq: 1 });
    expect(reader.take(100).map((record) => Buffer.from(record.payload).toString())).toEqual(
      Array.from({ length: 60 }, (_, i) => `kept ${i}`),
    );
    expect(await log.append([entry("goes on")])).toEqual({ stored: 1, duplicates: 0 });
  });

  it("lets records and ids go when their time is over, a few with every append", async () => {
    const options: EmbeddedLogOptions = {
      folder: join(folder, "brief"),
      partitions: 2,
      retentionMs: 100,
      dedupeWindowMs: 50,
    };
    const brief = await openEmbeddedEventLog(options);
    await brief.append(Array.from({ length: 100 }, (_, i) => entry(`old ${i}`)));
    await new Promise((resolve) => setTimeout(resolve, 150));
    const appends = 20;
    for (let i = 0; i < appends; i++) await brief.append([entry(`new ${i}`)]);
    const { first, last, count } = await brief.bounds("events", 0);
    expect(last).toBe(100 + appends);
    expect(first).toBeGreaterThan(100);
    expect(count).toBe(last - first + 1);
    expect(await brief.append([entry("old 1")])).toEqual({ stored: 1, duplicates: 0 });
    await brief.close();
  });

  it("refuses a log of another layout", async () => {
    const foreign = join(folder, "foreign");
    const environment = openEnvironment(join(foreign, "log"), "each", "ATTUNE_LOG_UNAVAILABLE");
    await openTable(environment, "about", "versioned").put(
      Buffer.from("about"),
      Buffer.from('{"layout":99,"partitions":4}'),
      1,
    );
    await environment.close();
    const failure: unknown = await openEmbeddedEventLog({ folder: foreign, partitions: 4 }).catch(
      (error: unknown) => error,
    );
    expect(isAttuneError(failure, "ATTUNE_LOG_VERSION")).toBe(true);
  });

  async function stateOfLayout(name: string, layout: number): Promise<string> {
    const older = join(folder, name);
    const environment = openEnvironment(join(older, "state"), "ordered", "ATTUNE_STATE_UNAVAILABLE");
    await openTable(environment, "shared", "versioned").put(Buffer.from("layout"), Buffer.from([layout]), 1);
    await openTable(environment, "totals", "plain").put(Buffer.from([0, 0]), Buffer.from("old"));
    await environment.close();
    return older;
  }

  it("opens a state from before there were statistics, and marks it as one that has them", async () => {
    const older = await stateOfLayout("older", 1);
    const opened = await Promise.all([1, 2].map(() => openEmbeddedStateStore({ folder: older })));
    for (const store of opened) {
      expect((await store.loadStatistics(0)).size).toBe(0);
      expect(Buffer.from((await store.loadTotals(0)) ?? []).toString()).toBe("old");
      await store.close();
    }
    const environment = openEnvironment(join(older, "state"), "ordered", "ATTUNE_STATE_UNAVAILABLE");
    expect(openTable(environment, "shared", "versioned").get(Buffer.from("layout"))?.[0]).toBe(2);
    await environment.close();
  });

  it("refuses a state of another layout", async () => {
    const foreign = await stateOfLayout("newer", 99);
    const failure: unknown = await openEmbeddedStateStore({ folder: foreign }).catch((error: unknown) => error);
    expect(isAttuneError(failure, "ATTUNE_LOG_VERSION")).toBe(true);
  });

  it("says so when the folder can't be used", async () => {
    const failure: unknown = await openEmbeddedEventLog({
      folder: join(folder, "log", "data.mdb"),
      partitions: 4,
    }).catch((error: unknown) => error);
    expect(isAttuneError(failure, "ATTUNE_LOG_UNAVAILABLE")).toBe(true);
  });
});
