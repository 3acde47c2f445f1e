import { cp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection, nanos } from "@nats-io/transport-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openNatsEventLog } from "../../src/adapters/nats/nats-event-log.js";
import { isAttuneError } from "../../src/domain/errors.js";
import { personToken } from "../../src/domain/person.js";
import type { EventLog, LogEntry, LogReader, LogRecord } from "../../src/ports/event-log.js";
import { freePort, natsServerBinary, newestNatsServerBinary, startNats, type TestServer } from "../harness/servers.js";

const text = (payload: Uint8Array): string => Buffer.from(payload).toString("utf8");
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

function entry(id: string, more: Partial<LogEntry> = {}): LogEntry {
  return { topic: "events", partition: 0, id, payload: Buffer.from(id), ...more };
}

async function takeAll(reader: LogReader, count: number, deadlineMs = 20_000): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  const end = Date.now() + deadlineMs;
  while (records.length < count && Date.now() < end) {
    const some = reader.take(512);
    records.push(...some);
    if (some.length === 0) await reader.wait(100);
  }
  return records;
}

/** Appends as an outbox or a collector does: again with the same ids until it is stored. Returns how often it was refused. */
async function appendStubbornly(log: EventLog, entries: readonly LogEntry[]): Promise<number> {
  for (let refused = 0; refused < 200; refused++) {
    const failure = await failureOf(log.append(entries));
    if (failure === undefined) return refused;
    expect(isAttuneError(failure, "ATTUNE_LOG_UNAVAILABLE")).toBe(true);
    await pause(50);
  }
  throw new Error("never stored");
}

const servers = [
  { what: "nats-server", how: "npm run servers", bin: natsServerBinary() },
  { what: "newest nats-server", how: "npm run servers -- --newest", bin: newestNatsServerBinary() },
];

