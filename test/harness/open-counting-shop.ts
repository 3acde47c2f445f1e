/** Real owners over the real embedded log and state with the counting engine: for tests of the worker around an engine. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openEmbeddedEventLog } from "../../src/adapters/embedded/embedded-event-log.js";
import { openEmbeddedStateStore } from "../../src/adapters/embedded/embedded-state-store.js";
import { partitionOfPerson } from "../../src/domain/person.js";
import { normaliseCall } from "../../src/domain/wire/index.js";
import { decodeMessage } from "../../src/domain/wire/outbound.js";
import type { EventLog } from "../../src/ports/event-log.js";
import type { StateStore } from "../../src/ports/state-store.js";
import type { Alarm } from "../../src/worker/alarm.js";
import type { PinSources } from "../../src/worker/engine-in-force.js";
import { PartitionOwner } from "../../src/worker/partition-owner.js";
import { type Count, countingEngine } from "./counting-engine.js";
import { testWorkerSettings } from "./worker-settings.js";

export class CountingShop {
  readonly log: EventLog;
  readonly state: StateStore;
  /** The wall clock, ms. */
  now: number;
  readonly #folder: string;
  readonly alarms: Alarm[] = [];
  readonly #sources: PinSources;
  #owners: PartitionOwner<Count>[] = [];
  #calls = 0;

  private constructor(folder: string, log: EventLog, state: StateStore, now: number, sources: PinSources) {
    this.#folder = folder;
    this.log = log;
    this.state = state;
    this.now = now;
    this.#sources = sources;
  }

  static async open(partitions: number, now: number, sources: PinSources = {}): Promise<CountingShop> {
    const folder = await mkdtemp(path.join(tmpdir(), "attune-counting-"));
    const log = await openEmbeddedEventLog({ folder, partitions, durability: "os" });
    const shop = new CountingShop(folder, log, await openEmbeddedStateStore({ folder }), now, sources);
    await shop.#start();
    return shop;
  }

  /** Everyone's owner ends, and another begins. */
  async restart(): Promise<void> {
    for (const owner of this.#owners) await owner.stop();
    await this.#start();
  }

  async close(): Promise<void> {
    for (const owner of this.#owners) await owner.stop();
    await this.log.close();
    await this.state.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A track call of a user; resolves when all that it leads to has happened. */
  async track(userId: string, event: string, time = this.now): Promise<void> {
    await this.append(userId, event, time);
    await this.settle();
  }

  /** A track call of a user that nobody has applied yet. */
  async append(userId: string, event: string, time = this.now): Promise<void> {
    const messageId = `call-${++this.#calls}`;
    const call = { type: "track", event, userId, messageId, timestamp: new Date(time).toISOString() };
    const checked = normaliseCall(call, { receivedAt: time, source: "test", newId: () => messageId });
    if (!checked.ok) throw new Error(checked.message);
    const partition = partitionOfPerson(checked.person, this.log.partitions);
    await this.log.append([
      { topic: "events", partition, id: messageId, payload: checked.payload, person: checked.token },
    ]);
  }

  /** Resolves when everything in the log is applied and committed, and no timer is due. */
  async settle(): Promise<void> {
    for (const [partition, owner] of this.#owners.entries()) {
      for (let isBusy = true; isBusy; ) {
        const { last } = await this.log.bounds("events", partition);
        const acted = await owner.turn(1);
        isBusy = acted || owner.offset.seq < last;
      }
    }
  }

  /** The words of every message, in the order they left. */
  async words(): Promise<string[]> {
    const { count } = await this.log.bounds("actions");
    const reader = await this.log.read("actions", undefined, { seq: 1 });
    const words: string[] = [];
    while (words.length < count) {
      await reader.wait(100);
      words.push(...reader.take(100).map((record) => decodeMessage(record.payload)?.copy.body ?? ""));
    }
    await reader.close();
    return words;
  }

  async #start(): Promise<void> {
    const { log, state } = this;
    const parts = { log, state, engine: countingEngine, settings: testWorkerSettings(), now: () => this.now };
    const onAlarm = (alarm: Alarm): void => void this.alarms.push(alarm);
    this.#owners = Array.from(
      { length: log.partitions },
      (_, partition) => new PartitionOwner({ ...parts, ...this.#sources, onAlarm, partition }),
    );
    for (const owner of this.#owners) await owner.start();
  }
}
