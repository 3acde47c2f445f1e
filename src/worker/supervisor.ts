/**
 * The main thread's side of a worker: holds leases on its share of the partitions, runs each as one long piscina task, ends threads that
 * are stuck, and starts a new owner where one has ended. It applies no events and never blocks.
 */
import { randomUUID } from "node:crypto";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { setTimeout as sleep } from "node:timers/promises";
import { Piscina } from "piscina";
import type { Logger } from "pino";
import type { StateStore } from "../ports/state-store.js";
import type { Alarm } from "./alarm.js";
import { Heartbeat } from "./heartbeat.js";
import type { WorkerSettings } from "./settings.js";

/** What a partition task is given; `port` brings "stop" in and alarms out. */
export interface PartitionTask {
  readonly partition: number;
  readonly port: MessagePort;
  /** Where the thread asks for what recommends and scores. */
  readonly keeper?: MessagePort;
  readonly suspect?: number;
}

/** What a thread is started with: plain data only. */
export interface ThreadData<TConfiguration> {
  readonly configuration: TConfiguration;
  readonly heartbeat: SharedArrayBuffer;
}

export type FromTask = { readonly kind: "started" } | { readonly kind: "alarm"; readonly alarm: Alarm };

export interface SupervisorParts {
  readonly state: StateStore;
  readonly partitions: number;
  readonly settings: WorkerSettings;
  readonly logger: Logger;
  /** The module that exports `ownPartition(task)`, and what its threads are started with. */
  readonly thread: { readonly file: URL; readonly execArgv: string[]; readonly configuration: unknown };
  /** Answers what threads ask over this port; left out: nothing is recommended, and nothing scores. */
  readonly serve?: (port: MessagePort) => void;
}

interface Owned {
  readonly port: MessagePort;
  readonly ended: Promise<void>;
  stopping: boolean;
}

const YOUNG_GENERATION_MB = 192;
const BACKOFF_FIRST_MS = 100;
const BACKOFF_MOST_MS = 2_000;