for (const { what, how, bin } of servers) {
  const reason = bin === undefined ? ` (skipped: ${what} not found: ${how})` : "";
  describe.skipIf(bin === undefined)(`a failing ${what}${reason}`, { timeout: 60_000 }, () => {
    let server: TestServer;
    let log: EventLog;
    const others: { close(): Promise<unknown> }[] = [];

    beforeEach(async () => {
      server = await startNats({ bin: bin ?? "" });
      log = await openNatsEventLog({ url: server.url, partitions: 2 });
    });
    afterEach(async () => {
      for (const other of others.splice(0)) await other.close();
      await log.close();
      await server.stop();
    });
    const plain = async (): Promise<NatsConnection> => {
      const nc = await connect({ servers: `127.0.0.1:${server.port}` });
      others.push(nc);
      return nc;
    };

    it("killed and started again under way: every record once, in order", async () => {
      const reader = await log.read("events", 0, { seq: 1 });
      const size = 50;
      let killing = true;
      let appended = 0;
      const writing = (async () => {
        for (; killing; appended += size)
          await appendStubbornly(
            log,
            Array.from({ length: size }, (_, i) => entry(`${appended + i}`)),
          );
      })();
      for (let kills = 0; kills < 4; kills++) {
        await pause(150);
        await server.restart();
      }
      killing = false;
      await writing;
      const records = await takeAll(reader, appended, 40_000);
      expect(records.map((record) => text(record.payload))).toEqual(Array.from({ length: appended }, (_, i) => `${i}`));
      expect(records.map((record) => record.seq)).toEqual(records.map((_, i) => i + 1));
      await reader.wait(150);
      expect(reader.take(10)).toEqual([]);
    });

    it("standing still: an append, a ping and an open fail within a bounded time, and a reader goes on afterwards", async () => {
      const reader = await log.read("events", 0, { seq: 1 });
      await log.append([entry("before")]);
      await server.kill("SIGSTOP");
      const started = Date.now();
      const failures = await Promise.all([
        failureOf(log.append([entry("during")])),
        failureOf(log.ping()),
        failureOf(log.bounds("events", 0)),
        failureOf(openNatsEventLog({ url: server.url, partitions: 2 })),
      ]);
      expect(Date.now() - started).toBeLessThan(10_000);
      for (const failure of failures) expect(isAttuneError(failure, "ATTUNE_LOG_UNAVAILABLE")).toBe(true);
      await server.kill("SIGCONT");
      await appendStubbornly(log, [entry("during")]);
      await appendStubbornly(log, [entry("after")]);
      expect((await takeAll(reader, 3)).map((record) => text(record.payload))).toEqual(["before", "during", "after"]);
    });

    it("gone: an open and an append fail soon, and close does not hang", async () => {
      const reader = await log.read("events", 0, { seq: 1 });
      await server.kill("SIGKILL");
      const started = Date.now();
      expect(isAttuneError(await failureOf(log.append([entry("a")])), "ATTUNE_LOG_UNAVAILABLE")).toBe(true);
      expect(
        isAttuneError(await failureOf(openNatsEventLog({ url: server.url, partitions: 2 })), "ATTUNE_LOG_UNAVAILABLE"),
      ).toBe(true);
      await reader.close();
      await log.close();
      expect(Date.now() - started).toBeLessThan(8_000);
      expect(isAttuneError(await failureOf(log.append([entry("a")])), "ATTUNE_LOG_UNAVAILABLE")).toBe(true);
      expect(
        isAttuneError(
          await failureOf(openNatsEventLog({ url: `nats://127.0.0.1:${await freePort()}`, partitions: 2 })),
          "ATTUNE_LOG_UNAVAILABLE",
        ),
      ).toBe(true);
    });

    it("that dropped the reader's consumer: the reader starts another one behind the last record", async () => {
      const reader = await log.read("events", 0, { seq: 1 });
      await log.append([entry("a"), entry("b")]);
      expect((await takeAll(reader, 2)).length).toBe(2);
      const jsm = await jetstreamManager(await plain());
      for await (const consumer of jsm.consumers.list("ATTUNE_EVENTS_0"))
        await jsm.consumers.delete("ATTUNE_EVENTS_0", consumer.name);
      await log.append([entry("c")]);
      expect((await takeAll(reader, 1)).map((record) => [record.seq, text(record.payload)])).toEqual([[3, "c"]]);
    });

    it("that came back without its tail: a reader of the lost records fails rather than go on in another history", async () => {
      const ids = (from: number, count: number, mark = ""): LogEntry[] =>
        Array.from({ length: count }, (_, i) => entry(`${mark}${from + i}`));
      await log.append(ids(1, 10));
      await server.kill("SIGKILL");
      const [store, copy] = [join(server.dir, "jetstream"), `${server.dir}-copy`];
      await cp(store, copy, { recursive: true });
      await server.restart();
      const reader = await log.read("events", 0, { seq: 1 });
      await appendStubbornly(log, ids(11, 10));
      const taken = await takeAll(reader, 20);
      expect(taken.length).toBe(20);
      const idle = await log.read("events", 0, { seq: 21, after: taken[19]?.storedAt ?? 0 });
      await server.kill("SIGKILL");
      await rm(store, { recursive: true });
      await cp(copy, store, { recursive: true });
      await rm(copy, { recursive: true });
      await server.restart();
      const fresh = await openNatsEventLog({ url: server.url, partitions: 2 });
      others.push(fresh);
      await fresh.append(ids(11, 15, "other"));
      // The one that has read nothing yet knows what came before from its caller.
      for (const one of [reader, idle]) {
        const failure = await failureOf(takeAll(one, 1, 10_000));
        expect(isAttuneError(failure, "ATTUNE_LOG_UNAVAILABLE")).toBe(true);
        expect(String(failure)).toContain("tail");
      }
    });

    it("with events of a direct publisher: nothing of NATS' own shows, and purge finds the person without a header", async () => {
      const nc = await plain();
      nc.publish("attune.events.1", JSON.stringify({ type: "track", event: "x", userId: "ann" }));
      nc.publish("attune.events.1", JSON.stringify({ type: "track", event: "x", anonymousId: "ann", userId: "ben" }));
      nc.publish("attune.events.1", "no JSON");
      await nc.flush();
      const reader = await log.read("events", 1, { seq: 1 });
      const records = await takeAll(reader, 3);
      expect(records.map((record) => record.internal)).toEqual([false, false, false]);
      expect(await log.purge(1, personToken("u:ann"), 3)).toBe(1);
      expect(await log.bounds("events", 1)).toEqual({ first: 2, last: 3, count: 2 });
    });

    it("keeps nothing of a purged person on disk", async () => {
      const canary = "canary-ann@example.com";
      await log.append([
        entry("a", { payload: Buffer.from(canary), person: "dTphbm4" }),
        entry("b", { person: "dTpiZW4" }),
      ]);
      await log.append([entry("c", { topic: "dead", payload: Buffer.from(canary), person: "dTphbm4" })]);
      const onDisk = async (): Promise<boolean> => {
        const files = (await readdir(server.dir, { recursive: true, withFileTypes: true })).filter((file) =>
          file.isFile(),
        );
        const contents = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))));
        return contents.some((content) => content.includes(canary));
      };
      expect(await onDisk()).toBe(true);
      expect(await log.purge(0, "dTphbm4", 2)).toBe(2);
      await log.close();
      await server.kill("SIGTERM");
      expect(await onDisk()).toBe(false);
      await server.restart();
    });

    it("answers inboxes only, whatever reply address an event brings", async () => {
      const nc = await plain();
      const heard: string[] = [];
      // The server's own traffic (advisories, answers of its API) passes here too.
      nc.subscribe(">", {
        callback: (_, message) => void (message.string() === "mark" && heard.push(message.subject)),
      });
      await nc.flush();
      for (const address of [
        "attune.actions.email.0",
        "$JS.API.STREAM.DELETE.ATTUNE_DEAD",
        "_INBOX.>",
        "_INBOX.a b",
        "_INBOX.x\r\nPUB a 0\r\n",
        "",
        "attune.in.x",
      ]) {
        await log.reply(address, Buffer.from("mark"));
      }
      await log.reply("_INBOX.goodgoodgood.1", Buffer.from("mark"));
      for (let i = 0; i < 100 && heard.length === 0; i++) await pause(20);
      expect(heard).toEqual(["_INBOX.goodgoodgood.1"]);
    });

    it("takes settings that are given later over to its streams, and keeps those that are not", async () => {
      const later = await openNatsEventLog({ url: server.url, partitions: 2, retentionMs: 3_600_000 });
      others.push(later);
      const again = await openNatsEventLog({ url: server.url, partitions: 2 });
      others.push(again);
      const jsm = await jetstreamManager(await plain());
      const { config } = await jsm.streams.info("ATTUNE_EVENTS_1");
      expect([config.max_age, config.duplicate_window, config.discard]).toEqual([
        nanos(3_600_000),
        nanos(600_000),
        "new",
      ]);
      expect((await jsm.streams.info("ATTUNE_ACTIONS")).config.duplicate_window).toBe(nanos(3_600_000));
    });
  });
}
