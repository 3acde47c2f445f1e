/**
 * The commit protocol under a seeded schedule of crashes and second owners, in one process: the real owner over the real embedded log and
 * state, with an engine that counts. A crash is a throw at one of the named points, after which nothing of the owner is used again.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEmbeddedEventLog } from "../../src/adapters/embedded/embedded-event-log.js";
import { openEmbeddedStateStore } from "../../src/adapters/embedded/embedded-state-store.js";
import { knownPerson, personToken } from "../../src/domain/person.js";
import { normaliseCall } from "../../src/domain/wire/index.js";
import { decodeMessage } from "../../src/domain/wire/outbound.js";
import type { EventLog, LogEntry, LogRecord, Topic } from "../../src/ports/event-log.js";
import type { StateStore } from "../../src/ports/state-store.js";
import { OwnershipLost, PartitionOwner } from "../../src/worker/partition-owner.js";
import { CRASH_POINTS, type CrashPoint } from "../../src/worker/probe.js";
import { decodeGroup } from "../../src/worker/statistics.js";
import { decodeTotals } from "../../src/worker/totals.js";
import { type Count, counted, countingEngine } from "../harness/counting-engine.js";
import { testWorkerSettings } from "../harness/worker-settings.js";

const NOW = Date.UTC(2026, 2, 2, 10);
const PEOPLE = 7;

class Crash extends Error {}

let folder: string;
let log: EventLog;
let state: StateStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "attune-commit-"));
  log = await openEmbeddedEventLog({ folder, partitions: 1, durability: "os" });
  state = await openEmbeddedStateStore({ folder });
});

afterEach(async () => {
  await log.close();
  await state.close();
  await rm(folder, { recursive: true, force: true });
});

function entry(n: number, event: string, time = NOW + n): LogEntry {
  const call = {
    type: "track",
    event,
    userId: `p${n % PEOPLE}`,
    messageId: `e${n}`,
    timestamp: new Date(time).toISOString(),
  };
  const normal = normaliseCall(call, { receivedAt: time, source: "test", newId: () => `e${n}` });
  if (!normal.ok) throw new Error(normal.message);
  return { topic: "events", partition: 0, id: normal.id, payload: normal.payload, person: normal.token };
}

function nameOf(n: number): string {
  return n % 5 === 0 ? "Order Completed" : n % 11 === 0 ? "Throw" : "Product Viewed";
}

/** Ends an owner at the n-th time that it comes by the point. */
function crashAt(point: CrashPoint, times: number) {
  let left = times;
  return (one: CrashPoint): void => {
    if (one === point && --left === 0) throw new Crash(point);
  };
}

async function untilCrash(life: () => Promise<unknown>): Promise<void> {
  await life().catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
}

async function drain(owner: PartitionOwner<Count>): Promise<void> {
  for (let idle = 0; idle < 3; ) {
    const { last } = await log.bounds("events", 0);
    const busy = await owner.turn(5);
    idle = busy || owner.offset.seq < last ? 0 : idle + 1;
  }
}

async function readAll(topic: Topic): Promise<LogRecord[]> {
  const { first, last, count } = await log.bounds(topic, 0);
  const records: LogRecord[] = [];
  if (count === 0) return records;
  const reader = await log.read(topic, 0, { seq: first });
  while ((records.at(-1)?.seq ?? 0) < last) {
    await reader.wait(100);
    records.push(...reader.take(1_000));
  }
  await reader.close();
  return records;
}

function owner(options: { probe?: (point: CrashPoint) => void; clock?: () => number } = {}): PartitionOwner<Count> {
  return new PartitionOwner<Count>({
    partition: 0,
    log,
    state,
    engine: countingEngine,
    settings: testWorkerSettings(),
    now: options.clock ?? (() => NOW),
    ...(options.probe === undefined ? {} : { probe: options.probe }),
  });
}

