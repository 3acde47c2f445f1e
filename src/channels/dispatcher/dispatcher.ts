import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Channel } from "../../domain/message.js";
import type { Engine } from "../../domain/step.js";
import type { ChannelAdapter } from "../../ports/channel.js";
import type { EventLog } from "../../ports/event-log.js";
import type { StateStore } from "../../ports/state-store.js";
import type { DeliverySettings, DispatcherSettings } from "../settings.js";
import type { SuppressionList } from "../suppression/index.js";
import { ChannelDispatch, type ChannelParts } from "./channel-dispatch.js";
import { ChannelLost, partitionOfChannel } from "./delivery-book.js";
import { Endpoint } from "./endpoint.js";
import type { CheckParts } from "./send-check.js";

export interface DispatcherParts<TProfile> {
  readonly log: EventLog;
  /** The profiles. */
  readonly state: Pick<StateStore, "loadProfiles">;
  /** The space "deliveries". */
  readonly store: StateStore;
  readonly suppressions: Pick<SuppressionList, "find" | "add">;
  readonly engine: Pick<Engine<TProfile>, "decode" | "recheck">;
  readonly renderer: CheckParts<TProfile>["renderer"];
  readonly adapters: ReadonlyMap<Channel, ChannelAdapter>;
  readonly settings: DispatcherSettings;
  /** ms since the epoch. */
  now(): number;
  /** 0 to 1. */
  random(): number;
  readonly logger: Pick<Logger, "info" | "warn">;
}

/** How often due messages are looked for where nothing else happens. */
const TICK_MS = 50;
const BACKOFF_FIRST_MS = 200;
const BACKOFF_MOST_MS = 10_000;

/**
 * Delivers messages, channel by channel. Of several dispatchers each channel has one at a time, by a lease; that two don't do the same work rests on the
 * store's conditional commits alone.
 */
export class Dispatcher<TProfile> {
  readonly #parts: DispatcherParts<TProfile>;
  readonly #name = randomUUID();
  readonly #endpoints: ReadonlyMap<Channel, Endpoint>;
  readonly #running = new Map<Channel, { readonly ended: Promise<void>; stopping: boolean }>();
  readonly #failures = new Map<Channel, { readonly count: number; readonly until: number }>();
  #round: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(parts: DispatcherParts<TProfile>) {
    this.#parts = parts;
    this.#endpoints = new Map(
      parts.settings.deliveries.flatMap((settings): [Channel, Endpoint][] => {
        const adapter = parts.adapters.get(settings.channel);
        return adapter === undefined ? [] : [[settings.channel, new Endpoint(adapter, settings)]];
      }),
    );
  }

  /** Channels at work here. */
  get channels(): Channel[] {
    return [...this.#running.keys()];
  }

  /** Begins to take channels; resolves after the first round. */
  async start(): Promise<void> {
    await this.#balance();
    this.#timer = setInterval(() => void this.#balance(), this.#parts.settings.leaseTtlMs / 5);
  }

  /** Waits for what is under way and stores what became of it, while the channels stay its own; then gives them back. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#round;
    for (const running of this.#running.values()) running.stopping = true;
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
    clearInterval(this.#timer);
    await this.#round;
  }

  #balance(): Promise<void> {
    this.#round ??= this.#renewAndTake()
      .catch((error: unknown) =>
        this.#parts.logger.warn({ err: String(error) }, "channels' leases could not be renewed"),
      )
      .finally(() => (this.#round = undefined));
    return this.#round;
  }

  async #renewAndTake(): Promise<void> {
    const { store, settings } = this.#parts;
    const { leaseTtlMs, deliveries } = settings;
    const mine = [...this.#running.keys()].map(partitionOfChannel);
    const kept = mine.length === 0 ? [] : await store.renewLeases(mine, this.#name, leaseTtlMs);
    for (const [channel, running] of this.#running)
      if (!kept.includes(partitionOfChannel(channel))) running.stopping = true;
    for (const delivery of deliveries) {
      const { channel } = delivery;
      const endpoint = this.#endpoints.get(channel);
      if (endpoint === undefined || this.#isStopping || this.#running.has(channel)) continue;
      if ((this.#failures.get(channel)?.until ?? 0) > performance.now()) continue;
      if (await store.acquireLease(partitionOfChannel(channel), this.#name, leaseTtlMs))
        this.#begin(delivery, endpoint);
    }
  }

  #begin(settings: DeliverySettings, endpoint: Endpoint): void {
    const { channel } = settings;
    const running = { stopping: false, ended: Promise.resolve() };
    this.#running.set(channel, running);
    running.ended = this.#run(settings, endpoint, running).finally(() => this.#running.delete(channel));
  }

  async #run(settings: DeliverySettings, endpoint: Endpoint, running: { readonly stopping: boolean }): Promise<void> {
    const { channel } = settings;
    let dispatch: ChannelDispatch<TProfile> | undefined;
    try {
      dispatch = await ChannelDispatch.open(this.#channelParts(settings, endpoint), this.#name);
      while (!running.stopping) if (!(await dispatch.turn(TICK_MS))) this.#failures.delete(channel);
      await dispatch.stop();
    } catch (error) {
      this.#failed(channel, error);
      await dispatch?.abandon().catch(() => undefined);
    }
    await this.#parts.store.releaseLease(partitionOfChannel(channel), this.#name).catch(() => undefined);
  }

  #channelParts(settings: DeliverySettings, endpoint: Endpoint): ChannelParts<TProfile> {
    const { settings: all, ...parts } = this.#parts;
    return { ...parts, settings, endpoint, most: all.most, partitions: parts.log.partitions };
  }

  /** A server that stays away would fill the log: the first, second, fourth, eighth … failure in a row is told. */
  #failed(channel: Channel, error: unknown): void {
    const count = (this.#failures.get(channel)?.count ?? 0) + 1;
    const pause = Math.min(BACKOFF_FIRST_MS * 2 ** (count - 1), BACKOFF_MOST_MS);
    this.#failures.set(channel, { count, until: performance.now() + pause });
    if (error instanceof ChannelLost) this.#parts.logger.info({ channel }, error.message);
    else if ((count & (count - 1)) === 0)
      this.#parts.logger.warn(
        { channel, failures: count, reason: String(error) },
        "a channel's dispatch ended; it is begun again",
      );
  }
}
