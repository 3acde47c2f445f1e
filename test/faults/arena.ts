import { setTimeout as sleep } from "node:timers/promises";
import { openLog, openState } from "../../src/app/open-adapters.js";
import type { Configuration } from "../../src/config/index.js";
import type { EventLog } from "../../src/ports/event-log.js";
import type { StateStore } from "../../src/ports/state-store.js";
import { startNats, startRedis, type TestServer } from "../harness/servers.js";
import { faultConfiguration } from "./fault-configuration.js";
import type { FaultNote, FaultSpec } from "./fault-spec.js";
import { Load } from "./load.js";
import { planCalls, type PlannedCall, type PopulationOptions } from "./population.js";
import { type Evidence, type Verdict, verify } from "./verifier.js";
import { WorkerChild } from "./worker-child.js";

const POLL_MS = 50;
/** Longer than a population snapshot of what was applied last may be waited for. */
const QUIET_MS = 800;
const FED_AT_ONCE = 60;
const FED_EVERY_MS = 100;

export interface ArenaOptions {
  /** Another nats-server than the first one found. */
  readonly natsBin?: string;
}

/** Real servers, a load into the real log, and worker processes to do harm to. */
export class Arena {
  readonly nats: TestServer;
  readonly redis: TestServer;
  readonly configuration: Configuration;
  readonly log: EventLog;
  readonly state: StateStore;
  readonly load: Load;
  readonly #workers: WorkerChild[] = [];
  readonly #everyWorker: WorkerChild[] = [];

  private constructor(
    nats: TestServer,
    redis: TestServer,
    configuration: Configuration,
    log: EventLog,
    state: StateStore,
  ) {
    this.nats = nats;
    this.redis = redis;
    this.configuration = configuration;
    this.log = log;
    this.state = state;
    this.load = new Load(log);
  }

  static async open({ natsBin }: ArenaOptions = {}): Promise<Arena> {
    const nats = await startNats(natsBin === undefined ? {} : { bin: natsBin });
    const redis = await startRedis();
    const configuration = faultConfiguration(nats.url, redis.url);
    const log = await openLog(configuration);
    return new Arena(nats, redis, configuration, log, await openState(configuration));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => this.endWorker(worker, "SIGKILL")));
    await Promise.allSettled([this.log.close(), this.state.close()]);
    await Promise.allSettled([this.nats.stop(), this.redis.stop()]);
  }

  /** The worker processes that have not ended. */
  get workers(): readonly WorkerChild[] {
    return this.#workers;
  }

  startWorker(faults: FaultSpec = {}): WorkerChild {
    const worker = new WorkerChild(this.nats.url, this.redis.url, faults);
    this.#workers.push(worker);
    this.#everyWorker.push(worker);
    void worker.exited.then(() => this.#workers.splice(this.#workers.indexOf(worker), 1));
    return worker;
  }

  async endWorker(worker: WorkerChild, signal: NodeJS.Signals): Promise<void> {
    worker.kill(signal);
    await worker.exited;
  }

  /** What the workers said before signals of their own, of all workers there ever were. */
  get notes(): FaultNote[] {
    return this.#everyWorker.flatMap(({ notes }) => notes);
  }

  alarms(code: string): number {
    return this.#everyWorker.reduce((sum, { alarms }) => sum + (alarms.get(code) ?? 0), 0);
  }

  /** The calls of a population with the usual mixture; `begin` is a moment ago. */
  plan(options: Pick<PopulationOptions, "seed" | "events"> & Partial<PopulationOptions>): Iterable<PlannedCall> {
    const usual = { mergers: 0.15, visitors: 0.15, duplicates: 0.03, abandonEvery: 200, name: "p" };
    const people = Math.max(50, Math.floor(options.events / 25));
    return planCalls({ people, begin: Date.now() - 60_000, ...usual, ...options });
  }

  /** Sends the calls a few at a time until the promise resolves or none is left. */
  async feed(calls: Iterator<PlannedCall>, until: Promise<unknown>): Promise<void> {
    let isOver = false;
    void until.then(() => (isOver = true));
    while (!isOver) {
      const some: PlannedCall[] = [];
      for (let next = calls.next(); next.done !== true; next = calls.next())
        if (some.push(next.value) === FED_AT_ONCE) break;
      if (some.length === 0) return;
      await this.load.send(some);
      await sleep(FED_EVERY_MS);
    }
  }

  /**
   * Resolves when everything in the log is applied and everything decided has left: no lag, no outbox, no due timer, and it stays so.
   * Needs a worker. Rejects after `withinMs` with what was left and what the workers said last.
   */
  async untilQuiet(withinMs = 60_000): Promise<void> {
    const end = performance.now() + withinMs;
    let before = "";
    let since = 0;
    let left = "nothing could be read";
    while (performance.now() < end) {
      try {
        const { rest, at } = await this.#rest();
        left = JSON.stringify(rest);
        if (rest.lag === 0 && rest.outbox === 0 && rest.due === 0) {
          if (at !== before) since = performance.now();
          else if (performance.now() - since >= QUIET_MS) return;
          before = at;
        } else before = "";
      } catch (error) {
        left = String(error);
        before = "";
      }
      await sleep(POLL_MS);
    }
    const said = this.#workers.flatMap(({ lines }) => lines.slice(-15)).join("\n");
    throw new Error(`not quiet after ${withinMs} ms: ${left}\n${said}`);
  }

  async #rest(): Promise<{ rest: { lag: number; outbox: number; due: number }; at: string }> {
    const rest = { lag: 0, outbox: 0, due: 0 };
    const places: number[] = [];
    for (let partition = 0; partition < this.log.partitions; partition++) {
      const { last } = await this.log.bounds("events", partition);
      const { seq } = await this.state.loadOffset(partition);
      // A log that lost its tail ends before the offset until the owner has noticed.
      rest.lag += Math.abs(last - seq);
      rest.outbox += (await this.state.outbox(partition)).length;
      rest.due += (await this.state.dueTimers(partition, Date.now(), 1)).length;
      places.push(last, seq);
    }
    return { rest, at: places.join() };
  }

  verify(more: Pick<Evidence, "gone" | "before" | "poison"> = {}): Promise<Verdict> {
    const { state, configuration, load } = this;
    return verify({ logUrl: this.nats.url, state, configuration, accepted: load.accepted, ...more });
  }
}
