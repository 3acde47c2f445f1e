import { createInbox, type Msg, MsgHdrsImpl, type Subscription } from "@nats-io/transport-node";
import { AttuneError } from "../../domain/errors.js";
import type { AppendResult } from "../../ports/event-log.js";
import { fromApiError, toLogError } from "./log-errors.js";
import type { NatsLink } from "./nats-link.js";

/** Messages sent and not acknowledged yet, over all calls. Bounds the memory of an append and of the server's queue. */
const WINDOW = 1_024;
/** From the call to its last acknowledgement. */
const TIMEOUT_MS = 5_000;

export interface OutgoingMessage {
  readonly subject: string;
  readonly headers: Record<string, string[]>;
  readonly payload: Uint8Array;
}

interface Batch {
  outstanding: number;
  duplicates: number;
  failure: AttuneError | undefined;
  settled: boolean;
  /** All that will be sent has been sent. */
  complete: boolean;
  settle(error?: AttuneError): void;
}

interface PubAck {
  readonly duplicate?: boolean;
  readonly error?: { readonly err_code?: number; readonly code: number; readonly description: string };
}

/**
 * Publishes into streams and counts the acknowledgements itself: every message is published with a reply subject under one wildcard
 * subscription, whose last token names the call it belongs to. js.publish builds a promise, a timer and a token for each message and is
 * five times slower (measured: 28k/s against 150k/s).
 */
export class AckedPublisher {
  readonly #link: NatsLink;
  readonly #inbox: string;
  readonly #subscription: Subscription;
  readonly #batches = new Map<string, Batch>();
  #batchNumber = 0;
  #inFlight = 0;
  /** One call sends at a time, so that a call's messages follow each other and a later call doesn't overtake a waiting one. */
  #turn: Promise<void> = Promise.resolve();
  #waitingForRoom: (() => void) | undefined;

  constructor(link: NatsLink) {
    this.#link = link;
    this.#inbox = createInbox();
    this.#subscription = link.nc.subscribe(`${this.#inbox}.*`, { callback: (_, message) => this.#onAck(message) });
    link.onDown(() => {
      for (const batch of [...this.#batches.values()]) {
        batch.settle(
          new AttuneError(
            "ATTUNE_LOG_UNAVAILABLE",
            "the connection to nats-server was lost before everything was acknowledged",
          ),
        );
      }
    });
  }

  /**
   * Resolves after every message was acknowledged as stored or as a duplicate.
   * @throws AttuneError ATTUNE_LOG_UNAVAILABLE | ATTUNE_LOG_FULL | ATTUNE_EVENT_TOO_LARGE
   */
  async publish(messages: readonly OutgoingMessage[]): Promise<AppendResult> {
    if (messages.length === 0) return { stored: 0, duplicates: 0 };
    await this.#link.ready();
    const limit = (this.#link.nc.info?.max_payload ?? 1_048_576) - 2_048;
    for (const message of messages) {
      if (message.payload.length > limit)
        throw new AttuneError("ATTUNE_EVENT_TOO_LARGE", `an entry is larger than nats-server takes (${limit} bytes)`);
    }
    const id = (++this.#batchNumber).toString(36);
    return new Promise<AppendResult>((resolve, reject) => {
      const timer = setTimeout(
        () =>
          batch.settle(
            new AttuneError("ATTUNE_LOG_UNAVAILABLE", `nats-server did not acknowledge within ${TIMEOUT_MS} ms`),
          ),
        TIMEOUT_MS,
      );
      const batch: Batch = {
        outstanding: 0,
        duplicates: 0,
        failure: undefined,
        settled: false,
        complete: false,
        settle: (error) => {
          if (batch.settled) return;
          batch.settled = true;
          clearTimeout(timer);
          this.#batches.delete(id);
          this.#release(batch.outstanding);
          const failure = error ?? batch.failure;
          if (failure === undefined)
            resolve({ stored: messages.length - batch.duplicates, duplicates: batch.duplicates });
          else reject(failure);
        },
      };
      this.#batches.set(id, batch);
      this.#turn = this.#turn.then(() => this.#send(messages, batch, `${this.#inbox}.${id}`));
    });
  }

  close(): void {
    for (const batch of [...this.#batches.values()])
      batch.settle(new AttuneError("ATTUNE_LOG_UNAVAILABLE", "the log was closed"));
    if (!this.#link.nc.isClosed()) this.#subscription.unsubscribe();
  }

  /** Resolves when nothing is under way any more, or after `ms`. */
  async idle(ms: number): Promise<void> {
    const end = performance.now() + ms;
    while (this.#batches.size > 0 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async #send(messages: readonly OutgoingMessage[], batch: Batch, reply: string): Promise<void> {
    try {
      for (const { subject, headers, payload } of messages) {
        while (this.#inFlight >= WINDOW && !batch.settled) {
          await new Promise<void>((resolve) => (this.#waitingForRoom = resolve));
        }
        if (batch.settled) return;
        batch.outstanding++;
        this.#inFlight++;
        this.#link.nc.publish(subject, payload, { reply, headers: MsgHdrsImpl.fromRecord(headers) });
      }
      batch.complete = true;
      if (batch.outstanding === 0) batch.settle();
    } catch (error) {
      batch.settle(toLogError(error, "publish"));
    }
  }

  #onAck(message: Msg): void {
    const batch = this.#batches.get(message.subject.slice(this.#inbox.length + 1));
    if (batch === undefined) return;
    batch.outstanding--;
    this.#release(1);
    if (message.data.length === 0) {
      batch.failure ??= new AttuneError(
        "ATTUNE_LOG_UNAVAILABLE",
        `no stream takes this (${message.headers?.status ?? "empty answer"})`,
      );
    } else {
      const text = message.string();
      if (text.includes('"error"') || text.includes('"duplicate"')) {
        const ack = JSON.parse(text) as PubAck;
        if (ack.duplicate === true) batch.duplicates++;
        if (ack.error !== undefined)
          batch.failure ??= fromApiError(ack.error.err_code ?? ack.error.code, ack.error.description);
      }
    }
    if (batch.complete && batch.outstanding === 0) batch.settle();
  }

  #release(count: number): void {
    this.#inFlight -= count;
    const waiting = this.#waitingForRoom;
    if (waiting === undefined) return;
    this.#waitingForRoom = undefined;
    waiting();
  }
}
