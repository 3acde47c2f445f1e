import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { startDispatcher } from "../../app/dispatch.js";
import { openDeliveries } from "../../app/open-adapters.js";
import type { OpenedInbox } from "../../app/open-inbox.js";
import { openInbox } from "../../app/open-inbox.js";
import type { Running } from "../../app/start.js";
import { one } from "../../channels/dispatcher/index.js";
import { buildEngineContext, type Configuration } from "../../config/index.js";
import { isFinal } from "../../domain/delivery.js";
import { AttuneError } from "../../domain/errors.js";
import { CHANNELS, type Message } from "../../domain/message.js";
import { decodeMessage } from "../../domain/wire/outbound.js";
import type { LogReader } from "../../ports/event-log.js";
import type { StateStore } from "../../ports/state-store.js";

interface DeliveriesParts {
  readonly configuration: Configuration;
  readonly running: Pick<Running, "log" | "state">;
  readonly logger: Logger;
}

const CHUNK = 500;
const POLL_MS = 5;
const WAIT_MS = 1_000;
/** Without progress for so long something is wrong. */
const STUCK_MS = 60_000;

/** Where the links of a made-up shop's e-mails lead: nowhere. */
const PUBLIC_URL = "https://mail.shop.example.com";

/** What a made-up shop's people get leaves for nobody: into files of the data folder, and into their inboxes. Other ways out stay shut. */
export function intoFiles(configuration: Configuration): Configuration {
  const { dispatcher, data, links } = configuration;
  const deliveries = dispatcher.deliveries.flatMap((each) => {
    if (each.adapter === "onsite") return [each];
    return each.adapter === "file" ? [{ ...each, options: { ...each.options, folder: outboxOf(data) } }] : [];
  });
  const publicUrl = links.publicUrl === "" ? PUBLIC_URL : links.publicUrl;
  return { ...configuration, dispatcher: { ...dispatcher, deliveries }, links: { ...links, publicUrl } };
}

/** Where the file of a message delivered by e-mail is. */
export function letterFile(data: string, message: string): string {
  return path.join(outboxOf(data), "email", `${message}.eml`);
}

const outboxOf = (data: string): string => path.join(data, "outbox");

/**
 * The shop's deliveries. The shop's hours pass in milliseconds, so that a dispatcher that ran beside it would find each message at another moment every time:
 * it works between the rounds, at the moment of the shop's time that it is given, and the same seed delivers the same.
 */
export class Deliveries {
  readonly #parts: DeliveriesParts;
  readonly #reader: LogReader;
  readonly #store: StateStore;
  readonly #opened: OpenedInbox;
  readonly #delivered: ReadonlySet<string>;
  #moment = 0;
  #read: number;
  #letter: string | undefined;

  private constructor(parts: DeliveriesParts, reader: LogReader, read: number, store: StateStore, opened: OpenedInbox) {
    this.#parts = parts;
    this.#reader = reader;
    this.#read = read;
    this.#store = store;
    this.#opened = opened;
    this.#delivered = new Set(parts.configuration.dispatcher.deliveries.map(({ channel }) => channel));
  }

  static async open(parts: DeliveriesParts): Promise<Deliveries> {
    const { configuration, running } = parts;
    const { log } = running;
    const { last } = await log.bounds("actions");
    const reader = await log.read("actions", undefined, { seq: last + 1 });
    const store = await openDeliveries(configuration, log);
    const opened: OpenedInbox = await openInbox(configuration, log.partitions, () => deliveries.#moment);
    const deliveries: Deliveries = new Deliveries(parts, reader, last, store, opened);
    return deliveries;
  }

  /** Delivers what was decided since, and what is due of before. `moment`: the shop's time, ms. */
  async deliver(moment: number): Promise<void> {
    this.#moment = moment;
    const messages = await this.#decided();
    const { configuration, running, logger } = this.#parts;
    const context = buildEngineContext(configuration);
    const { inbox } = this.#opened;
    const now = (): number => moment;
    const dispatching = await startDispatcher(configuration, { context, ...running, inbox, logger, now });
    try {
      for (const { id, channel } of messages) {
        await this.#until(async () => {
          const delivery = await one(this.#store, id);
          if (delivery?.state === "sent" && channel === "email") this.#letter = id;
          return delivery !== undefined && (isFinal(delivery.state) || delivery.notBefore > moment);
        });
      }
      await this.#until(() => this.#isQuiet(moment));
    } finally {
      await dispatching.stop();
    }
  }

  /** The message of the e-mail that was delivered last. */
  get letter(): string | undefined {
    return this.#letter;
  }

  get store(): StateStore {
    return this.#store;
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#store.close();
    await this.#opened.close();
  }

  /** The messages of the channels that are delivered, decided since the last time. */
  async #decided(): Promise<Message[]> {
    const { last } = await this.#parts.running.log.bounds("actions");
    const messages: Message[] = [];
    while (this.#read < last) {
      const records = this.#reader.take(CHUNK);
      if (records.length === 0) await this.#reader.wait(WAIT_MS);
      for (const { seq, payload } of records) {
        this.#read = seq;
        const message = decodeMessage(payload);
        if (message !== undefined && this.#delivered.has(message.channel)) messages.push(message);
      }
    }
    return messages;
  }

  async #isQuiet(moment: number): Promise<boolean> {
    const due = await Promise.all(CHANNELS.map((_, partition) => this.#store.dueTimers(partition, moment, 1)));
    return due.every(({ length }) => length === 0);
  }

  async #until(isDone: () => Promise<boolean>): Promise<void> {
    const began = performance.now();
    while (!(await isDone())) {
      if (performance.now() - began > STUCK_MS)
        throw new AttuneError("ATTUNE_STATE_UNAVAILABLE", `nothing was delivered for ${STUCK_MS / 1_000} seconds`);
      await sleep(POLL_MS);
    }
  }
}
