import { setTimeout as sleep } from "node:timers/promises";
import { isAttuneError } from "../../src/domain/errors.js";
import { partitionOfToken } from "../../src/domain/person.js";
import { normaliseCall } from "../../src/domain/wire/index.js";
import type { EventLog, LogEntry } from "../../src/ports/event-log.js";
import type { PlannedCall } from "./population.js";

const RETRY_MS = 50;
/** A server that is away for longer than any fault takes. */
const GIVE_UP_MS = 60_000;

/** What a load has put into the log: every id in it was acknowledged as stored. */
export class Load {
  readonly #log: EventLog;
  readonly #accepted = new Set<string>();
  #repeats = 0;
  #paused: Promise<void> | undefined;
  #appending: Promise<void> = Promise.resolve();

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** The message ids accepted so far. */
  get accepted(): ReadonlySet<string> {
    return this.#accepted;
  }

  /** Appends that had to be repeated because the log was away. */
  get repeats(): number {
    return this.#repeats;
  }

  /** Appends the calls in batches, `perSecond` of them at most (0 = as fast as it goes). */
  async send(calls: Iterable<PlannedCall>, perSecond = 0, batchSize = 100): Promise<void> {
    let start = performance.now();
    let sent = 0;
    let batch: PlannedCall[] = [];
    const flush = async (): Promise<void> => {
      const held = performance.now();
      await this.#paused;
      // What was not sent during a pause is not caught up on.
      start += performance.now() - held;
      this.#appending = this.#append(batch.map((planned) => this.#entryOf(planned)));
      await this.#appending;
      for (const { id } of batch) this.#accepted.add(id);
      sent += batch.length;
      batch = [];
      const early = perSecond > 0 ? (sent / perSecond) * 1000 - (performance.now() - start) : 0;
      if (early > 1) await sleep(early);
    };
    for (const planned of calls) {
      batch.push(planned);
      if (batch.length === batchSize) await flush();
    }
    if (batch.length > 0) await flush();
  }

  /** Resolves when nothing is under way any more; nothing more is sent until the returned function is called. */
  async pause(): Promise<() => void> {
    let resume = (): void => undefined;
    this.#paused = new Promise((resolve) => (resume = resolve));
    await this.#appending;
    return resume;
  }

  /** With the same ids until the log has taken them: what was stored already is a duplicate then. */
  async #append(entries: readonly LogEntry[]): Promise<void> {
    const end = performance.now() + GIVE_UP_MS;
    for (;;) {
      try {
        await this.#log.append(entries);
        return;
      } catch (error) {
        if (!isAttuneError(error, "ATTUNE_LOG_UNAVAILABLE") || performance.now() > end) throw error;
        this.#repeats++;
        await sleep(RETRY_MS);
      }
    }
  }

  #entryOf({ call, id, copy }: PlannedCall): LogEntry {
    const how = { receivedAt: Date.now(), source: "faults", newId: () => id };
    const checked = normaliseCall(call, how);
    if (!checked.ok) throw new Error(`the load made a call that is refused: ${checked.message}`);
    return {
      topic: "events",
      partition: partitionOfToken(checked.token, this.#log.partitions),
      // Another entry id lets a copy past the log, as a sender without one would come.
      id: copy === 0 ? checked.id : `${checked.id}~${copy}`,
      payload: checked.payload,
      person: checked.token,
    };
  }
}