export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #pool: Piscina;
  readonly #heartbeat: Heartbeat;
  readonly #member = randomUUID();
  readonly #owned = new Map<number, Owned>();
  readonly #suspects = new Map<number, number>();
  readonly #failures = new Map<number, number>();
  #leases: NodeJS.Timeout | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #balancing = false;
  #stopping = false;
  readonly #started = new Set<number>();

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    const { settings, partitions, thread } = parts;
    this.#heartbeat = new Heartbeat(partitions);
    const threadData: ThreadData<unknown> = { configuration: thread.configuration, heartbeat: this.#heartbeat.shared };
    this.#pool = new Piscina({
      filename: thread.file.href,
      name: "ownPartition",
      execArgv: thread.execArgv,
      workerData: threadData,
      minThreads: settings.threads,
      maxThreads: settings.threads,
      // Every partition may be here at once: a partition is a task that runs for as long as it is owned.
      concurrentTasksPerWorker: Math.ceil(partitions / settings.threads),
      idleTimeout: Number.POSITIVE_INFINITY,
      // Events live for one batch: with Node's 16 MB they outlive a young collection and are copied for nothing (bench/results/SUMMARY.md).
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
      // Tasks wait for input asynchronously: a thread must not block on Atomics.wait between them.
      atomics: "disabled",
    });
    this.#pool.on("error", (error: unknown) =>
      this.#parts.logger.warn({ err: String(error) }, "a worker thread failed"),
    );
  }

  /** Partitions owned and reading. */
  get owned(): number[] {
    return [...this.#started].toSorted((a, b) => a - b);
  }

  /** Begins to take partitions. Resolves after the first round: those free now are starting. */
  async start(): Promise<void> {
    const { settings } = this.#parts;
    await this.#balance();
    this.#leases = setInterval(() => void this.#balance(), settings.leaseTtlMs / 5);
    this.#watchdog = setInterval(() => this.#watch(), Math.max(50, settings.watchdogMs / 4));
  }

  /** Drains: every owner commits, publishes and gives its partition back. Ends the threads after `drainMs` at the latest. */
  async stop(): Promise<void> {
    const { settings, state } = this.#parts;
    this.#stopping = true;
    clearInterval(this.#leases);
    const ends = [...this.#owned.values()].map((owned) => this.#askToStop(owned));
    const timeout = new AbortController();
    await Promise.race([
      Promise.allSettled(ends),
      sleep(settings.drainMs, undefined, { signal: timeout.signal }).catch(() => undefined),
    ]);
    timeout.abort();
    clearInterval(this.#watchdog);
    await this.#pool.destroy();
    await state.withdraw(this.#member).catch(() => undefined);
  }

  /** One round: say that we live, keep our leases, take our share, give back what is above it. */
  async #balance(): Promise<void> {
    if (this.#balancing || this.#stopping) return;
    this.#balancing = true;
    try {
      const { state, settings, partitions } = this.#parts;
      const members = await state.announce(this.#member, settings.leaseTtlMs);
      const kept = new Set(await state.renewLeases([...this.#owned.keys()], this.#member, settings.leaseTtlMs));
      for (const [partition, owned] of this.#owned) if (!kept.has(partition)) void this.#askToStop(owned);
      const share = Math.ceil(partitions / Math.max(1, members));
      await this.#takeUpTo(share);
      for (const owned of [...this.#owned.values()].slice(share)) void this.#askToStop(owned);
    } catch (error) {
      this.#parts.logger.warn({ err: String(error) }, "leases could not be renewed");
    } finally {
      this.#balancing = false;
    }
  }

  async #takeUpTo(share: number): Promise<void> {
    const { state, settings, partitions } = this.#parts;
    // Beginning at a place of our own keeps several members from asking for the same partition first.
    const from = Number.parseInt(this.#member.slice(0, 8), 16) % partitions;
    for (let i = 0; i < partitions && this.#owned.size < share; i++) {
      const partition = (from + i) % partitions;
      if (this.#owned.has(partition)) continue;
      if (await state.acquireLease(partition, this.#member, settings.leaseTtlMs)) this.#own(partition);
    }
  }

  #own(partition: number): void {
    const { port1, port2 } = new MessageChannel();
    port1.on("message", (message: FromTask) => this.#heard(partition, message));
    const suspect = this.#suspects.get(partition);
    this.#suspects.delete(partition);
    const keeper = this.#keeperPort();
    const task: PartitionTask = {
      partition,
      port: port2,
      ...(keeper === undefined ? {} : { keeper }),
      ...(suspect === undefined ? {} : { suspect }),
    };
    const owned: Owned = {
      port: port1,
      stopping: false,
      ended: this.#pool.run(task, { transferList: keeper === undefined ? [port2] : [port2, keeper] }).then(
        () => this.#ended(partition),
        (error: unknown) => this.#failed(partition, error),
      ),
    };
    this.#owned.set(partition, owned);
  }

  #keeperPort(): MessagePort | undefined {
    const { serve } = this.#parts;
    if (serve === undefined) return undefined;
    const { port1, port2 } = new MessageChannel();
    // The task's end closes its side, and that this one.
    serve(port1);
    return port2;
  }

  #heard(partition: number, message: FromTask): void {
    if (message.kind === "started") {
      this.#started.add(partition);
      this.#failures.delete(partition);
      return;
    }
    this.#parts.logger.warn(message.alarm, "alarm");
  }

  async #ended(partition: number): Promise<void> {
    this.#forget(partition);
    await this.#parts.state.releaseLease(partition, this.#member).catch(() => undefined);
  }

  async #failed(partition: number, error: unknown): Promise<void> {
    const failures = (this.#failures.get(partition) ?? 0) + 1;
    this.#failures.set(partition, failures);
    if (!this.#stopping) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      // A server that stays away would fill the log: the first, second, fourth, eighth … failure in a row is told.
      if ((failures & (failures - 1)) === 0) {
        this.#parts.logger.warn({ partition, reason, failures }, "a partition's owner ended; a new one starts");
      }
      await sleep(Math.min(BACKOFF_FIRST_MS * 2 ** (failures - 1), BACKOFF_MOST_MS), undefined, { ref: false });
    }
    await this.#ended(partition);
    if (!this.#stopping) void this.#balance();
  }

  #forget(partition: number): void {
    this.#owned.get(partition)?.port.close();
    this.#owned.delete(partition);
    this.#started.delete(partition);
  }

  async #askToStop(owned: Owned): Promise<void> {
    if (!owned.stopping) {
      owned.stopping = true;
      owned.port.postMessage("stop");
    }
    await owned.ended;
  }

  /** Ends threads in which one batch has been running for too long; the record at work becomes the suspect. */
  #watch(): void {
    for (const { partition, threadId, seq } of this.#heartbeat.stalls(Date.now(), this.#parts.settings.watchdogMs)) {
      this.#heartbeat.end(partition);
      this.#suspects.set(partition, seq);
      this.#parts.logger.warn({ partition, seq, threadId }, "a thread was stuck in one event and is ended");
      const thread = this.#pool.threads.find((one) => one.threadId === threadId);
      void thread?.terminate();
    }
  }
}
