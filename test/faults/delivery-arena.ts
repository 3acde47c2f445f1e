import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openBoth, openDeliveries } from "../../src/app/open-adapters.js";
import { readTopic } from "../../src/app/read-topic.js";
import { allDeliveries, deliveryTotals, pendingOf } from "../../src/channels/dispatcher/index.js";
import type { DeliverySettings } from "../../src/channels/settings.js";
import type { Delivery } from "../../src/domain/delivery.js";
import type { DeliveryEvent } from "../../src/domain/event.js";
import type { Message } from "../../src/domain/message.js";
import { partitionOfPerson, personToken } from "../../src/domain/person.js";
import { DAY } from "../../src/domain/time.js";
import { parseEvent } from "../../src/domain/wire/index.js";
import { encodeMessage } from "../../src/domain/wire/outbound.js";
import { createEngine } from "../../src/engine/index.js";
import type { EventLog } from "../../src/ports/event-log.js";
import type { StateStore } from "../../src/ports/state-store.js";
import { A_PARTITION, anEvent } from "../harness/engine-context.js";
import { deliverySettings } from "../harness/open-delivery.js";
import { type Backend, openPlace, type Place } from "../harness/server-pair.js";
import type { Counterparts } from "./delivery-counterparts.js";
import { deliveryContext, type DeliveryPlan, type PlannedPerson } from "./delivery-plan.js";
import type { DeliveryProcessTask } from "./delivery-process.js";

const PARTITIONS = 4;
const LEASE_MS = 700;
const APPENDED_AT_ONCE = 100;
const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

interface Where {
  readonly folder: string;
  readonly place: Place;
}

/** Log, profiles and deliveries, which the dispatchers under test open too. */
export class DeliveryArena {
  readonly task: DeliveryProcessTask;
  readonly #folder: string;
  readonly #place: Place;
  readonly #log: EventLog;
  readonly #state: StateStore;
  readonly #deliveries: StateStore;

  private constructor(where: Where, task: DeliveryProcessTask, log: EventLog, state: StateStore, store: StateStore) {
    this.#folder = where.folder;
    this.#place = where.place;
    this.task = task;
    this.#log = log;
    this.#state = state;
    this.#deliveries = store;
  }

  static async open(backend: Backend, { webhook, sms, smtp }: Counterparts): Promise<DeliveryArena> {
    const folder = await mkdtemp(path.join(tmpdir(), "attune-delivery-run-"));
    const place = await openPlace(backend, folder);
    const addresses = { log: place.log, state: place.state, partitions: PARTITIONS };
    const common: Partial<DeliverySettings> = {
      concurrency: 32,
      timeoutMs: 400,
      attempts: 6,
      retryFirstMs: 50,
      retryMostMs: 500,
      keepMs: DAY,
    };
    const deliveries = [
      deliverySettings("webhook", {
        ...common,
        adapter: "webhook",
        options: {
          url: `${webhook.url}/`,
          secrets: [WEBHOOK_SECRET],
          network: "loopback",
          headers: {},
          deduplicates: true,
        },
      }),
      deliverySettings("sms", {
        ...common,
        adapter: "sms-http",
        options: {
          url: `${sms.url}/`,
          network: "loopback",
          format: "json",
          fields: { to: "to", text: "text", from: "", id: "id" },
          constants: {},
          headers: {},
          idempotencyHeader: "",
          answerId: "",
          country: "",
          mostSegments: 4,
        },
      }),
      deliverySettings("email", {
        ...common,
        adapter: "smtp",
        options: {
          url: `smtp://127.0.0.1:${smtp.port}`,
          from: "Shop <news@shop.example.com>",
          feedbackSender: "attune",
          tls: "off",
          kept: 4,
          messagesPerConnection: 100,
        },
      }),
    ];
    const dispatcher = { deliveries, leaseTtlMs: LEASE_MS, most: 2_000, tracking: { opens: false, clicks: false } };
    const { log, state } = await openBoth(addresses);
    const deliveriesStore = await openDeliveries(addresses, log);
    return new DeliveryArena({ folder, place }, { ...addresses, dispatcher }, log, state, deliveriesStore);
  }

  /** Stores the profiles of everybody in the plan. */
  async settle({ people }: DeliveryPlan, now: number): Promise<void> {
    const engine = createEngine(deliveryContext());
    const encoded = [...people.values()].map((each) => {
      const { profile } = engine.step(undefined, introduced(each, now), A_PARTITION);
      if (profile === undefined) throw new Error("there is no profile");
      return [each.person, engine.encode(profile)] as const;
    });
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const own = encoded.filter(([person]) => partitionOfPerson(person, PARTITIONS) === partition);
      const expected = await this.#state.loadOffset(partition);
      await this.#state.commit({
        partition,
        expected,
        next: { ...expected, seq: expected.seq + 1 },
        profiles: new Map(own.map(([person, bytes]) => [personToken(person), bytes])),
        timers: new Map(),
        totals: undefined,
        statistics: new Map(),
        outbox: [],
        trim: [],
      });
    }
  }

  async append(messages: readonly Message[]): Promise<void> {
    for (let from = 0; from < messages.length; from += APPENDED_AT_ONCE) {
      await this.#log.append(
        messages.slice(from, from + APPENDED_AT_ONCE).map((message) => {
          const { id, person, channel } = message;
          const partition = partitionOfPerson(person, PARTITIONS);
          const payload = encodeMessage(message);
          return { topic: "actions" as const, partition, id, payload, person: personToken(person), channel };
        }),
      );
    }
  }

  /** Deliveries in the store, and how many of them haven't ended. */
  async counts(): Promise<{ readonly known: number; readonly pending: number }> {
    const all = [...(await deliveryTotals(this.#deliveries)).values()];
    const known = all.flatMap((counts) => Object.values(counts)).reduce((sum, count) => sum + count, 0);
    return { known, pending: all.reduce((sum, counts) => sum + pendingOf({ counts }), 0) };
  }

  async deliveries(): Promise<Delivery[]> {
    const found: Delivery[] = [];
    for await (const delivery of allDeliveries(this.#deliveries)) found.push(delivery);
    return found;
  }

  /** What people's profiles are told, as the log has it. */
  async told(): Promise<DeliveryEvent[]> {
    const events: DeliveryEvent[] = [];
    for (let partition = 0; partition < PARTITIONS; partition++) {
      for await (const { payload, internal } of readTopic(this.#log, "events", partition)) {
        const parsed = parseEvent(payload, { storedAtMs: 0, internal });
        if (parsed.ok && parsed.event.type === "delivery") events.push(parsed.event);
      }
    }
    return events;
  }

  async close(): Promise<void> {
    for (const each of [this.#deliveries, this.#state, this.#log]) await each.close();
    await this.#place.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function introduced({ person, kind, zone, email, phone }: PlannedPerson, now: number) {
  const addresses = kind === "unreachable" ? {} : { email, phone };
  const preferences = kind === "paused" ? { pause_until: new Date(now + DAY).toISOString() } : {};
  const traits = { ...addresses, timezone: zone, preferences };
  return anEvent({ type: "identify", person, userId: person.slice(2), traits, time: now - DAY });
}
