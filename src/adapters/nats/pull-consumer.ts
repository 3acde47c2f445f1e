import { AckPolicy, type ConsumerConfig, type ConsumerInfo, DeliverPolicy, ReplayPolicy } from "@nats-io/jetstream";
import { createInbox, type Msg, nanos, type Subscription } from "@nats-io/transport-node";
import type { ReadFrom } from "../../ports/event-log.js";
import { within, type NatsLink } from "./nats-link.js";
import { type Delivery, formatStoredTime, parseDelivery } from "./nats-record.js";

const HEARTBEAT_MS = 1_000;
const REQUEST_EXPIRES_MS = 30_000;
/** The server forgets the consumer when its reader has been gone, or has asked for nothing, for so long. */
const INACTIVE_MS = 30_000;

export interface PullTarget {
  readonly stream: string;
  readonly filter: string | undefined;
}

export interface PullHandlers {
  onMessage(message: Msg, delivery: Delivery): void;
  /** A request ended before it was filled: so many messages of it won't come. */
  onEnded(missing: number): void;
  /** The consumer is gone, or its deliveries have a gap: start another one. */
  onLost(reason: string): void;
}

function consumerConfig({ filter }: PullTarget, from: ReadFrom): Partial<ConsumerConfig> {
  return {
    ack_policy: AckPolicy.None,
    replay_policy: ReplayPolicy.Instant,
    mem_storage: true,
    num_replicas: 1,
    max_waiting: 16,
    inactive_threshold: nanos(INACTIVE_MS),
    ...("seq" in from
      ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: Math.max(1, from.seq) }
      : { deliver_policy: DeliverPolicy.StartTime, opt_start_time: formatStoredTime(from.storedAt) }),
    ...(filter === undefined ? {} : { filter_subject: filter }),
  };
}

/**
 * One life of an ephemeral, unacknowledged pull consumer, spoken to directly ($JS.API.CONSUMER.MSG.NEXT and an inbox): 1.05 to 1.5 times
 * faster than the client's consume() and fetch(), and every message reaches one callback.
 */
export class PullConsumer {
  readonly #link: NatsLink;
  readonly #target: PullTarget;
  readonly #handlers: PullHandlers;
  readonly #inbox = createInbox();
  readonly #nextSubject: string;
  readonly name: string;
  /** How many messages waited for it when it was made. */
  readonly pendingAtStart: number;
  #subscription: Subscription | undefined;
  #deliverySeq = 0;
  #requests = 0;
  #lastHeard = performance.now();
  #missedChecks = 0;

  private constructor(
    link: NatsLink,
    target: PullTarget,
    handlers: PullHandlers,
    { name, num_pending: pending }: ConsumerInfo,
  ) {
    this.#link = link;
    this.#target = target;
    this.#handlers = handlers;
    this.name = name;
    this.pendingAtStart = pending;
    this.#nextSubject = `$JS.API.CONSUMER.MSG.NEXT.${target.stream}.${name}`;
    this.#subscription = link.nc.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => this.#receive(error, message),
    });
  }

  static async create(
    link: NatsLink,
    target: PullTarget,
    from: ReadFrom,
    handlers: PullHandlers,
  ): Promise<PullConsumer> {
    const info = await link.attempt((jsm) => jsm.consumers.add(target.stream, consumerConfig(target, from)));
    return new PullConsumer(link, target, handlers, info);
  }

  request(batch: number): void {
    const body = JSON.stringify({ batch, expires: nanos(REQUEST_EXPIRES_MS), idle_heartbeat: nanos(HEARTBEAT_MS) });
    if (this.#requests === 0) this.#lastHeard = performance.now();
    this.#requests++;
    this.#link.nc.publish(this.#nextSubject, body, { reply: `${this.#inbox}.${this.#requests.toString(36)}` });
  }

  /**
   * Called every half second while messages are awaited: reports the consumer as lost after 2.5 s without a message or heartbeat, seen
   * twice (a thread that was busy itself sees it once).
   */
  check(): void {
    this.#missedChecks = performance.now() - this.#lastHeard > 2.5 * HEARTBEAT_MS ? this.#missedChecks + 1 : 0;
    if (this.#missedChecks >= 2) this.#lost("no heartbeat");
  }

  /** Stops listening at once. Resolves when the server has dropped the consumer, or can't be asked; it would forget it anyway. */
  async close(): Promise<void> {
    const subscription = this.#subscription;
    if (subscription === undefined) return;
    this.#subscription = undefined;
    if (this.#link.nc.isClosed()) return;
    subscription.unsubscribe();
    if (!this.#link.connected) return;
    await within(this.#link.jsm.consumers.delete(this.#target.stream, this.name), 500, "drop consumer").catch(
      () => undefined,
    );
  }

  #lost(reason: string): void {
    if (this.#subscription !== undefined) this.#handlers.onLost(reason);
  }

  #receive(error: Error | null, message: Msg): void {
    if (this.#subscription === undefined) return;
    if (error !== null) {
      this.#lost(error.message);
      return;
    }
    this.#lastHeard = performance.now();
    const delivery = parseDelivery(message.reply);
    if (delivery === undefined) {
      this.#status(message);
      return;
    }
    if (delivery.deliverySeq !== this.#deliverySeq + 1) {
      this.#lost("a gap in the deliveries");
      return;
    }
    this.#deliverySeq = delivery.deliverySeq;
    this.#handlers.onMessage(message, delivery);
  }

  /** nats-server ADR-13 and ADR-37: 100 heartbeat, 404 none, 408 expired, 409 consumer or leader gone, 503 nobody listens. */
  #status(message: Msg): void {
    const code = message.headers?.code ?? 0;
    if (code === 100) return;
    const description = message.headers?.description.toLowerCase() ?? "";
    const missing = Number.parseInt(message.headers?.get("Nats-Pending-Messages") ?? "", 10);
    if ((code === 408 || code === 404) && Number.isSafeInteger(missing)) this.#handlers.onEnded(missing);
    else this.#lost(`${code} ${description}`);
  }
}