/** What must hold whatever happened: everyone counted once and in order, every message once, every throw in the dead letters. */
async function expectExactlyOnce(events: number): Promise<void> {
  const expected = new Map<string, Count>();
  let [orders, thrown] = [0, 0];
  for (let n = 0; n < events; n++) {
    const name = nameOf(n);
    if (name === "Throw") thrown++;
    else {
      const token = personToken(knownPerson(`p${n % PEOPLE}`));
      expected.set(token, counted(expected.get(token), { id: `e${n}` }));
    }
    if (name === "Order Completed") orders++;
  }
  const tokens = [...expected.keys()];
  const stored = (await state.loadProfiles(0, tokens)).map((bytes) =>
    bytes === undefined ? undefined : countingEngine.decode(bytes),
  );
  expect(stored).toEqual([...expected.values()]);
  const causes = (await readAll("actions")).map((record) => decodeMessage(record.payload)?.cause);
  expect(new Set(causes).size).toBe(causes.length);
  expect(causes.length).toBe(orders);
  expect((await readAll("dead")).length).toBe(thrown);
  expect(await state.outbox(0)).toEqual([]);
  const totals = decodeTotals((await state.loadTotals(0)) ?? Buffer.from("{}"));
  const count = (name: string): number => totals[name] ?? 0;
  const applied = events - thrown;
  expect([count("applied"), count("dead"), count("people")]).toEqual([applied, thrown, expected.size]);
  // Each step saw as many before it as there were: the numbers it was given were neither behind nor ahead.
  const statistics = await state.loadStatistics(0);
  const learnt = (group: string) => Object.fromEntries(decodeGroup(statistics.get(group) ?? Buffer.from("{}")));
  expect(learnt("events")["track"] ?? 0).toBe(applied);
  expect(learnt("serials")["sum"] ?? 0).toBe((applied ** 2 - applied) / 2);
}

