import {
  DiscardPolicy,
  type JetStreamManager,
  JetStreamApiCodes,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import { nanos } from "@nats-io/transport-node";
import { AttuneError } from "../../domain/errors.js";
import { toLogError } from "./log-errors.js";
import type { NatsLink } from "./nats-link.js";
import { CONTEXT_BUCKET, SHARED_TOPICS, streamOf, subjectsOf } from "./subjects.js";

/** How the streams are made. What is left out keeps what the log was created with. */
export interface StreamSettings {
  /** Window in which an event's id is stored once, ms. About 240 bytes of the server's memory an id. Default 10 minutes. */
  readonly dedupeWindowMs?: number;
  /** The same for messages, decisions and dead letters: longer, because an outbox may be published again after a long stop. Default 24 h. */
  readonly actionsDedupeMs?: number;
  /** How long records are kept, ms; erasure and replay reach back so far. The catalogue's are kept for good. Default 30 days. */
  readonly retentionMs?: number;
  /** Size of one partition's events, bytes; a full one refuses new events rather than dropping old ones. Default: as much as the server has. */
  readonly maxBytesPerPartition?: number;
  /** Copies in a JetStream cluster: 1, 3 or 5. Default 1. */
  readonly replicas?: number;
}

type AllSettings = Required<StreamSettings>;

const DEFAULT_SETTINGS: AllSettings = {
  dedupeWindowMs: 10 * 60_000,
  actionsDedupeMs: 24 * 3_600_000,
  retentionMs: 30 * 24 * 3_600_000,
  maxBytesPerPartition: -1,
  replicas: 1,
};

/** Raised when streams or stored headers change so that an older Attune would misread them. */
const LAYOUT_VERSION = 1;
const LAYOUT_KEY = "attune.layout";

/** What stands in KV ATTUNE_CONTEXT: one read tells an opener that all streams exist, instead of twenty questions. */
interface Layout {
  readonly version: number;
  readonly partitions: number;
  readonly settings: AllSettings;
  /** Every stream has been made. */
  readonly ready: boolean;
  /** The topics that have streams, where they are not only the first ones: a later version adds what is missing. */
  readonly topics?: readonly string[];
}

/** What a log without a list of topics has. */
const FIRST_TOPICS: readonly string[] = ["actions", "decisions", "dead"];

type NamedStream = Partial<StreamConfig> & { readonly name: string };

function streamsOf({ partitions, settings }: Layout): NamedStream[] {
  const shared = {
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    storage: StorageType.File,
    max_age: nanos(settings.retentionMs),
    num_replicas: settings.replicas,
  };
  const window = (ms: number): number => nanos(Math.min(ms, settings.retentionMs));
  return [
    ...Array.from({ length: partitions }, (_, partition) => ({
      ...shared,
      name: streamOf("events", partition),
      subjects: subjectsOf("events", partition),
      duplicate_window: window(settings.dedupeWindowMs),
      max_bytes: settings.maxBytesPerPartition,
    })),
    ...SHARED_TOPICS.map((topic) => ({
      ...shared,
      name: streamOf(topic, undefined),
      subjects: subjectsOf(topic, 0),
      duplicate_window: window(settings.actionsDedupeMs),
      // An item may be said again what it was before, so its window is no longer than an event's; its records have no age.
      ...(topic === "items" ? { max_age: 0, duplicate_window: nanos(settings.dedupeWindowMs) } : {}),
    })),
  ];
}

function hasAllTopics({ topics = FIRST_TOPICS }: Layout): boolean {
  return SHARED_TOPICS.every((topic) => topics.includes(topic));
}

function isCode(error: unknown, code: number): boolean {
  return error instanceof JetStreamApiError && error.code === code;
}

/** nats-server's "stream name already in use with a different configuration". */
const STREAM_NAME_IN_USE = 10058;

async function makeStream(jsm: JetStreamManager, { name, ...config }: NamedStream): Promise<void> {
  try {
    await jsm.streams.add({ name, ...config });
  } catch (error) {
    if (!isCode(error, STREAM_NAME_IN_USE)) throw error;
    await jsm.streams.update(name, config);
  }
}

async function readLayout(kv: KV): Promise<{ layout: Layout; revision: number } | undefined> {
  try {
    const entry = await kv.get(LAYOUT_KEY);
    return entry === null || entry.operation !== "PUT"
      ? undefined
      : { layout: entry.json<Layout>(), revision: entry.revision };
  } catch (error) {
    if (isCode(error, JetStreamApiCodes.StreamNotFound)) return undefined;
    throw error;
  }
}

/** Of several openers at once one decides; all go on with what is stored. */
async function proposeLayout(kv: KV, layout: Layout): Promise<{ layout: Layout; revision: number }> {
  try {
    return { layout, revision: await kv.create(LAYOUT_KEY, JSON.stringify(layout)) };
  } catch (error) {
    const stored = await readLayout(kv);
    if (stored === undefined) throw error;
    return stored;
  }
}

function withGiven(settings: AllSettings, given: StreamSettings): AllSettings {
  const defined = Object.entries(given).filter(([name, value]) => name in DEFAULT_SETTINGS && value !== undefined);
  return { ...settings, ...Object.fromEntries(defined) };
}

function sameSettings(a: AllSettings, b: AllSettings): boolean {
  return (Object.keys(DEFAULT_SETTINGS) as (keyof AllSettings)[]).every((name) => a[name] === b[name]);
}

/**
 * Finds or makes the log's streams and KV bucket, and holds the number of partitions and the layout's version against what is stored.
 * Costs one request when all is there. Settings that are given and differ from the stored ones are applied to the streams.
 * @throws AttuneError ATTUNE_LOG_PARTITIONS | ATTUNE_LOG_VERSION | ATTUNE_LOG_UNAVAILABLE
 */
export async function openLayout(link: NatsLink, partitions: number, given: StreamSettings): Promise<KV> {
  try {
    const kvm = new Kvm(link.js);
    let kv = await kvm.open(CONTEXT_BUCKET);
    let stored = await readLayout(kv);
    if (stored === undefined) {
      kv = await kvm.create(CONTEXT_BUCKET, { history: 1, replicas: given.replicas ?? DEFAULT_SETTINGS.replicas });
      const settings = withGiven(DEFAULT_SETTINGS, given);
      stored = await proposeLayout(kv, { version: LAYOUT_VERSION, partitions, settings, ready: false });
    }
    const { layout } = stored;
    if (layout.version !== LAYOUT_VERSION) {
      throw new AttuneError(
        "ATTUNE_LOG_VERSION",
        `the log has layout ${layout.version}; this version of Attune uses ${LAYOUT_VERSION}`,
      );
    }
    if (layout.partitions !== partitions) {
      throw new AttuneError("ATTUNE_LOG_PARTITIONS", `the log has ${layout.partitions} partitions, not ${partitions}`);
    }
    const settings = withGiven(layout.settings, given);
    if (!layout.ready || !hasAllTopics(layout) || !sameSettings(settings, layout.settings)) {
      const wanted = { ...layout, settings, ready: true, topics: SHARED_TOPICS };
      await Promise.all(streamsOf(wanted).map((stream) => makeStream(link.jsm, stream)));
      await kv.put(LAYOUT_KEY, JSON.stringify(wanted));
    }
    return kv;
  } catch (error) {
    throw toLogError(error, "open the log's streams");
  }
}
