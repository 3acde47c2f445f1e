import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  handleAll,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  SamplingBreaker,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
  wrap,
} from "cockatiel";
import type { Attempt, ChannelAdapter, Outgoing } from "../../ports/channel.js";
import type { DeliverySettings } from "../settings.js";
import { Pace } from "./pace.js";

/** The breaker opens when more than half of the attempts of so long failed, of six at least; after a pause one message tries whether it is well again. */
const SAMPLE_MS = 30_000;
const FAILED_SHARE = 0.5;
const LEAST_PER_SECOND = 0.2;
const HALF_OPEN_AFTER_MS = 10_000;
/** An adapter answers when its time is up; one that doesn't is given up after so much longer. */
const GRACE_MS = 1_000;
/** A provider that asks for a longer pause is asked again after this. */
export const RETRY_AFTER_MOST_MS = 3_600_000;

/** What became of handing a message over; "not-tried": the endpoint was not asked after all. */
export type Handed = Attempt | { readonly outcome: "not-tried" };

/**
 * One provider as the dispatcher sees it: how much it may be given now, and one attempt with everything that protects the two from each other: bulkhead,
 * circuit breaker, timeout, pace, and the pauses that it asks for. Times are performance.now()'s, ms.
 */
export class Endpoint {
  readonly adapter: ChannelAdapter;
  readonly #settings: DeliverySettings;
  readonly #now: () => number;
  readonly #pace: Pace;
  readonly #bulkhead;
  readonly #breaker;
  /** Attempts that the message's own deadline ended: they say nothing of the endpoint. */
  readonly #cutShort = new WeakSet<Handed>();
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(adapter: ChannelAdapter, settings: DeliverySettings, now: () => number = () => performance.now()) {
    this.adapter = adapter;
    this.#settings = settings;
    this.#now = now;
    this.#pace = new Pace(settings.perSecond, now());
    this.#bulkhead = bulkhead(settings.concurrency, 0);
    this.#breaker = circuitBreaker(
      handleAll.orWhenResult((result) => !this.#cutShort.has(result as Handed) && isFailure(result as Attempt)),
      {
        breaker: new SamplingBreaker({ threshold: FAILED_SHARE, duration: SAMPLE_MS, minimumRps: LEAST_PER_SECOND }),
        halfOpenAfter: HALF_OPEN_AFTER_MS,
      },
    );
    this.#breaker.onBreak(() => this.#pause(HALF_OPEN_AFTER_MS));
  }

  /** How many messages may be handed over now. */
  room(): number {
    if (this.pauseMs() > 0) return 0;
    const slots = Math.min(this.#bulkhead.executionSlots, this.#pace.room(this.#now()));
    const { state } = this.#breaker;
    if (state === CircuitState.Closed) return slots;
    return state === CircuitState.Open ? Math.min(slots, 1) : 0;
  }

  /** For how long nothing may be tried at all, ms; 0 = it isn't paused. */
  pauseMs(): number {
    return Math.max(0, Math.ceil(this.#pausedUntil - this.#now()));
  }

  /** One attempt, for at most `leftMs`: what remains until the message's last moment. Never rejects. */
  async deliver(outgoing: Outgoing, leftMs: number): Promise<Handed> {
    this.#pace.took(1);
    const limitMs = Math.min(this.#settings.timeoutMs, leftMs);
    const policy = wrap(
      this.#bulkhead,
      this.#breaker,
      timeout(limitMs + GRACE_MS, TimeoutStrategy.Aggressive),
      timeout(limitMs, TimeoutStrategy.Cooperative),
    );
    // A signal of its own: cockatiel would let all attempts listen to one, and Node warns of that.
    const attempt = await policy
      .execute(async ({ signal }): Promise<Handed> => {
        const answer = await this.adapter.deliver(outgoing, signal);
        if (signal.aborted && leftMs < this.#settings.timeoutMs) this.#cutShort.add(answer);
        return answer;
      }, new AbortController().signal)
      .catch(asHanded);
    if (attempt.outcome === "retry" && attempt.afterMs !== undefined) this.#pause(attempt.afterMs);
    if (attempt.outcome === "endpoint-down") this.#pause(this.#settings.retryMostMs);
    return attempt;
  }

  #pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + Math.min(ms, RETRY_AFTER_MOST_MS));
  }
}

/** Says something of the endpoint, not of the message. Whoever asks for a pause is well. */
function isFailure(attempt: Attempt): boolean {
  if (attempt.outcome === "retry") return attempt.afterMs === undefined;
  return attempt.outcome === "unknown" || attempt.outcome === "endpoint-down";
}

function asHanded(error: unknown): Handed {
  if (isBrokenCircuitError(error) || isBulkheadRejectedError(error)) return { outcome: "not-tried" };
  return { outcome: "unknown", code: error instanceof TaskCancelledError ? "adapter.timeout" : "adapter.error" };
}
