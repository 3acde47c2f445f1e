import { JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import { AttuneError } from "../../domain/errors.js";
import type { LogReader, LogRecord, ReadFrom } from "../../ports/event-log.js";
import { toLogError } from "./log-errors.js";
import type { NatsLink } from "./nats-link.js";
import { DeliveredRecord, type Delivery, parseStoredTime } from "./nats-record.js";
import { PullConsumer, type PullTarget } from "./pull-consumer.js";

/** Records asked for and not taken yet, at most; a new request goes out when a quarter of it is free. */
const PREFETCH = 768;
const CHECK_EVERY_MS = 500;
const RETRY_MS = 150;
/** A stream that is still missing after so long won't come back. */
const GONE_AFTER_MS = 5_000;

/**
 * Reads a stream in order across reconnects, restarts of the server and lost consumers: whatever goes wrong, it starts a new consumer
 * behind the last record it was given. It fails for good when the stream is gone, or when the server came back with another history
 * than the one already read (it lost its unsynced tail): then the owner must take over afresh from the offset it has stored.
 */
export class NatsReader implements LogReader {
  readonly #link: NatsLink;
  readonly #target: PullTarget;
  readonly #mayBeInternal: boolean;
  readonly #start: ReadFrom;
  #last: Delivery | undefined;
  /** What the caller knows of the record before the first one: held against the log until one is read. */
  readonly #before: Pick<Delivery, "seq" | "storedAt"> | undefined;
  #buffer: LogRecord[] = [];
  #outstanding = 0;
  #consumer: PullConsumer | undefined;
  #restarting: Promise<void> | undefined;
  #failure: AttuneError | undefined;
  #closed = false;
  #waiters: (() => void)[] = [];
  #pendingAtStart = 0;
  readonly #timer: NodeJS.Timeout;
  readonly #offUp: () => void;
  readonly #onClose: (() => void) | undefined;

  private constructor(
    link: NatsLink,
    target: PullTarget,
    from: ReadFrom,
    mayBeInternal: boolean,
    onClose?: () => void,
  ) {
    this.#onClose = onClose;
    this.#link = link;
    this.#target = target;
    this.#start = from;
    const after = "seq" in from && from.seq > 1 ? (from.after ?? 0) : 0;
    this.#before = "seq" in from && after > 0 ? { seq: from.seq - 1, storedAt: after } : undefined;
    this.#mayBeInternal = mayBeInternal;
    this.#timer = setInterval(() => {
      if (this.#outstanding > 0 && this.#link.connected) this.#consumer?.check();
    }, CHECK_EVERY_MS);
    this.#timer.unref();
    this.#offUp = link.onUp(() => this.#restart());
  }

  /** @throws AttuneError ATTUNE_LOG_UNAVAILABLE */
  static async open(
    link: NatsLink,
    target: PullTarget,
    from: ReadFrom,
    mayBeInternal: boolean,
    onClose?: () => void,
  ): Promise<NatsReader> {
    await link.ready();
    const reader = new NatsReader(link, target, from, mayBeInternal, onClose);
    try {
      reader.#restarting = reader.#begin().finally(() => {
        reader.#restarting = undefined;
      });
      await reader.#restarting;
      reader.#pendingAtStart = reader.#consumer?.pendingAtStart ?? 0;
    } catch (error) {
      await reader.close();
      throw toLogError(error, "read");
    }
    return reader;
  }

  /** How many records were there to read when it was opened. */
  get pendingAtStart(): number {
    return this.#pendingAtStart;
  }

  take(max: number): LogRecord[] {
    if (this.#failure !== undefined) throw this.#failure;
    let taken: LogRecord[];
    if (this.#buffer.length <= max) {
      taken = this.#buffer;
      this.#buffer = [];
    } else {
      taken = this.#buffer.splice(0, max);
    }
    if (taken.length > 0) this.#pump();
    return taken;
  }

  backlog(): number {
    return this.#buffer.length + (this.#last?.pending ?? this.#pendingAtStart);
  }

  async wait(timeoutMs: number): Promise<void> {
    if (this.#failure === undefined && this.#buffer.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.#offUp();
    this.#onClose?.();
    this.#buffer = [];
    this.#wake();
    await this.#consumer?.close();
    this.#consumer = undefined;
  }

  #wake(): void {
    const waiters = this.#waiters;
    if (waiters.length === 0) return;
    this.#waiters = [];
    for (const waiter of waiters) waiter();
  }

  #pump(): void {
    const free = PREFETCH - this.#buffer.length - this.#outstanding;
    if (this.#consumer === undefined || this.#closed || free < PREFETCH / 4) return;
    try {
      this.#consumer.request(free);
      this.#outstanding += free;
    } catch {
      // The connection is closing or gone: either the reader is closed next, or the reconnect starts a new consumer.
    }
  }

  async #connect(): Promise<void> {
    this.#outstanding = 0;
    // The handlers of a consumer that was replaced are never called again: it no longer listens.
    const from = this.#last === undefined ? this.#start : { seq: this.#last.seq + 1 };
    const consumer = await PullConsumer.create(this.#link, this.#target, from, {
      onMessage: (message, delivery) => {
        const record = new DeliveredRecord(message, delivery, this.#mayBeInternal);
        this.#outstanding--;
        this.#last = delivery;
        this.#buffer.push(record);
        if (this.#buffer.length === 1) this.#wake();
      },
      onEnded: (missing) => {
        this.#outstanding -= missing;
        this.#pump();
      },
      onLost: () => this.#restart(),
    });
    if (this.#closed) {
      await consumer.close();
      return;
    }
    this.#consumer = consumer;
    this.#pump();
  }

  async #begin(): Promise<void> {
    await this.#checkHistory();
    if (this.#failure !== undefined) throw this.#failure;
    await this.#connect();
  }

  #restart(): void {
    this.#restarting ??= this.#reconnect().finally(() => {
      this.#restarting = undefined;
    });
  }

  async #reconnect(): Promise<void> {
    const missingSince = performance.now();
    while (!this.#closed && this.#failure === undefined) {
      const old = this.#consumer;
      this.#consumer = undefined;
      void old?.close();
      try {
        await this.#link.ready(GONE_AFTER_MS);
        await this.#checkHistory();
        if (this.#failure !== undefined || this.#closed) return;
        await this.#connect();
        return;
      } catch (error) {
        const gone = error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
        if (gone && performance.now() - missingSince > GONE_AFTER_MS)
          this.#fail(`the stream ${this.#target.stream} is gone`);
        else await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  /**
   * The record read last, or known to stand before the first, must still be the one at its sequence; a purged one is fine as long as
   * the sequence was not given anew.
   */
  async #checkHistory(): Promise<void> {
    const last = this.#last ?? this.#before;
    if (last === undefined) return;
    const { state } = await this.#link.attempt((jsm) => jsm.streams.info(this.#target.stream));
    if (state.last_seq < last.seq) {
      this.#fail(
        `${this.#target.stream} ends at ${state.last_seq}, but ${last.seq} was applied or read: the log has lost its tail`,
      );
      return;
    }
    const stored = await this.#link.attempt((jsm) => jsm.streams.getMessage(this.#target.stream, { seq: last.seq }));
    if (stored !== null && parseStoredTime(stored.timestamp) !== last.storedAt) {
      this.#fail(
        `${this.#target.stream} has another record at ${last.seq} than was applied or read: the log has lost its tail`,
      );
    }
  }

  #fail(message: string): void {
    if (this.#closed) return;
    this.#failure = new AttuneError("ATTUNE_LOG_UNAVAILABLE", message);
    this.#buffer = [];
    this.#wake();
  }
}
