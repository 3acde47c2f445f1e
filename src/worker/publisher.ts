import { isAttuneError } from "../domain/errors.js";
import type { EventLog, LogEntry } from "../ports/event-log.js";
import { decodeOutbound, outboundId, type Outbound } from "./outbox-entry.js";
import type { OutboxEntry } from "../ports/state-store.js";
import type { Probe } from "./probe.js";

/** Takes what is kept of an erased person (token) outside log and state; may be asked again for the same one. */
export type Forget = (person: string) => Promise<void>;

const RETRY_FIRST_MS = 50;
const RETRY_MOST_MS = 2_000;

/**
 * Publishes what was committed, in the order it was committed, while the partition reads on. Ids make repeating harmless, so a failed
 * append is repeated until it succeeds or the owner stops; what was published waits in `published` for the next commit to trim it.
 */
export class Publisher {
  readonly #log: EventLog;
  readonly #partition: number;
  readonly #probe: Probe;
  readonly #stopped: AbortSignal;
  readonly #forget: Forget;
  #tail: Promise<void> = Promise.resolve();
  #failure: Error | undefined;
  #waiting = 0;
  #published: string[] = [];

  constructor(log: EventLog, partition: number, probe: Probe, stopped: AbortSignal, forget: Forget = async () => {}) {
    this.#log = log;
    this.#partition = partition;
    this.#probe = probe;
    this.#stopped = stopped;
    this.#forget = forget;
  }

  /** Entries handed over and not published yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Takes the ids of what has been published since the last call: to be trimmed with the next commit. */
  takePublished(): string[] {
    const published = this.#published;
    this.#published = [];
    return published;
  }

  hand(outbound: readonly Outbound[]): void {
    if (outbound.length === 0) return;
    this.#waiting += outbound.length;
    this.#tail = this.#tail
      .then(() => this.#publish(outbound))
      .catch((error: unknown) => {
        this.#failure ??= error as Error;
      });
  }

  handStored(entries: readonly OutboxEntry[]): void {
    this.hand(entries.map(decodeOutbound));
  }

  /** Resolves when everything handed over so far is published. Throws what stopped it. */
  async drained(): Promise<void> {
    await this.#tail;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #publish(outbound: readonly Outbound[]): Promise<void> {
    if (this.#failure !== undefined) return;
    this.#probe("before-publish", this.#partition);
    const entries = outbound.flatMap((one): LogEntry[] => (one.kind === "append" ? [one.entry] : []));
    if (entries.length > 0) await this.#repeat(() => this.#log.append(entries));
    for (const one of outbound) {
      if (one.kind !== "purge") continue;
      await this.#repeat(() => this.#log.purge(this.#partition, one.person, one.throughSeq));
      await this.#forget(one.person);
    }
    this.#probe("after-publish", this.#partition);
    this.#waiting -= outbound.length;
    for (const one of outbound) this.#published.push(outboundId(one));
  }

  async #repeat(act: () => Promise<unknown>): Promise<void> {
    for (let pause = RETRY_FIRST_MS; ; pause = Math.min(pause * 2, RETRY_MOST_MS)) {
      try {
        await act();
        return;
      } catch (error) {
        const passing = isAttuneError(error, "ATTUNE_LOG_UNAVAILABLE") || isAttuneError(error, "ATTUNE_LOG_FULL");
        if (!passing || this.#stopped.aborted) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }
}
