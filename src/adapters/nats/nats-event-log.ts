import type { StoredMsg } from "@nats-io/jetstream";
import type { KV } from "@nats-io/kv";
import { createInbox, type Msg, type Subscription } from "@nats-io/transport-node";
import { AttuneError } from "../../domain/errors.js";
import type {
  AppendResult,
  EventLog,
  LogBounds,
  LogEntry,
  LogReader,
  LogRecord,
  ReadFrom,
  Topic,
} from "../../ports/event-log.js";
import { AckedPublisher } from "./acked-publisher.js";
import { openLayout, type StreamSettings } from "./layout.js";
import { toLogError } from "./log-errors.js";
import { NatsLink, within } from "./nats-link.js";
import { recordOfStored } from "./nats-record.js";
import { NatsReader } from "./nats-reader.js";
import { purgePerson } from "./purge.js";
import { filterOf, headersOf, isOfPartition, REPLY_HEADER, streamOf, subjectOf } from "./subjects.js";

export interface NatsEventLogOptions extends StreamSettings {
  /** nats://[user:password@]host:port[,host:port…] */
  readonly url: string;
  readonly partitions: number;
  /** Shown by nats-server's monitoring. */
  readonly name?: string;
}

const PING_TIMEOUT_MS = 2_000;
const DRAIN_APPENDS_MS = 1_000;
/** Only an inbox may be answered: the address comes from outside, and must not become a subject of Attune's or of the server's API. */
const REPLY_ADDRESS = /^_INBOX\.[A-Za-z0-9_-]{8,64}(?:\.[A-Za-z0-9_-]{1,64}){0,2}$/;

/**
 * The log on NATS JetStream (nats-server 2.9 or newer): streams, subjects and headers of DESIGN 7. It publishes and pulls by itself
 * over the plain protocol where that is hot, and uses the client's management API elsewhere. It never puts an id into a subject, and
 * never acknowledges: the offset lives with the state.
 *
 * @throws AttuneError ATTUNE_LOG_UNAVAILABLE | ATTUNE_LOG_PARTITIONS | ATTUNE_LOG_VERSION | ATTUNE_URL_UNSUPPORTED
 */
export async function openNatsEventLog(options: NatsEventLogOptions): Promise<EventLog> {
  const link = await NatsLink.open(options.url, options.name ?? "attune");
  try {
    return new NatsEventLog(link, await openLayout(link, options.partitions, options), options.partitions);
  } catch (error) {
    await link.close();
    throw error;
  }
}

class NatsEventLog implements EventLog {
  readonly partitions: number;
  readonly description: string;
  readonly #link: NatsLink;
  readonly #context: KV;
  readonly #publisher: AckedPublisher;
  readonly #readers = new Set<LogReader>();
  readonly #replyInbox = createInbox();
  readonly #replies: Subscription;
  readonly #asked = new Map<string, (payload: Uint8Array) => void>();
  #askedCount = 0;

  constructor(link: NatsLink, context: KV, partitions: number) {
    this.#link = link;
    this.#context = context;
    this.partitions = partitions;
    this.description = `nats://${link.nc.getServer()} (nats-server ${link.nc.info?.version ?? "?"})`;
    this.#publisher = new AckedPublisher(link);
    this.#replies = link.nc.subscribe(`${this.#replyInbox}.*`, { callback: (_, message) => this.#onReply(message) });
  }

