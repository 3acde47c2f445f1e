import type { Channel } from "../domain/message.js";

/**
 * The log: the truth that everything else can be computed from.
 *
 * Guaranteed by every adapter, and held by test/contract/event-log.contract.ts:
 * - **Durable.** `append` resolves only after the log has stored every entry (or knows that it has it already). It survives
 *   kill -9 of any process, the log's server included.
 * - **One order a partition.** `seq` rises strictly; two readers see the same records in the same order. Sequences may have gaps
 *   where records were purged.
 * - **Deduplicated.** An entry whose `(topic, partition, id)` was stored within the dedupe window is not stored again and counts
 *   as a duplicate.
 * - **Stored time.** Every record has the time it was stored, rising with `seq` within a partition (equal times may occur).
 * - **Kept.** Retention lets old records of a topic go, but none of "items": the catalogue is all of its records, in one order (partition 0).
 *   They are nobody's: they carry no person, and `purge` leaves them alone. A log made before there was this topic gains it when opened.
 * - **Fixed partitions.** Their number is fixed when the log is created; opening it with another is ATTUNE_LOG_PARTITIONS.
 *
 * Deliberately not in it: consumer acknowledgements (the offset lives with the state), exactly-once effects (the outbox and
 * ids give those), and order between partitions. After a power loss a log may have lost its tail; a reader finds that out
 * by comparing `storedAt` of the record at its offset (see worker/take-over.ts).
 */
export type Topic = "events" | "actions" | "decisions" | "dead" | "items";

export interface LogEntry {
  readonly topic: Topic;
  readonly partition: number;
  /** Deduplicates within the window; never built from a sequence. Printable ASCII. */
  readonly id: string;
  readonly payload: Uint8Array;
  /** The person's token (domain/person.ts): lets `purge` find the person's records. */
  readonly person?: string;
  /** actions only: the channel stands in the subject, so that a channel service can bind to it. */
  readonly channel?: Channel;
  /** events only: made by Attune itself (timer, merge, erase, forwarded). Direct publishers can't set it: it is another subject. */
  readonly internal?: boolean;
  /** Further headers, printable ASCII. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LogRecord {
  readonly seq: number;
  /** When the log stored it: microseconds since the epoch. */
  readonly storedAt: number;
  readonly payload: Uint8Array;
  /** See LogEntry.internal. Only such a record may hold an internal event. */
  readonly internal: boolean;
  /** Parsed on demand: not for the hot path. Holds `attune-person` where the entry had one, and the entry's own headers. */
  headers(): Readonly<Record<string, string>>;
}

export interface AppendResult {
  readonly stored: number;
  readonly duplicates: number;
}

/** `first` is the lowest sequence still held (last + 1 when empty), `last` the highest ever given (0 when none). */
export interface LogBounds {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** From a sequence (inclusive), or from the first record stored at or after a time (microseconds). */
export type ReadFrom =
  | {
      readonly seq: number;
      /**
       * The stored time of the record before `seq`, as the caller knows it: the reader fails when it finds that the log has another
       * record there (it lost its tail and gives sequences out again), even before it has read anything.
       */
      readonly after?: number;
    }
  | { readonly storedAt: number };

/**
 * A reader of one partition of a topic, or of all of a topic's partitions (then `seq` is the stream's own). It prefetches
 * a bounded number of records and exerts backpressure: what is not taken is not fetched.
 */
export interface LogReader {
  /** Takes up to `max` records that are here already, in order; empty when none is. Throws when the reader has failed. */
  take(max: number): LogRecord[];
  /** How many more records the log is known to hold for this reader: at least so many are still to come. For deciding whether to wait. */
  backlog(): number;
  /** Resolves when a record can be taken, after `timeoutMs`, or on `close`; rejects when the reader has failed. */
  wait(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface EventLog {
  readonly partitions: number;
  /** For people and the doctor: "embedded:./data" or "nats://host:port (nats-server 2.12.7)". */
  readonly description: string;

  /**
   * Stores entries in order within a partition. All or a prefix-free part may be stored when it rejects: repeat it with the same ids.
   * @throws AttuneError ATTUNE_LOG_UNAVAILABLE | ATTUNE_LOG_FULL
   */
  append(entries: readonly LogEntry[]): Promise<AppendResult>;

  /** `partition` undefined reads all partitions of a topic in stored order; not for "events". */
  read(topic: Topic, partition: number | undefined, from: ReadFrom): Promise<LogReader>;

  /** One record by its sequence, or undefined when it isn't held (any more). */
  at(topic: Topic, partition: number, seq: number): Promise<LogRecord | undefined>;

  bounds(topic: Topic, partition?: number): Promise<LogBounds>;

  /**
   * Removes, beyond recovery, the person's records from "events" of the partition up to and including `throughSeq`, and the person's
   * records in the other topics (but "items"). Returns how many. Scans: slow, made for erasure.
   */
  purge(partition: number, personToken: string, throughSeq: number): Promise<number>;

  /** Appends an event whose owner answers after it has committed. Rejects with ATTUNE_LOG_UNAVAILABLE when no answer came in time. */
  request(entry: LogEntry, timeoutMs: number): Promise<Uint8Array>;
  /** Answers a request; `address` is the record's `attune-reply` header. At most once, not stored. */
  reply(address: string, payload: Uint8Array): Promise<void>;

  /** Small, current, shared values: the version of the configuration, of models, of the population snapshot (KV ATTUNE_CONTEXT). */
  getContext(key: string): Promise<Uint8Array | undefined>;
  putContext(key: string, value: Uint8Array): Promise<void>;

  /** Rejects with ATTUNE_LOG_UNAVAILABLE when the log can't be reached now. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
