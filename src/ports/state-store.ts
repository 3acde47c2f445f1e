/**
 * The state: what the log's events have added up to, per partition, together with the offset they add up to.
 *
 * Guaranteed by every adapter, and held by test/contract/state-store.contract.ts:
 * - **One atomic commit.** Profiles, timers, totals, statistics, outbox and the new offset change together or not at all.
 * - **Conditional.** A commit takes effect only if the stored offset is still `expected`. A zombie owner therefore can't write.
 * - **Consistent rollback.** If the store loses its last moments (power), it loses them for all of these together.
 *
 * Deliberately not in it: correctness by leases. A lease only saves double work; two owners may believe in it at once.
 * Profiles, statistics and outbox entries are opaque bytes here.
 */

/**
 * Stores of their own beside the profiles' one, with partitions, offsets, timers, leases and members of their own: what becomes of messages, addresses
 * that nobody writes to any more, and what waits for people on the site.
 */
export type Space = "deliveries" | "suppressions" | "inbox";

/** Where a partition's state stands in the log. */
export interface Offset {
  /** Rises when the log was found to have lost its tail and sequences are reused. From 0 to 8191. */
  readonly generation: number;
  /** The last applied record's sequence; 0 before the first. */
  readonly seq: number;
  /** That record's stored time, microseconds; 0 before the first. */
  readonly storedAt: number;
}

export const START: Offset = { generation: 0, seq: 0, storedAt: 0 };

export function sameOffset(a: Offset, b: Offset): boolean {
  return a.seq === b.seq && a.generation === b.generation && a.storedAt === b.storedAt;
}

/** For spaces, which no log adds up to: every commit is a version, so that whoever writes next sees that somebody was there. */
export function nextVersion({ seq, ...offset }: Offset): Offset {
  return { ...offset, seq: seq + 1 };
}

/** A moment at which a person wants an internal event. `id` is printable ASCII without whitespace, unique in its partition. */
export interface TimerEntry {
  readonly id: string;
  /** ms since the epoch. */
  readonly due: number;
}

export interface OutboxEntry {
  /** Printable ASCII, unique in its partition. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

export interface Commit {
  readonly partition: number;
  readonly expected: Offset;
  readonly next: Offset;
  /** Person token -> encoded profile, or null to remove it. */
  readonly profiles: ReadonlyMap<string, Uint8Array | null>;
  /** Timer id -> due, or null to clear it. */
  readonly timers: ReadonlyMap<string, number | null>;
  /** The partition's totals as they stand now; undefined leaves them. */
  readonly totals: Uint8Array | undefined;
  /** Group -> its statistics as they stand now, or the population snapshot in force (worker/statistics.ts). Groups left out stay. */
  readonly statistics: ReadonlyMap<string, Uint8Array>;
  readonly outbox: readonly OutboxEntry[];
  /** Outbox ids published since the last commit, to be removed with this one. */
  readonly trim: readonly string[];
}

/** The owner's note of what it is about to do, so that a crash tells the next owner where to be careful (worker/poison.ts). */
export interface Suspicion {
  /** The sequence about to be applied alone, or 0 while a whole batch is applied. */
  readonly seq: number;
  /** How often that very sequence was tried before. */
  readonly tries: number;
}

export interface StateStore {
  /** For people and the doctor. */
  readonly description: string;

  loadOffset(partition: number): Promise<Offset>;
  /** In the order asked; undefined where there is no profile. One round trip. */
  loadProfiles(partition: number, tokens: readonly string[]): Promise<(Uint8Array | undefined)[]>;
  loadTotals(partition: number): Promise<Uint8Array | undefined>;
  /** Every group that was ever committed; empty where none was, as in a state from before there were statistics. */
  loadStatistics(partition: number): Promise<ReadonlyMap<string, Uint8Array>>;

  /** One round trip. "conflict" when the stored offset is not `expected`: nothing was changed. */
  commit(commit: Commit): Promise<"committed" | "conflict">;

  /** Entries committed and not trimmed yet, in the order they were committed. */
  outbox(partition: number): Promise<OutboxEntry[]>;
  trimOutbox(partition: number, ids: readonly string[]): Promise<void>;

  /** Timers due at `from` (0 where left out) or later and at or before `until`, earliest first. */
  dueTimers(partition: number, until: number, limit: number, from?: number): Promise<TimerEntry[]>;

  /** Every profile of a partition, in no order, in chunks; what changes meanwhile may or may not be seen. */
  scanProfiles(partition: number): AsyncIterable<readonly (readonly [token: string, bytes: Uint8Array])[]>;
  scanTimers(partition: number): AsyncIterable<readonly TimerEntry[]>;

  readSuspicion(partition: number): Promise<Suspicion | undefined>;
  writeSuspicion(partition: number, suspicion: Suspicion | undefined): Promise<void>;

  /** Takes the partition's lease if it is free or runs out; true when `token` holds it now. */
  acquireLease(partition: number, token: string, ttlMs: number): Promise<boolean>;
  /** Prolongs the leases that `token` still holds, and returns those partitions. */
  renewLeases(partitions: readonly number[], token: string, ttlMs: number): Promise<number[]>;
  releaseLease(partition: number, token: string): Promise<void>;
  /** Says that this member lives, and returns how many do: each aims at its share of the partitions. */
  announce(member: string, ttlMs: number): Promise<number>;
  /** Takes the member off at once, so that the others take over without waiting for its time to live. */
  withdraw(member: string): Promise<void>;

  /** Stores a marker once for the whole store, and returns what is stored: guards a state against another log or partition count. */
  identify(identity: string): Promise<string>;

  ping(): Promise<void>;
  /** Called when the connection was lost: what is held in memory may not be what is stored; owners drop their partitions. */
  onDisconnect(listener: () => void): void;
  close(): Promise<void>;
}
