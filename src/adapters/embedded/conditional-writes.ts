import type { Environment, Table } from "./environment.js";

/** One change of a table: a value to put (with the entry's new version in a versioned table), or undefined to remove the key. */
export interface Write {
  readonly table: Table;
  readonly key: Buffer;
  readonly value: Buffer | undefined;
  readonly version?: number;
}

/** What an attempt wants written, on condition that the entry still has the version that the attempt read (0: still is absent). */
export interface ConditionalWrite {
  readonly table: Table;
  readonly key: Buffer;
  readonly version: number;
  readonly writes: readonly Write[];
}

/** Reads what is stored now and says what to write; undefined: nothing. Must be synchronous. */
export type Attempt = () => ConditionalWrite | undefined;

export type Outcome = "written" | "changed" | "nothing";

interface Job {
  readonly name: string;
  readonly attempt: Attempt;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** LMDB's limit with pages of 4 KB. */
const MAX_KEY_BYTES = 1_978;
const PATIENT_TRIES = 3;

/**
 * All writes of one environment handle. Each is a block of native instructions under a condition, so that JavaScript never runs
 * while the write lock is held: a thread that is terminated, or stuck in a loop, leaves the others able to write.
 *
 * One transaction at a time; what is submitted meanwhile goes into the next one together (group commit).
 */
export class ConditionalWrites {
  readonly #environment: Environment;
  #waiting: Job[] = [];
  #running: Promise<void> | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** One attempt. Two of the same name never share a transaction. "changed": the entry was no longer what the attempt had read. */
  submit(name: string, attempt: Attempt): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, attempt, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Repeats an attempt until it was written or wants nothing. Some writer always wins, so this ends. */
  async repeat(name: string, attempt: Attempt): Promise<"written" | "nothing"> {
    for (let tries = 1; ; tries++) {
      const outcome = await this.submit(name, attempt);
      if (outcome !== "changed") return outcome;
      await backOff(tries);
    }
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // lets everything of this turn come along
    while (this.#waiting.length > 0) await this.#transaction(this.#nextRound());
    this.#running = undefined;
  }

  #nextRound(): Job[] {
    const round = new Map<string, Job>();
    const later: Job[] = [];
    for (const job of this.#waiting) {
      if (round.has(job.name)) later.push(job);
      else round.set(job.name, job);
    }
    this.#waiting = later;
    return [...round.values()];
  }

  async #transaction(jobs: readonly Job[]): Promise<void> {
    this.#environment.resetReadTxn();
    const written: { job: Job; result: Promise<boolean> }[] = [];
    for (const job of jobs) {
      try {
        const wanted = job.attempt();
        if (wanted === undefined) job.resolve("nothing");
        else written.push({ job, result: queue(wanted) });
      } catch (error) {
        job.reject(error);
      }
    }
    if (written.length === 0) return;
    const results = await Promise.allSettled(written.map(({ result }) => result));
    for (const [i, { job }] of written.entries()) {
      const result = results[i];
      if (result?.status === "fulfilled") job.resolve(result.value ? "written" : "changed");
      else job.reject(result?.reason);
    }
  }
}

/** Queues a block. Keys are checked before the first instruction: a throw in the middle would leave half a block. */
function queue({ table, key, version, writes }: ConditionalWrite): Promise<boolean> {
  for (const write of writes) {
    if (write.key.length === 0 || write.key.length > MAX_KEY_BYTES)
      throw new RangeError(`a key of ${write.key.length} bytes`);
  }
  const all = (): void => {
    for (const write of writes) {
      if (write.value === undefined) void write.table.remove(write.key);
      else if (write.version === undefined) void write.table.put(write.key, write.value);
      else void write.table.put(write.key, write.value, write.version);
    }
  };
  return version === 0 ? table.ifNoExists(key, all) : table.ifVersion(key, version, all);
}

/** A short random pause after a few lost races, so that a busy writer lets the others in. */
export async function backOff(tries: number): Promise<void> {
  if (tries <= PATIENT_TRIES) return;
  await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(2 ** (tries - PATIENT_TRIES), 20)));
}
