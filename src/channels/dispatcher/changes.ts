import { type AddressFailure, isFinal } from "../../domain/delivery.js";
import { personToken } from "../../domain/person.js";
import { type Commit, nextVersion, type Offset, type OutboxEntry, type StateStore } from "../../ports/state-store.js";
import { outboxEntryOf } from "./delivery-events.js";
import type { Position } from "./intake.js";
import {
  decodeList,
  decodeRecord,
  type DeliveryRecord,
  dueOf,
  encodeList,
  encodeRecord,
  listKey,
  recordKey,
} from "./record.js";
import { type DeliveryTotals, encodeTotals, moved } from "./totals.js";

/** What becomes of a delivery: its new record (null: it is forgotten), and how its address failed, which the person's profile is told. */
export interface Change {
  readonly record: DeliveryRecord | null;
  readonly failure?: AddressFailure;
}

export type Held = ReadonlyMap<string, DeliveryRecord>;
/** From the deliveries asked for that the store holds, to what becomes of which; by message id. Called again when somebody else was faster. */
export type Plan = (held: Held) => ReadonlyMap<string, Change>;

/** What changes are made on: the stored version and the totals that go with it. */
export interface Base {
  readonly partition: number;
  readonly offset: Offset;
  readonly totals: DeliveryTotals;
  readonly keepMs: number;
}

export interface Proposal {
  readonly commit: Commit;
  readonly totals: DeliveryTotals;
  readonly changes: ReadonlyMap<string, Change>;
}

/** Ids kept in a person's list of one channel: with more, what has ended goes before its time, the oldest first. */
const LISTED_MOST = 1_000;

/** Reads the deliveries, plans, and makes one commit of it: records, timers, people's lists, totals (with how far was `read`), and events for the log. */
export async function propose(
  store: StateStore,
  base: Base,
  messages: readonly string[],
  plan: Plan,
  read: Position | undefined = base.totals.read,
): Promise<Proposal> {
  const { partition, keepMs } = base;
  const held = await loadRecords(store, partition, messages);
  const changes = new Map(plan(held));
  const lists = await changedLists(store, base, held, changes);
  const profiles = new Map<string, Uint8Array | null>();
  const timers = new Map<string, number | null>();
  const outbox: OutboxEntry[] = [];
  for (const [message, { record, failure }] of changes) {
    const key = recordKey(message);
    profiles.set(key, record === null ? null : encodeRecord(record));
    timers.set(key, record === null ? null : dueOf(record, keepMs));
    const isNews = record !== null && isFinal(record.state) && held.get(message)?.state !== record.state;
    const event = isNews ? outboxEntryOf(record, failure) : undefined;
    if (event !== undefined) outbox.push(event);
  }
  for (const [key, list] of lists) profiles.set(key, list.length === 0 ? null : encodeList(list));
  const totals = moved(
    { ...base.totals, read },
    [...changes].map(([message, { record }]) => [held.get(message)?.state, record?.state] as const),
  );
  const commit: Commit = {
    partition,
    expected: base.offset,
    next: nextVersion(base.offset),
    profiles,
    timers,
    totals: encodeTotals(totals),
    statistics: new Map(),
    outbox,
    trim: [],
  };
  return { commit, totals, changes };
}

export async function loadRecords(
  store: Pick<StateStore, "loadProfiles">,
  partition: number,
  messages: readonly string[],
): Promise<Map<string, DeliveryRecord>> {
  const found = messages.length === 0 ? [] : await store.loadProfiles(partition, messages.map(recordKey));
  const held = new Map<string, DeliveryRecord>();
  for (const [i, message] of messages.entries()) {
    const bytes = found[i];
    if (bytes !== undefined) held.set(message, decodeRecord(bytes));
  }
  return held;
}

/** The lists of those people to whom a delivery came or from whom one went; what no longer has room in one is added to the changes. */
async function changedLists(
  store: StateStore,
  { partition }: Base,
  held: Map<string, DeliveryRecord>,
  changes: Map<string, Change>,
): Promise<ReadonlyMap<string, string[]>> {
  const keys = new Map<string, string>();
  for (const [message, { record }] of changes) {
    const before = held.get(message);
    const one = record ?? before;
    if (one !== undefined && (record === null) !== (before === undefined))
      keys.set(message, listKey(personToken(one.person)));
  }
  const wanted = [...new Set(keys.values())];
  if (wanted.length === 0) return new Map();
  const stored = await store.loadProfiles(partition, wanted);
  const lists = new Map(wanted.map((key, i) => [key, decodeList(stored[i])]));
  for (const [message, key] of keys) {
    const list = (lists.get(key) ?? []).filter((each) => each !== message);
    if (changes.get(message)?.record !== null) list.push(message);
    lists.set(key, list);
  }
  for (const [key, list] of lists) {
    if (list.length > LISTED_MOST) lists.set(key, await shortened(store, partition, list, held, changes));
  }
  return lists;
}

async function shortened(
  store: StateStore,
  partition: number,
  list: readonly string[],
  held: Map<string, DeliveryRecord>,
  changes: Map<string, Change>,
): Promise<string[]> {
  const oldest = list.slice(0, list.length - LISTED_MOST).filter((message) => !changes.has(message));
  const records = await loadRecords(store, partition, oldest);
  const dropped = new Set(oldest.filter((message) => isFinal(records.get(message)?.state ?? "sent")));
  for (const message of dropped) {
    const record = records.get(message);
    if (record === undefined) continue;
    held.set(message, record);
    changes.set(message, { record: null });
  }
  return list.filter((message) => !dropped.has(message));
}
