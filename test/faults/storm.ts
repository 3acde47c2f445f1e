import { setTimeout as sleep } from "node:timers/promises";
import type { Arena } from "./arena.js";
import type { FaultSpec } from "./fault-spec.js";
import { type Streams, readEvents } from "./log-truth.js";
import { seededRandom } from "./seeded-random.js";
import { AppendOnlyFile, cutTail } from "./server-damage.js";
import type { WorkerChild } from "./worker-child.js";

export type FaultKind = "worker" | "nats" | "redis" | "zombie" | "redisLostSecond" | "natsLostTail";

export interface StormOptions {
  readonly seed: number;
  /** How often each happens; they come in a shuffled order. */
  readonly faults: Readonly<Record<FaultKind, number>>;
  /** ms between two, on average. */
  readonly every: number;
  readonly workers: number;
  /** What is wrong with each worker process from its start. */
  readonly workerFaults?: (number: number) => FaultSpec;
  readonly onFault?: (kind: FaultKind, done: number, all: number) => void;
}

export interface StormResult {
  /** Event streams as they stood before their tails were cut off. */
  readonly before: Streams["events"][];
  /** Workers that ended by a signal of their own. */
  readonly crashes: number;
}

const CUT_BYTES = 30_000;
const LOST_MS = 1_000;

/**
 * Does harm to an arena in a seeded order while a load runs, and puts things right after each: killed servers come back on their own files,
 * ended workers are replaced at once.
 */
export async function storm(arena: Arena, options: StormOptions): Promise<StormResult> {
  const random = seededRandom(options.seed);
  const before: Streams["events"][] = [];
  const file = new AppendOnlyFile(arena.redis);
  const crew = new Crew(arena, options);
  try {
    await crew.complete();
    const order = shuffled(options.faults, random);
    for (const [done, kind] of order.entries()) {
      await sleep(options.every * (0.5 + random()));
      options.onFault?.(kind, done + 1, order.length);
      await harm(kind, arena, crew, file, before, random);
    }
    return { before, crashes: crew.crashes };
  } finally {
    crew.leave();
    file.stop();
  }
}

/** Keeps as many workers running as are wanted. */
class Crew {
  readonly #arena: Arena;
  readonly #options: StormOptions;
  #number = 0;
  #present = true;
  readonly #sacked = new Set<WorkerChild>();
  crashes = 0;

  constructor(arena: Arena, options: StormOptions) {
    this.#arena = arena;
    this.#options = options;
  }

  async complete(): Promise<void> {
    await Promise.all(Array.from({ length: this.#options.workers }, () => this.#add().started));
  }

  /** Ends one with SIGKILL; another takes its place. */
  async sack(worker: WorkerChild | undefined): Promise<void> {
    if (worker === undefined) return;
    this.#sacked.add(worker);
    await this.#arena.endWorker(worker, "SIGKILL");
  }

  leave(): void {
    this.#present = false;
  }

  #add(): WorkerChild {
    const worker = this.#arena.startWorker(this.#options.workerFaults?.(this.#number++) ?? {});
    void worker.exited.then(() => {
      if (!this.#sacked.has(worker) && this.#present) this.crashes++;
      if (this.#present) this.#add();
    });
    return worker;
  }
}

async function harm(
  kind: FaultKind,
  arena: Arena,
  crew: Crew,
  file: AppendOnlyFile,
  before: Streams["events"][],
  random: () => number,
): Promise<void> {
  const { nats, redis, configuration } = arena;
  const anyWorker = arena.workers[Math.floor(random() * arena.workers.length)];
  switch (kind) {
    case "worker":
      return crew.sack(anyWorker);
    case "nats":
      await nats.kill("SIGKILL");
      return nats.restart();
    case "redis":
      await redis.kill("SIGKILL");
      return redis.restart();
    case "zombie":
      anyWorker?.kill("SIGSTOP");
      await sleep(configuration.worker.leaseTtlMs * 1.5);
      anyWorker?.kill("SIGCONT");
      return;
    case "redisLostSecond":
      await file.loseLast(LOST_MS);
      return;
    case "natsLostTail":
      before.push(await loseTail(arena));
  }
}

/**
 * The log loses what it had not synced. Everything in it has been applied before, so that the verifier knows what must be in the profiles;
 * the owners live on, with a place in the log that no longer exists. @returns what stood there
 */
export async function loseTail(arena: Arena): Promise<Streams["events"]> {
  const { nats, configuration, load } = arena;
  const resume = await load.pause();
  try {
    await arena.untilQuiet();
    const before = await readEvents(nats.url, configuration.partitions);
    await cutTails(arena, CUT_BYTES);
    return before;
  } finally {
    resume();
  }
}

/** Kills nats-server, takes the last bytes of each event stream, and starts it again. */
export async function cutTails({ nats, configuration }: Arena, bytes: number): Promise<void> {
  await nats.kill("SIGKILL");
  for (let partition = 0; partition < configuration.partitions; partition++)
    cutTail(nats, `ATTUNE_EVENTS_${partition}`, bytes);
  await nats.restart();
}

function shuffled(counts: StormOptions["faults"], random: () => number): FaultKind[] {
  const kinds = (Object.entries(counts) as [FaultKind, number][]).flatMap(([kind, count]) =>
    Array.from({ length: count }, () => kind),
  );
  for (let i = kinds.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [kinds[i], kinds[j]] = [kinds[j] as FaultKind, kinds[i] as FaultKind];
  }
  return kinds;
}
