import { CHANNELS, type Channel } from "../../domain/message.js";
import { HOUR } from "../../domain/time.js";
import { nextVersion, type Offset, type OutboxEntry, type StateStore } from "../../ports/state-store.js";
import { type Change, type Plan, propose } from "./changes.js";
import type { Position } from "./intake.js";
import { isRecordKey, messageOfKey } from "./record.js";
import { decodeTotals, type DeliveryTotals, encodeTotals, pendingOf } from "./totals.js";

/** Another dispatcher took the channel over: what this one remembers is worthless. */
export class ChannelLost extends Error {
  constructor(channel: Channel) {
    super(`${channel} was taken over by another dispatcher`);
    this.name = "ChannelLost";
  }
}

/** A channel's partition in the space "deliveries". */
export function partitionOfChannel(channel: Channel): number {
  return CHANNELS.indexOf(channel);
}

/**
 * A channel that is delivered for the first time begins with what was decided so lately, ms: that may wait for the dispatcher that is started beside its
 * worker. What is older was somebody else's to deliver, and may have been delivered.
 */
const FIRST_LOOK_BACK_MS = HOUR;

/**
 * One channel's deliveries, as their present owner changes them. Every change is one commit on condition of the stored version, and raises it: taking
 * a channel over, what its owner stores, and what a visitor does (erasure, a retry by hand). The owner that finds its commit refused reads on when it
 * is still the one named in the totals, and ends when it isn't.
 */
export class DeliveryBook {
  readonly #store: StateStore;
  readonly #channel: Channel;
  readonly #partition: number;
  readonly #keepMs: number;
  readonly #owner: string;
  #offset: Offset;
  #totals: DeliveryTotals;
  readonly #untold: OutboxEntry[] = [];
  readonly #told: string[] = [];

  private constructor(store: StateStore, channel: Channel, keepMs: number, offset: Offset, totals: DeliveryTotals) {
    this.#store = store;
    this.#channel = channel;
    this.#partition = partitionOfChannel(channel);
    this.#keepMs = keepMs;
    this.#owner = totals.owner;
    this.#offset = offset;
    this.#totals = totals;
  }

  static async take(store: StateStore, channel: Channel, keepMs: number, owner: string): Promise<DeliveryBook> {
    const partition = partitionOfChannel(channel);
    for (;;) {
      const expected = await store.loadOffset(partition);
      const stored = decodeTotals(await store.loadTotals(partition));
      // By the clock of the log, which stamped its records; not by whatever the messages are delivered by.
      const first = { seq: 0, storedAt: (Date.now() - FIRST_LOOK_BACK_MS) * 1_000 };
      const totals = { ...stored, owner, read: stored.read ?? first };
      const next = nextVersion(expected);
      const commit = { partition, expected, next, profiles: new Map(), timers: new Map(), statistics: new Map() };
      const result = await store.commit({ ...commit, totals: encodeTotals(totals), outbox: [], trim: [] });
      if (result !== "committed") continue;
      const book = new DeliveryBook(store, channel, keepMs, next, totals);
      book.#untold.push(...(await store.outbox(partition)));
      return book;
    }
  }

  /** Up to where the topic of actions was read. */
  get read(): Position {
    return this.#totals.read as Position;
  }

  /** Deliveries that haven't ended. */
  get pending(): number {
    return pendingOf(this.#totals);
  }

  /** Deliveries whose moment has come, the earliest first. */
  async due(until: number, limit: number): Promise<string[]> {
    const timers = await this.#store.dueTimers(this.#partition, until, limit);
    return timers.filter(({ id }) => isRecordKey(id)).map(({ id }) => messageOfKey(id));
  }

  /**
   * Changes deliveries in one commit, and where it is given notes how far the log was read.
   * @returns what was changed
   * @throws ChannelLost
   */
  async change(messages: readonly string[], plan: Plan, read?: Position): Promise<ReadonlyMap<string, Change>> {
    for (;;) {
      const base = { partition: this.#partition, offset: this.#offset, totals: this.#totals, keepMs: this.#keepMs };
      const { commit, totals, changes } = await propose(this.#store, base, messages, plan, read);
      if (changes.size === 0 && read === undefined) return changes;
      const trim = [...this.#told];
      if ((await this.#store.commit({ ...commit, trim })) === "committed") {
        this.#offset = commit.next;
        this.#totals = totals;
        this.#told.splice(0, trim.length);
        this.#untold.push(...commit.outbox);
        return changes;
      }
      await this.catchUp();
    }
  }

  /** Events that are stored and that the log hasn't got yet, or isn't known to have. */
  get untold(): readonly OutboxEntry[] {
    return this.#untold;
  }

  /** The log has the first of them; the next commit takes them off the store. */
  told(count: number): void {
    this.#told.push(...this.#untold.splice(0, count).map(({ id }) => id));
  }

  /** Takes off at once what was told. */
  async trim(): Promise<void> {
    const told = this.#told.splice(0);
    if (told.length > 0) await this.#store.trimOutbox(this.#partition, told);
  }

  /** Reads what a visitor has changed, or what a commit without an answer did. @throws ChannelLost */
  async catchUp(): Promise<void> {
    // In this order: what changes between the two makes the next commit fail too.
    const offset = await this.#store.loadOffset(this.#partition);
    const totals = decodeTotals(await this.#store.loadTotals(this.#partition));
    if (totals.owner !== this.#owner) throw new ChannelLost(this.#channel);
    this.#offset = offset;
    this.#totals = totals;
  }
}
