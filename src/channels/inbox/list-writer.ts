import { setTimeout as sleep } from "node:timers/promises";
import { AttuneError } from "../../domain/errors.js";
import { nextVersion, type StateStore } from "../../ports/state-store.js";
import { decodeList, encodeList, type InboxList, lastExpiry, unexpired } from "./inbox-list.js";

type Change = (list: InboxList, now: number) => InboxList;

interface Waiting {
  readonly token: string;
  readonly change: Change;
  resolve(isChanged: boolean): void;
  reject(error: unknown): void;
}

/** Others may write the same partition: after so many commits that lost against theirs something is wrong. */
const MOST_TRIES = 50;
const MOST_PAUSE_MS = 10;
/** Lists whose last message has expired that go with one commit: nobody has to look for them. */
const SWEPT_AT_ONCE = 20;

/**
 * Changes lists on condition that nobody else has changed their partition meanwhile, and repeats what lost. What waits while a commit is under way
 * goes with the next one.
 */
export class ListWriter {
  readonly #store: StateStore;
  readonly #now: () => number;
  readonly #waiting = new Map<number, Waiting[]>();

  constructor(store: StateStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Resolves when it is stored, with whether anything is different. */
  change(partition: number, token: string, change: Change): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const one = { token, change, resolve, reject };
      const queue = this.#waiting.get(partition);
      if (queue !== undefined) {
        queue.push(one);
        return;
      }
      this.#waiting.set(partition, [one]);
      void this.#work(partition);
    });
  }

  async #work(partition: number): Promise<void> {
    for (let batch = this.#next(partition); batch !== undefined; batch = this.#next(partition)) {
      try {
        const changed = await this.#commit(partition, batch);
        for (const one of batch) one.resolve(changed.has(one.token));
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
  }

  /** What has come in; the queue is there as long as somebody works on it. */
  #next(partition: number): Waiting[] | undefined {
    const batch = this.#waiting.get(partition) ?? [];
    if (batch.length === 0) this.#waiting.delete(partition);
    else this.#waiting.set(partition, []);
    return batch.length === 0 ? undefined : batch;
  }

  /** @returns whose lists are different now */
  async #commit(partition: number, batch: readonly Waiting[]): Promise<ReadonlySet<string>> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      // The offset first: whoever commits after it makes ours fail.
      const expected = await this.#store.loadOffset(partition);
      const { profiles, timers, changed } = await this.#prepare(partition, batch);
      if (profiles.size === 0) return changed;
      const next = nextVersion(expected);
      const none = { totals: undefined, statistics: new Map<string, Uint8Array>(), outbox: [], trim: [] };
      const result = await this.#store.commit({ partition, expected, next, profiles, timers, ...none });
      if (result === "committed") return changed;
      await sleep(Math.random() * MOST_PAUSE_MS);
    }
    throw new AttuneError("ATTUNE_STATE_UNAVAILABLE", "the inbox is being changed by too many at once");
  }

  async #prepare(partition: number, batch: readonly Waiting[]) {
    const now = this.#now();
    const due = await this.#store.dueTimers(partition, now, SWEPT_AT_ONCE);
    const tokens = [...new Set([...batch.map(({ token }) => token), ...due.map(({ id }) => id)])];
    const stored = await this.#store.loadProfiles(partition, tokens);
    const profiles = new Map<string, Uint8Array | null>();
    const timers = new Map<string, number | null>();
    const changed = new Set<string>();
    tokens.forEach((token, i) => {
      const bytes = stored[i];
      const before = decodeList(bytes);
      const after = batch
        .filter((one) => one.token === token)
        .reduce((list, { change }) => change(list, now), unexpired(before, now));
      const encoded = after.entries.length === 0 ? null : encodeList(after);
      const isSame =
        encoded === null ? bytes === undefined : bytes !== undefined && Buffer.compare(bytes, encoded) === 0;
      if (isSame) return;
      profiles.set(token, encoded);
      timers.set(token, encoded === null ? null : lastExpiry(after));
      changed.add(token);
    });
    return { profiles, timers, changed };
  }
}
