/**
 * A dispatcher's surroundings, real: log, profiles, deliveries, suppressions, the engine and the renderer. Messages are put into the topic of actions
 * as an owner publishes them; what stands behind the adapters is the test's.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { openLog, openState } from "../../src/app/open-adapters.js";
import { Dispatcher, one } from "../../src/channels/dispatcher/index.js";
import { Renderer } from "../../src/channels/render/index.js";
import type { DeliverySettings, DispatcherSettings } from "../../src/channels/settings.js";
import { SuppressionList } from "../../src/channels/suppression/index.js";
import type { EngineContext } from "../../src/domain/context.js";
import { type Delivery, type DeliveryState, isFinal } from "../../src/domain/delivery.js";
import type { DeliveryEvent, JsonObject } from "../../src/domain/event.js";
import type { Channel, Message } from "../../src/domain/message.js";
import { partitionOfPerson, type PersonKey, personToken } from "../../src/domain/person.js";
import { DAY, HOUR } from "../../src/domain/time.js";
import { parseEvent } from "../../src/domain/wire/index.js";
import { encodeMessage } from "../../src/domain/wire/outbound.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import type { ChannelAdapter } from "../../src/ports/channel.js";
import type { EventLog } from "../../src/ports/event-log.js";
import type { StateStore } from "../../src/ports/state-store.js";
import { A_PARTITION, aChannel, anEngineContext, anEvent, MONDAY } from "./engine-context.js";
import { type Backend, openPlace, type Place } from "./server-pair.js";

const PARTITIONS = 2;
const DEADLINE_MS = 20_000;

export function deliverySettings(channel: Channel, more: Partial<DeliverySettings> = {}): DeliverySettings {
  return {
    channel,
    adapter: "test",
    options: {},
    concurrency: 8,
    perSecond: 0,
    timeoutMs: 2_000,
    attempts: 5,
    retryFirstMs: 1,
    retryMostMs: 4,
    onUnknown: "drop",
    keepMs: DAY,
    ...more,
  };
}

interface Where {
  readonly folder: string;
  readonly place: Place;
}

export class DeliveryStage {
  readonly folder: string;
  readonly log: EventLog;
  readonly state: StateStore;
  readonly store: StateStore;
  readonly suppressions: SuppressionList;
  readonly engine: ReturnType<typeof createEngine>;
  /** The wall clock, ms: it stands still unless a test moves it. */
  now = MONDAY;
  readonly #place: Place;
  readonly #listStore: StateStore;
  readonly #dispatchers: { stop(): Promise<void> }[] = [];
  #messages = 0;

  private constructor(where: Where, log: EventLog, stores: readonly StateStore[], context: EngineContext) {
    const [state, store, list] = stores as [StateStore, StateStore, StateStore];
    this.folder = where.folder;
    this.#place = where.place;
    this.log = log;
    this.state = state;
    this.store = store;
    this.#listStore = list;
    this.suppressions = new SuppressionList(list, "test");
    this.engine = createEngine(context);
  }

  static async open(backend: Backend = "embedded"): Promise<DeliveryStage> {
    const folder = await mkdtemp(path.join(tmpdir(), "attune-delivery-"));
    const place = await openPlace(backend, folder);
    const addresses = { log: place.log, state: place.state, partitions: PARTITIONS };
    const log = await openLog(addresses);
    const stores = [
      await openState(addresses),
      await openState(addresses, { space: "deliveries" }),
      await openState(addresses, { space: "suppressions" }),
    ];
    const channels = new Map([["email", aChannel("email", { addressTrait: "email" })] as const]);
    return new DeliveryStage({ folder, place }, log, stores, anEngineContext({ channels }));
  }

  /** Somebody with these traits: their profile is stored. */
  async person(person: PersonKey, traits: JsonObject = { email: `${person.slice(2)}@shop.example` }): Promise<void> {
    const event = anEvent({ type: "identify", person, userId: person.slice(2), traits, time: this.now - HOUR });
    const { profile } = this.engine.step(undefined, event, A_PARTITION);
    await this.#put(person, profile === undefined ? null : this.engine.encode(profile));
  }

  /** Takes the profile away, as an erasure does. */
  async erase(person: PersonKey): Promise<void> {
    await this.#put(person, null);
  }

  async #put(person: PersonKey, bytes: Uint8Array | null): Promise<void> {
    const partition = partitionOfPerson(person, PARTITIONS);
    const expected = await this.state.loadOffset(partition);
    await this.state.commit({
      partition,
      expected,
      next: { ...expected, seq: expected.seq + 1 },
      profiles: new Map([[personToken(person), bytes]]),
      timers: new Map(),
      totals: undefined,
      statistics: new Map(),
      outbox: [],
      trim: [],
    });
  }

  /** A cart reminder as the engine decided it just now. `entry`: its id in the log, where that isn't the message's. @returns the message's id */
  async message(person: PersonKey, more: Partial<Message> = {}, entry?: string): Promise<string> {
    const { channel = "email" } = more;
    const message: Message = {
      id: `m${++this.#messages}`,
      person,
      channel,
      decision: `d${this.#messages}`,
      action: "cart-reminder",
      treatment: `by-${channel}`,
      occasion: "cart-abandoned",
      cause: "e1",
      time: this.now,
      expiresAt: this.now + DAY,
      copy: { title: "Hello", body: "Plain words" },
      class: "promotional",
      topic: "shop",
      step: 0,
      items: ["shoe"],
      subject: "",
      openedAt: this.now - HOUR,
      value: 50,
      version: 0,
      ...more,
    };
    const { id } = message;
    const partition = partitionOfPerson(person, PARTITIONS);
    const payload = encodeMessage(message);
    const about = { person: personToken(person), channel };
    await this.log.append([{ topic: "actions", partition, id: entry ?? id, payload, ...about }]);
    return id;
  }

  /** Begins to deliver; it is stopped with the stage at the latest. */
  async dispatch(
    adapter: ChannelAdapter,
    settings: Partial<DeliverySettings> = {},
    more: Partial<DispatcherSettings> = {},
  ): Promise<Dispatcher<Profile>> {
    const dispatcher = new Dispatcher({
      log: this.log,
      state: this.state,
      store: this.store,
      suppressions: this.suppressions,
      engine: this.engine,
      renderer: new Renderer({ layouts: [], links: undefined, tracking: { opens: false, clicks: false } }),
      adapters: new Map([[adapter.channel, adapter]]),
      settings: {
        deliveries: [deliverySettings(adapter.channel, settings)],
        leaseTtlMs: 500,
        most: 1_000,
        tracking: { opens: false, clicks: false },
        ...more,
      },
      now: () => this.now,
      random: Math.random,
      logger: pino({ level: "silent" }),
    });
    this.#dispatchers.push(dispatcher);
    await dispatcher.start();
    return dispatcher;
  }

  /** The delivery as soon as it is in one of these states, the final ones where none is named. */
  async until(message: string, ...states: readonly DeliveryState[]): Promise<Delivery> {
    const deadline = performance.now() + DEADLINE_MS;
    for (;;) {
      const found = await one(this.store, message);
      const isThere =
        found !== undefined && (states.length === 0 ? isFinal(found.state) : states.includes(found.state));
      if (isThere) return found;
      if (performance.now() > deadline) throw new Error(`${message} is still ${found?.state ?? "not there"}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** What people's profiles were told. */
  async told(): Promise<DeliveryEvent[]> {
    const events: DeliveryEvent[] = [];
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const { last } = await this.log.bounds("events", partition);
      for (let seq = 1; seq <= last; seq++) {
        const record = await this.log.at("events", partition, seq);
        const parsed = record && parseEvent(record.payload, { storedAtMs: 0, internal: record.internal });
        if (parsed?.ok === true && parsed.event.type === "delivery") events.push(parsed.event);
      }
    }
    return events;
  }

  async close(): Promise<void> {
    for (const dispatcher of this.#dispatchers) await dispatcher.stop();
    for (const each of [this.#listStore, this.store, this.state, this.log]) await each.close();
    await this.#place.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