describe("the commit protocol", () => {
  it.each(CRASH_POINTS)("applies everything once though its owner ends at %s, again and again", async (point) => {
    const events = 60;
    for (let n = 0; n < events; n++) await log.append([entry(n, nameOf(n))]);
    for (let life = 1; life <= 8; life++) {
      const one = owner({ probe: crashAt(point, life) });
      await untilCrash(() =>
        one
          .start()
          .then(() => drain(one))
          .then(() => one.stop()),
      );
      await one.abandon();
    }
    const last = owner();
    await last.start();
    await drain(last);
    await last.stop();
    await expectExactlyOnce(events);
  });

  it("holds under random schedules of crashes, zombies and arrivals", async () => {
    const move = fc.oneof(
      fc.record({
        kind: fc.constant("crash" as const),
        point: fc.constantFrom(...CRASH_POINTS),
        times: fc.integer({ min: 1, max: 5 }),
      }),
      fc.record({ kind: fc.constant("zombie" as const), turns: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant("arrive" as const), count: fc.integer({ min: 1, max: 25 }) }),
      fc.record({ kind: fc.constant("live" as const), turns: fc.integer({ min: 1, max: 6 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 4, maxLength: 25 }), async (moves) => {
        const own = await mkdtemp(path.join(folder, "run-"));
        const outer = { log, state };
        log = await openEmbeddedEventLog({ folder: own, partitions: 1, durability: "os" });
        state = await openEmbeddedStateStore({ folder: own });
        try {
          let events = 0;
          const zombies: PartitionOwner<Count>[] = [];
          for (const one of moves) {
            if (one.kind === "arrive") {
              await log.append(Array.from({ length: one.count }, (_, i) => entry(events + i, nameOf(events + i))));
              events += one.count;
              continue;
            }
            const life = owner(one.kind === "crash" ? { probe: crashAt(one.point, one.times) } : {});
            await untilCrash(async () => {
              await life.start();
              if (one.kind === "crash") await drain(life);
              else for (let turn = 0; turn < one.turns; turn++) await life.turn(1);
            });
            // A zombie is not told: it goes on later from what it remembers.
            if (one.kind === "zombie") zombies.push(life);
            else await life.abandon();
          }
          const last = owner();
          await last.start();
          await drain(last);
          for (const zombie of zombies) {
            const woke = drain(zombie).then(() => zombie.stop());
            await woke.catch((error: unknown) => expect(error).toBeInstanceOf(OwnershipLost));
            await zombie.abandon();
          }
          await last.stop().catch((error: unknown) => expect(error).toBeInstanceOf(OwnershipLost));
          await expectExactlyOnce(events);
        } finally {
          await log.close();
          await state.close();
          ({ log, state } = outer);
        }
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  it("lets only one of two owners commit", async () => {
    await log.append(Array.from({ length: 30 }, (_, n) => entry(n, nameOf(n))));
    const [first, second] = [owner(), owner()];
    await first.start();
    await second.start();
    await first.turn(0);
    await drain(second);
    await expect(drain(first)).rejects.toThrow(OwnershipLost);
    await first.abandon();
    await second.stop();
    await expectExactlyOnce(30);
  });

  it("turns a due timer into one event, however often its owner ends meanwhile", async () => {
    let clock = NOW;
    await log.append([entry(1, "Product Added")]);
    for (const point of ["after-read", "before-commit", "after-commit"] as const) {
      const one = owner({ probe: crashAt(point, 2), clock: () => clock });
      await untilCrash(() => one.start().then(() => drain(one)));
      await one.abandon();
      clock += 2_000;
    }
    const last = owner({ clock: () => clock });
    await last.start();
    await drain(last);
    await last.stop();
    expect((await log.bounds("events", 0)).count).toBe(2);
    const [bytes] = await state.loadProfiles(0, [personToken(knownPerson("p1"))]);
    expect(countingEngine.decode(bytes as Uint8Array).events).toBe(2);
    expect(await state.dueTimers(0, Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
  });

  it("sends an event that lies in another person's partition to its own, once", async () => {
    const wide = await mkdtemp(path.join(folder, "wide-"));
    const wideLog = await openEmbeddedEventLog({ folder: wide, partitions: 4, durability: "os" });
    const wideState = await openEmbeddedStateStore({ folder: wide });
    const parts = {
      log: wideLog,
      state: wideState,
      engine: countingEngine,
      settings: testWorkerSettings(),
      now: () => NOW,
    };
    await wideLog.append(Array.from({ length: PEOPLE }, (_, n) => ({ ...entry(n, "Product Viewed"), partition: 2 })));
    const owners = [0, 1, 2, 3].map((partition) => new PartitionOwner<Count>({ ...parts, partition }));
    for (const one of owners) await one.start();
    for (let round = 0; round < 40; round++) for (const one of owners) await one.turn(2);
    for (const one of owners) await one.stop();
    const totals = await Promise.all([0, 1, 2, 3].map((partition) => wideState.loadTotals(partition)));
    const sum = (name: string): number =>
      totals.reduce((all, bytes) => all + (bytes ? (decodeTotals(bytes)[name] ?? 0) : 0), 0);
    expect([sum("applied"), sum("people")]).toEqual([PEOPLE, PEOPLE]);
    expect(sum("misrouted")).toBeGreaterThan(0);
    await wideLog.close();
    await wideState.close();
  });

  it("puts bytes that are no event into the dead letters and goes on", async () => {
    await log.append([
      { topic: "events", partition: 0, id: "bad", payload: Buffer.from("{no json") },
      entry(1, "Product Viewed"),
    ]);
    const one = owner();
    await one.start();
    await drain(one);
    await one.stop();
    expect((await readAll("dead")).length).toBe(1);
    const [bytes] = await state.loadProfiles(0, [personToken(knownPerson("p1"))]);
    expect(countingEngine.decode(bytes as Uint8Array).events).toBe(1);
  });
});
