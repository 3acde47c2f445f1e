import type { SessionTable } from "../../models/recommender/model.js";
import type { Interactions } from "../interactions.js";
import { groupBy } from "./group-by.js";
import { type Histories, historiesOf } from "./histories.js";
import { Pace, type Watch } from "./pace.js";
import { sharedUint32 } from "./shared-arrays.js";

export interface SessionTraining {
  /** A new session begins after this long without an interaction. */
  readonly gapMs: number;
  /** Sessions kept, the newest. */
  readonly kept: number;
  /** Newest sessions kept for an item: at least the m that is asked for when serving. */
  readonly perItem: number;
  /** Different items of a session; a longer one goes on as another session. */
  readonly items: number;
}

/** A hash of the person, salted with the model's version, so that erasure can find their sessions. */
export type OwnerOf = (person: string) => number;

const DAY_MS = 86_400_000;
const FEWEST = 2;

/**
 * The table for VMIS-kNN. Sessions of one item say nothing of another and are left out. Numbered by their end, the newest last: the scorer relies on it. About 28
 * bytes an interaction beside the table.
 */
export async function trainSessions(
  interactions: Interactions,
  { gapMs, kept, perItem, items }: SessionTraining,
  ownerOf: OwnerOf,
  watch?: Watch,
): Promise<SessionTable> {
  const pace = new Pace(interactions.people.length, watch);
  const histories = historiesOf(interactions);
  const split = new Split(interactions.items.length, histories, gapMs, items);
  for (let person = 0; person < interactions.people.length; person++) {
    if (pace.due()) await pace.pause(person);
    split.person(person);
  }
  const rows = split.newest(kept);
  const table = write(split, rows, (person) => ownerOf(interactions.people[person] as string));
  pace.end();
  return { ...table, ...invert(table, interactions.items.length, perItem) };
}

/** Sessions as they are found, person by person; a session's items are moved to the front of its own part of the history. */
class Split {
  /** By session: [from, end) in `items`, its last time, its person. */
  readonly from: number[] = [];
  readonly end: number[] = [];
  readonly time: number[] = [];
  readonly owner: number[] = [];
  readonly items: Uint32Array;
  readonly #histories: Histories;
  readonly #gapMs: number;
  readonly #most: number;
  /** By item: the session that it was met in last, from 1. */
  readonly #met: Uint32Array;
  #session = 0;

  constructor(items: number, histories: Histories, gapMs: number, most: number) {
    this.items = histories.items.slice();
    this.#histories = histories;
    this.#gapMs = gapMs;
    this.#most = most;
    this.#met = new Uint32Array(items);
  }

  person(person: number): void {
    const { offsets, items, times } = this.#histories;
    const end = offsets[person + 1] as number;
    let from = offsets[person] as number;
    let count = 0;
    this.#session++;
    for (let entry = from; entry < end; entry++) {
      const item = items[entry] as number;
      const gone = entry > from && (times[entry] as number) - (times[entry - 1] as number) > this.#gapMs;
      if (gone || (count === this.#most && this.#met[item] !== this.#session)) {
        this.#close(person, from, count, times[entry - 1] as number);
        from = entry;
        count = 0;
        this.#session++;
      }
      if (this.#met[item] === this.#session) continue;
      this.#met[item] = this.#session;
      this.items[from + count++] = item;
    }
    if (count > 0) this.#close(person, from, count, times[end - 1] as number);
  }

  #close(person: number, from: number, count: number, time: number): void {
    if (count < FEWEST) return;
    this.from.push(from);
    this.end.push(from + count);
    this.time.push(time);
    this.owner.push(person);
  }

  /** The newest sessions, the newest last; of those that ended at once, in the order of people. */
  newest(kept: number): Uint32Array {
    const { time } = this;
    const order = Uint32Array.from({ length: time.length }, (_, at) => at);
    order.sort((a, b) => (time[a] as number) - (time[b] as number) || a - b);
    return order.subarray(Math.max(0, order.length - kept));
  }
}

function write(
  { from, end, time, owner, items: met }: Split,
  rows: Uint32Array,
  ownerOf: (person: number) => number,
): Pick<SessionTable, "offsets" | "items" | "days" | "owners"> {
  const offsets = sharedUint32(rows.length + 1);
  const days = sharedUint32(rows.length);
  const owners = sharedUint32(rows.length);
  for (let session = 0; session < rows.length; session++) {
    const row = rows[session] as number;
    offsets[session + 1] = (offsets[session] as number) + (end[row] as number) - (from[row] as number);
    days[session] = Math.max(0, Math.floor((time[row] as number) / DAY_MS));
    owners[session] = ownerOf(owner[row] as number);
  }
  const items = sharedUint32(offsets[rows.length] as number);
  for (let session = 0; session < rows.length; session++) {
    const row = rows[session] as number;
    items.set(met.subarray(from[row], end[row]), offsets[session]);
  }
  return { offsets, items, days, owners };
}

/** The newest sessions of each item, newest first. */
function invert(
  { offsets, items }: Pick<SessionTable, "offsets" | "items">,
  count: number,
  perItem: number,
): Pick<SessionTable, "itemOffsets" | "itemSessions"> {
  const sessionOf = new Uint32Array(items.length);
  for (let session = 0; session < offsets.length - 1; session++) {
    sessionOf.fill(session, offsets[session], offsets[session + 1]);
  }
  const groups = groupBy(items, count);
  const itemOffsets = sharedUint32(count + 1);
  for (let item = 0; item < count; item++) {
    const all = (groups.offsets[item + 1] as number) - (groups.offsets[item] as number);
    itemOffsets[item + 1] = (itemOffsets[item] as number) + Math.min(all, perItem);
  }
  const itemSessions = sharedUint32(itemOffsets[count] as number);
  for (let item = 0; item < count; item++) {
    let last = groups.offsets[item + 1] as number;
    for (let at = itemOffsets[item] as number; at < (itemOffsets[item + 1] as number); at++) {
      itemSessions[at] = sessionOf[groups.places[--last] as number] as number;
    }
  }
  return { itemOffsets, itemSessions };
}
