/**
 * The collector's tests: the real collector on the real embedded log in a temporary folder, and a way to take the log away for a
 * while. `events()` and `deadLetters()` read back what the log holds, through the worker's own parser.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { openEmbeddedEventLog } from "../../src/adapters/embedded/embedded-event-log.js";
import { buildCollector, type CollectorSettings } from "../../src/collector/index.js";
import { AttuneError, type ErrorCode } from "../../src/domain/errors.js";
import type { SegmentEvent } from "../../src/domain/event.js";
import { type DeadLetter, decodeDeadLetter, parseEvent } from "../../src/domain/wire/index.js";
import type { EventLog, LogRecord, Topic } from "../../src/ports/event-log.js";

export const TEST_KEY = "test-key";
/** An authorization header with the test key. */
export const BASIC = `Basic ${Buffer.from(`${TEST_KEY}:`).toString("base64")}`;
const PARTITIONS = 4;

const SETTINGS: CollectorSettings = {
  host: "127.0.0.1",
  port: 0,
  writeKeys: [
    { name: "web", key: TEST_KEY },
    { name: "shop", key: "shop-key", origins: ["https://shop.example"] },
    { name: "slow", key: "slow-key", eventsPerSecond: 1, burst: 2 },
  ],
  limits: { batchBytes: 512_000, batchEvents: 500 },
  inFlightRequests: 100,
  requestTimeoutMs: 10_000,
};

export interface TestCollector {
  readonly app: ReturnType<typeof buildCollector>;
  readonly log: EventLog;
  /** Listens on a free port; "http://127.0.0.1:<port>". */
  listen(): Promise<string>;
  /** What the log's appends do from now on: as they are, or fail `before` storing or `after` it. */
  breakLog(when: "before" | "after" | "never", code?: ErrorCode): void;
  /** Makes appends wait until the returned function is called. */
  holdLog(): () => void;
  /** Resolves when an append is on its way. */
  appending(): Promise<void>;
  /** Every event the log holds, in the order of partitions. */
  events(): Promise<SegmentEvent[]>;
  deadLetters(): Promise<DeadLetter[]>;
  close(): Promise<void>;
}

export interface TestCollectorOptions {
  readonly settings?: Partial<CollectorSettings>;
  readonly now?: () => number;
}

export async function openTestCollector(options: TestCollectorOptions = {}): Promise<TestCollector> {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-test-collector-"));
  const log = await openEmbeddedEventLog({ folder, partitions: PARTITIONS, durability: "os" });
  let broken: "before" | "after" | "never" = "never";
  let code: ErrorCode = "ATTUNE_LOG_UNAVAILABLE";
  let held: Promise<void> | undefined;
  let arrived = (): void => {};
  const appending = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const append: EventLog["append"] = async (entries) => {
    arrived();
    await held;
    if (broken === "before") throw new AttuneError(code, "the test broke the log");
    const result = await log.append(entries);
    if (broken === "after") throw new AttuneError(code, "the test broke the log");
    return result;
  };
  const breakable = new Proxy(log, {
    get: (target, name) => {
      if (name === "append") return append;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  const settings = { ...SETTINGS, ...options.settings };
  const logger = pino({ level: "silent" });
  const app = buildCollector({ log: breakable, settings, now: options.now ?? Date.now, logger });
  return {
    app,
    log,
    listen: () => app.listen({ host: settings.host, port: settings.port }),
    breakLog(when, failure = "ATTUNE_LOG_UNAVAILABLE") {
      broken = when;
      code = failure;
    },
    holdLog() {
      let release = (): void => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        held = undefined;
        release();
      };
    },
    appending: () => appending,
    async events() {
      const records = await Promise.all(
        Array.from({ length: PARTITIONS }, (_, partition) => readAll(log, "events", partition)),
      );
      return records.flat().map((record) => {
        const parsed = parseEvent(record.payload, {
          storedAtMs: Math.floor(record.storedAt / 1_000),
          internal: record.internal,
        });
        if (!parsed.ok) throw new Error(`the log holds what the worker refuses: ${parsed.code} ${parsed.message}`);
        return parsed.event as SegmentEvent;
      });
    },
    async deadLetters() {
      return (await readAll(log, "dead", undefined)).map((record) => {
        const letter = decodeDeadLetter(record.payload);
        if (letter === undefined) throw new Error("the log holds a dead letter that can't be read");
        return letter;
      });
    },
    async close() {
      await app.close();
      await log.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function readAll(log: EventLog, topic: Topic, partition: number | undefined): Promise<LogRecord[]> {
  const { count } = await log.bounds(topic, partition);
  const reader = await log.read(topic, partition, { seq: 1 });
  const records: LogRecord[] = [];
  try {
    while (records.length < count) {
      await reader.wait(1_000);
      records.push(...reader.take(1_000));
    }
  } finally {
    await reader.close();
  }
  return records;
}

/** A good event. */
export function productViewed(messageId: string, more: object = {}): object {
  return { type: "track", event: "Product Viewed", userId: "ann", messageId, properties: { sku: "s1" }, ...more };
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    readonly results?: {
      readonly index: number;
      readonly status: string;
      readonly code?: string;
      readonly messageId?: string;
    }[];
  };
  readonly headers: Record<string, unknown>;
}

/** Posts a value as JSON, or bytes and text as they are, without a socket. */
export async function postTo(
  collector: TestCollector,
  url: string,
  payload: unknown,
  headers: Record<string, string> = { authorization: BASIC },
): Promise<Answer> {
  const raw = typeof payload === "string" || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
  const answer = await collector.app.inject({ method: "POST", url, payload: raw, headers });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}
