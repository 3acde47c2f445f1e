import { join } from "node:path";
import { AttuneError, isAttuneError } from "../../domain/errors.js";
import {
  sameOffset,
  type Commit,
  type Offset,
  type OutboxEntry,
  type Space,
  type StateStore,
  type Suspicion,
  type TimerEntry,
} from "../../ports/state-store.js";
import { ConditionalWrites } from "./conditional-writes.js";
import { openEnvironment, openTable, type Environment } from "./environment.js";
import { SharedNotes } from "./shared-notes.js";
import { commitWrite, readOffset, trimWrite } from "./state-commit.js";
import {
  decodeOutboxEntry,
  dueKey,
  dueOfKey,
  idOfDueKey,
  nameKey,
  nameOf,
  partitionKey,
  partitionRange,
  READABLE_LAYOUTS,
  STATE_LAYOUT,
  type StateTables,
} from "./state-layout.js";

export interface EmbeddedStateOptions {
  /** The state is in its folder "state", a space's in "state-<space>"; made where it is missing. */
  readonly folder: string;
  /** Left out: the profiles'. */
  readonly space?: Space;
}

/** Entries of one chunk of a scan. */
const SCAN_CHUNK = 512;
const LAYOUT_KEY = Buffer.from("layout");

/**
 * The embedded state: one LMDB environment, which any number of threads and processes of one machine open at once.
 *
 * kill -9 of any process loses no commit. A power loss may take the last one back, all parts of it together, and the log is then
 * applied again from the older offset.
 * @throws AttuneError ATTUNE_STATE_UNAVAILABLE | ATTUNE_LOG_VERSION
 */
export async function openEmbeddedStateStore(options: EmbeddedStateOptions): Promise<StateStore> {
  const { folder, space } = options;
  const name = space === undefined ? "state" : `state-${space}`;
  const environment = openEnvironment(join(folder, name), "ordered", "ATTUNE_STATE_UNAVAILABLE");
  try {
    const tables = openTables(environment);
    const writes = new ConditionalWrites(environment);
    await checkLayout(tables, writes);
    return new EmbeddedStateStore(tables, writes, `embedded:${folder}${space === undefined ? "" : `/${name}`}`);
  } catch (error) {
    await environment.close();
    throw asStateError(error);
  }
}

class EmbeddedStateStore implements StateStore {
  readonly description: string;
  readonly #tables: StateTables;
  readonly #writes: ConditionalWrites;
  readonly #notes: SharedNotes;
  #closed = false;

  constructor(tables: StateTables, writes: ConditionalWrites, description: string) {
    this.#tables = tables;
    this.#writes = writes;
    this.#notes = new SharedNotes(tables, writes);
    this.description = description;
  }

