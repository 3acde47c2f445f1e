import { isAttuneError } from "../../domain/errors.js";
import type { AppendResult, EventLog, LogEntry } from "../../ports/event-log.js";

/**
 * Appends rows in batches: one is being stored while the next is made ready. Not more, so that a batch that must be repeated can't be
 * overtaken by a later one of the same person.
 */

/** Rows of one append: large enough to spread the cost of a commit or a round trip, small enough to show progress. */
export const BATCH_ROWS = 4_096;
/** A log that can't be reached is tried again for so long: a restart of its server is survived. */
const PATIENCE_MS = 30_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

export class RowSender {
  readonly #log: EventLog;
  #batch: LogEntry[] = [];
  #inFlight: Promise<void> = Promise.resolve();
  #duplicates = 0;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** Rows that the log held already; final after `flush`. */
  get duplicates(): number {
    return this.#duplicates;
  }

  get isFull(): boolean {
    return this.#batch.length >= BATCH_ROWS;
  }

  add(entry: LogEntry): void {
    this.#batch.push(entry);
  }

  /** Hands the batch on; resolves when the one before it is stored. Rejects when that one can't be. */
  async send(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    await this.#inFlight;
    this.#inFlight = this.#store(batch);
    // A failure is thrown by the next `send` or `flush`; until then it isn't unhandled.
    this.#inFlight.catch(() => {});
  }

  async flush(): Promise<void> {
    await this.send();
    await this.#inFlight;
  }

  async #store(batch: readonly LogEntry[]): Promise<void> {
    if (batch.length === 0) return;
    const { duplicates } = await withPatience(() => this.#log.append(batch));
    this.#duplicates += duplicates;
  }
}

/** The ids make a repetition harmless: what was stored is recognised. */
async function withPatience(append: () => Promise<AppendResult>): Promise<AppendResult> {
  const until = performance.now() + PATIENCE_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await append();
    } catch (error) {
      if (!isAttuneError(error, "ATTUNE_LOG_UNAVAILABLE") || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