  async append(entries: readonly LogEntry[]): Promise<AppendResult> {
    return this.#publisher.publish(
      entries.map((entry) => {
        this.#checkPartition(entry.partition);
        return { subject: subjectOf(entry), headers: headersOf(entry), payload: entry.payload };
      }),
    );
  }

  async read(topic: Topic, partition: number | undefined, from: ReadFrom): Promise<LogReader> {
    this.#checkPartition(partition);
    const target = { stream: streamOf(topic, partition), filter: filterOf(topic, partition) };
    const reader = await NatsReader.open(this.#link, target, from, topic === "events", () =>
      this.#readers.delete(reader),
    );
    this.#readers.add(reader);
    return reader;
  }

  async at(topic: Topic, partition: number, seq: number): Promise<LogRecord | undefined> {
    this.#checkPartition(partition);
    if (!Number.isSafeInteger(seq) || seq < 1) return undefined;
    const stored = await this.#find(topic, partition, { seq });
    if (stored === null || !isOfPartition(topic, partition, stored.subject)) return undefined;
    return recordOfStored(stored, topic === "events");
  }

  async bounds(topic: Topic, partition?: number): Promise<LogBounds> {
    this.#checkPartition(partition);
    const stream = streamOf(topic, partition);
    const filter = filterOf(topic, partition);
    const info = await this.#link.call("bounds", (jsm) =>
      jsm.streams.info(stream, filter === undefined ? undefined : { subjects_filter: filter }),
    );
    const last = info.state.last_seq;
    if (filter === undefined)
      return { first: info.state.messages === 0 ? last + 1 : info.state.first_seq, last, count: info.state.messages };
    // A partition within a shared stream: the sequences are the stream's own, so its last is the last of all.
    const count = Object.values(info.state.subjects ?? {}).reduce((sum, n) => sum + n, 0);
    const first = count === 0 ? undefined : await this.#find(topic, partition, { seq: 1, next_by_subj: filter });
    return { first: first?.seq ?? last + 1, last, count };
  }

  async purge(partition: number, personToken: string, throughSeq: number): Promise<number> {
    this.#checkPartition(partition);
    return purgePerson(this.#link, partition, personToken, throughSeq);
  }

  async request(entry: LogEntry, timeoutMs: number): Promise<Uint8Array> {
    const id = (++this.#askedCount).toString(36);
    const answer = new Promise<Uint8Array>((resolve) => this.#asked.set(id, resolve));
    const asking = this.append([
      { ...entry, headers: { ...entry.headers, [REPLY_HEADER]: `${this.#replyInbox}.${id}` } },
    ]).then(() => answer);
    try {
      return await within(asking, timeoutMs, "request");
    } finally {
      this.#asked.delete(id);
    }
  }

  async reply(address: string, payload: Uint8Array): Promise<void> {
    if (!REPLY_ADDRESS.test(address) || !this.#link.connected) return;
    try {
      this.#link.nc.publish(address, payload);
    } catch (error) {
      throw toLogError(error, "reply");
    }
  }

  async getContext(key: string): Promise<Uint8Array | undefined> {
    const entry = await this.#link.call("read the context", () => this.#context.get(contextKey(key)));
    return entry === null || entry.operation !== "PUT" ? undefined : entry.value;
  }

  async putContext(key: string, value: Uint8Array): Promise<void> {
    await this.#link.call("write the context", () => this.#context.put(contextKey(key), value));
  }

  async ping(): Promise<void> {
    // Reads a stored value, so that it also notices a server whose JetStream doesn't work.
    await within(this.getContext("ping"), PING_TIMEOUT_MS, "ping");
  }

  async close(): Promise<void> {
    await Promise.all([...this.#readers].map((reader) => reader.close()));
    if (this.#link.connected) await this.#publisher.idle(DRAIN_APPENDS_MS);
    this.#publisher.close();
    if (!this.#link.nc.isClosed()) this.#replies.unsubscribe();
    await this.#link.close();
  }

  #onReply(message: Msg): void {
    this.#asked.get(message.subject.slice(this.#replyInbox.length + 1))?.(message.data);
  }

  async #find(
    topic: Topic,
    partition: number | undefined,
    query: { seq: number; next_by_subj?: string },
  ): Promise<StoredMsg | null> {
    return this.#link.call("find a record", (jsm) => jsm.streams.getMessage(streamOf(topic, partition), query));
  }

  #checkPartition(partition: number | undefined): void {
    if (partition === undefined || (Number.isInteger(partition) && partition >= 0 && partition < this.partitions))
      return;
    throw new RangeError(`there is no partition ${partition}: the log has ${this.partitions}`);
  }
}

/** KV keys allow few characters, and Attune's own layout stands in the same bucket. */
function contextKey(key: string): string {
  if (!/^[\w/=-]+(?:\.[\w/=-]+)*$/.test(key))
    throw new AttuneError("ATTUNE_USAGE", "a context key is made of letters, digits, - _ / = and inner dots");
  return `context.${key}`;
}
