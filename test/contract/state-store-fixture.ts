import { afterEach, beforeEach } from "vitest";
import type { Commit, Offset, Space, StateStore } from "../../src/ports/state-store.js";

/** One fresh, empty store. `close` closes every handle that the adapter's test file opened and removes what was stored. */
export interface StateStoreUnderTest {
  readonly store: StateStore;
  /** Another handle onto the same stored state, whether `store` is still open or closed, or onto a space beside it; the suite closes it. */
  reopen(space?: Space): Promise<StateStore>;
  close(): Promise<void>;
}

export const bytes = (value: string): Uint8Array => Buffer.from(value, "utf8");
export const text = (value: Uint8Array | undefined): string | undefined =>
  value === undefined ? undefined : Buffer.from(value).toString("utf8");
export const texts = (values: (Uint8Array | undefined)[]): (string | undefined)[] => values.map(text);
export const offset = (seq: number, generation = 0): Offset => ({
  generation,
  seq,
  storedAt: seq === 0 ? 0 : 1_700_000_000_000_000 + seq,
});
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export const DEADLINE_MS = 10_000;

export function commitOf(expected: Offset, next: Offset, more: Partial<Commit> = {}): Commit {
  return {
    partition: 0,
    expected,
    next,
    profiles: new Map(),
    timers: new Map(),
    totals: undefined,
    statistics: new Map(),
    outbox: [],
    trim: [],
    ...more,
  };
}

export async function until(check: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    if (await check()) return true;
    await pause(20);
  }
  return false;
}

/** Everything that can be read of a partition. */
export async function everything(store: StateStore, partition: number): Promise<unknown> {
  const profiles: [string, string | undefined][] = [];
  for await (const chunk of store.scanProfiles(partition))
    profiles.push(...chunk.map(([token, value]) => [token, text(value)] as [string, string]));
  return {
    offset: await store.loadOffset(partition),
    profiles: profiles.sort(([a], [b]) => (a < b ? -1 : 1)),
    timers: await store.dueTimers(partition, Number.MAX_SAFE_INTEGER, 1_000),
    totals: text(await store.loadTotals(partition)),
    statistics: [...(await store.loadStatistics(partition))].map(([group, value]) => [group, text(value)]).sort(),
    outbox: (await store.outbox(partition)).map((e) => [e.id, text(e.bytes)]),
  };
}

/** A fresh store before each test of the block it is called in; all that a test opened is closed after it. */
export class StateFixture {
  #under: StateStoreUnderTest | undefined;
  readonly #opened: StateStore[] = [];

  constructor(open: () => Promise<StateStoreUnderTest>) {
    beforeEach(async () => {
      this.#under = await open();
    });
    afterEach(async () => {
      for (const opened of this.#opened.splice(0)) await opened.close();
      await this.#under?.close();
    });
  }

  get store(): StateStore {
    if (this.#under === undefined) throw new Error("no store is open outside a test");
    return this.#under.store;
  }

  async another(space?: Space): Promise<StateStore> {
    if (this.#under === undefined) throw new Error("no store is open outside a test");
    const handle = await this.#under.reopen(space);
    this.#opened.push(handle);
    return handle;
  }
}