  async loadOffset(partition: number): Promise<Offset> {
    return readOffset(this.#fresh(), partition).offset;
  }

  async loadProfiles(partition: number, tokens: readonly string[]): Promise<(Uint8Array | undefined)[]> {
    const { profiles } = this.#fresh();
    return tokens.map((token) => profiles.get(nameKey(partition, token)));
  }

  async loadTotals(partition: number): Promise<Uint8Array | undefined> {
    return this.#fresh().totals.get(partitionKey(partition));
  }

  async loadStatistics(partition: number): Promise<ReadonlyMap<string, Uint8Array>> {
    const groups = new Map<string, Uint8Array>();
    for (const { key, value } of this.#fresh().statistics.getRange(partitionRange(partition)))
      groups.set(nameOf(key), value);
    return groups;
  }

  async commit(commit: Commit): Promise<"committed" | "conflict"> {
    const outcome = await this.#guard(() =>
      this.#writes.repeat(`partition ${commit.partition}`, () => {
        const stored = readOffset(this.#tables, commit.partition);
        return sameOffset(stored.offset, commit.expected) ? commitWrite(this.#tables, stored, commit) : undefined;
      }),
    );
    return outcome === "written" ? "committed" : "conflict";
  }

  async outbox(partition: number): Promise<OutboxEntry[]> {
    const entries: OutboxEntry[] = [];
    for (const { value } of this.#fresh().outbox.getRange(partitionRange(partition)))
      entries.push(decodeOutboxEntry(value));
    return entries;
  }

  async trimOutbox(partition: number, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#guard(() =>
      this.#writes.repeat(`partition ${partition}`, () => trimWrite(this.#tables, partition, ids)),
    );
  }

  async dueTimers(partition: number, until: number, limit: number, from = 0): Promise<TimerEntry[]> {
    const { due } = this.#fresh();
    const timers: TimerEntry[] = [];
    const range = { start: dueKey(partition, from, ""), end: dueKey(partition, until + 1, ""), limit };
    for (const key of due.getKeys(range)) {
      if (dueOfKey(key) <= until) timers.push({ id: idOfDueKey(key), due: dueOfKey(key) });
    }
    return timers;
  }

  async *scanProfiles(partition: number): AsyncGenerator<readonly (readonly [token: string, bytes: Uint8Array])[]> {
    for (let after: Buffer | undefined; ; ) {
      const chunk: (readonly [string, Uint8Array])[] = [];
      for (const { key, value } of this.#fresh().profiles.getRange({
        ...partitionRange(partition, after),
        limit: SCAN_CHUNK,
      })) {
        chunk.push([nameOf(key), value]);
        after = key;
      }
      if (chunk.length > 0) yield chunk;
      if (chunk.length < SCAN_CHUNK) return;
    }
  }

  async *scanTimers(partition: number): AsyncGenerator<readonly TimerEntry[]> {
    for (let after: Buffer | undefined; ; ) {
      const chunk: TimerEntry[] = [];
      for (const { key, value } of this.#fresh().timers.getRange({
        ...partitionRange(partition, after),
        limit: SCAN_CHUNK,
      })) {
        chunk.push({ id: nameOf(key), due: value.readDoubleLE(0) });
        after = key;
      }
      if (chunk.length > 0) yield chunk;
      if (chunk.length < SCAN_CHUNK) return;
    }
  }

  async readSuspicion(partition: number): Promise<Suspicion | undefined> {
    this.#fresh();
    return this.#notes.readSuspicion(partition);
  }

  writeSuspicion(partition: number, suspicion: Suspicion | undefined): Promise<void> {
    return this.#guard(() => this.#notes.writeSuspicion(partition, suspicion));
  }

  acquireLease(partition: number, token: string, ttlMs: number): Promise<boolean> {
    return this.#guard(() => this.#notes.acquire(partition, token, ttlMs));
  }

  renewLeases(partitions: readonly number[], token: string, ttlMs: number): Promise<number[]> {
    return this.#guard(() => this.#notes.renew(partitions, token, ttlMs));
  }

  releaseLease(partition: number, token: string): Promise<void> {
    return this.#guard(() => this.#notes.release(partition, token));
  }

  announce(member: string, ttlMs: number): Promise<number> {
    return this.#guard(() => this.#notes.announce(member, ttlMs));
  }

  withdraw(member: string): Promise<void> {
    return this.#guard(() => this.#notes.withdraw(member));
  }

  identify(identity: string): Promise<string> {
    return this.#guard(() => this.#notes.identify(identity));
  }

  async ping(): Promise<void> {
    readOffset(this.#fresh(), 0);
  }

  /** There is no connection to lose. */
  onDisconnect(): void {}

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writes.idle();
    await this.#tables.environment.close();
  }

  /** The tables as they stand now, with what other threads and processes have committed. */
  #fresh(): StateTables {
    if (this.#closed) throw new AttuneError("ATTUNE_STATE_UNAVAILABLE", "the state was closed");
    this.#tables.environment.resetReadTxn();
    return this.#tables;
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    this.#fresh();
    try {
      return await work();
    } catch (error) {
      throw asStateError(error);
    }
  }
}

function openTables(environment: Environment): StateTables {
  return {
    environment,
    offsets: openTable(environment, "offsets", "versioned"),
    profiles: openTable(environment, "profiles", "plain"),
    totals: openTable(environment, "totals", "plain"),
    statistics: openTable(environment, "statistics", "plain"),
    timers: openTable(environment, "timers", "plain"),
    due: openTable(environment, "due", "plain"),
    outbox: openTable(environment, "outbox", "plain"),
    places: openTable(environment, "places", "plain"),
    shared: openTable(environment, "shared", "versioned"),
  };
}

async function checkLayout({ environment, shared }: StateTables, writes: ConditionalWrites): Promise<void> {
  const value = Buffer.from([STATE_LAYOUT]);
  await writes.repeat("layout", () => {
    const found = shared.getEntry(LAYOUT_KEY);
    const layout = found?.value[0];
    if (layout === STATE_LAYOUT || (layout !== undefined && !READABLE_LAYOUTS.includes(layout))) return undefined;
    const version = found?.version ?? 0;
    return {
      table: shared,
      key: LAYOUT_KEY,
      version,
      writes: [{ table: shared, key: LAYOUT_KEY, value, version: version + 1 }],
    };
  });
  environment.resetReadTxn();
  const stored = shared.get(LAYOUT_KEY)?.[0];
  if (stored === STATE_LAYOUT) return;
  throw new AttuneError(
    "ATTUNE_LOG_VERSION",
    `the state has layout ${stored}; this version reads layout ${STATE_LAYOUT}`,
  );
}

function asStateError(error: unknown): unknown {
  if (isAttuneError(error) || error instanceof RangeError) return error;
  const full = /MDB_MAP_FULL|ENOSPC|No space left/i.test(String(error));
  const code = full ? "ATTUNE_STATE_FULL" : "ATTUNE_STATE_UNAVAILABLE";
  return new AttuneError(code, `the state can't be written: ${String(error)}`, { cause: error });
}
