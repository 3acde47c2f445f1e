import { Packr, Unpackr } from "msgpackr";
import type { OnsiteMessage } from "./onsite-message.js";

/** What a person has done with a message on the site. */
export type Taken = "shown" | "clicked" | "dismissed";

export interface InboxEntry {
  /** Rises with every message that comes, also after all others have gone. */
  readonly id: number;
  readonly isShown: boolean;
  readonly message: OnsiteMessage;
}

/** A person's list, oldest first. What was taken away stays as an id until it would have expired: delivered again, it doesn't come back. */
export interface InboxList {
  readonly entries: readonly (InboxEntry | Gone)[];
}

interface Gone {
  readonly id: number;
  readonly gone: string;
  readonly expiresAt: number;
}

/** Messages of one person; the oldest makes room. */
export const MOST_ENTRIES = 20;
/** Bytes of one person's list; the oldest makes room, but for the newest. */
export const MOST_BYTES = 64 * 1024;

export const EMPTY: InboxList = { entries: [] };

const LAYOUT = 1;
const packer = new Packr({ useRecords: false });
const unpacker = new Unpackr({ useRecords: false, mapsAsObjects: true });

/** Puts a message at the end; one that is or was there stays as it is. `now`: ms since the epoch. */
export function added(list: InboxList, message: OnsiteMessage, now: number): InboxList {
  const { entries } = unexpired(list, now);
  if (message.expiresAt <= now || entries.some((entry) => messageIdOf(entry) === message.id)) return { entries };
  // The clock goes on while a list is empty and forgotten: whoever knows the last id misses nothing.
  const id = Math.max((entries.at(-1)?.id ?? 0) + 1, now);
  return bounded({ entries: [...entries, { id, isShown: false, message }] });
}

/** Marks what the person did with it; clicked and dismissed ones go. Unchanged where there is no such message. */
export function taken(list: InboxList, messageId: string, how: Taken, now: number): InboxList {
  const { entries } = unexpired(list, now);
  return {
    entries: entries.map((entry) => {
      if ("gone" in entry || entry.message.id !== messageId) return entry;
      if (how === "shown") return { ...entry, isShown: true };
      return { id: entry.id, gone: messageId, expiresAt: entry.message.expiresAt };
    }),
  };
}

export function unexpired({ entries }: InboxList, now: number): InboxList {
  return { entries: entries.filter((entry) => expiryOf(entry) > now) };
}

/** What can be shown, with an id above `afterId`. */
export function readable({ entries }: InboxList, afterId: number): InboxEntry[] {
  return entries.filter((entry): entry is InboxEntry => !("gone" in entry) && entry.id > afterId);
}

/** When nothing of it is left, ms; 0 where nothing is in it. */
export function lastExpiry({ entries }: InboxList): number {
  return entries.reduce((latest, entry) => Math.max(latest, expiryOf(entry)), 0);
}

export function encodeList({ entries }: InboxList): Uint8Array {
  const rows = entries.map((entry) =>
    "gone" in entry ? [entry.id, entry.gone, entry.expiresAt] : [entry.id, entry.isShown, entry.message],
  );
  return Uint8Array.from(packer.pack([LAYOUT, rows]));
}

/** Only ever reads what encodeList wrote into our own store; of another layout it is empty. */
export function decodeList(bytes: Uint8Array | undefined): InboxList {
  if (bytes === undefined) return EMPTY;
  const [layout, rows] = unpacker.unpack(bytes) as [number, [number, boolean | string, unknown][]];
  if (layout !== LAYOUT) return EMPTY;
  return {
    entries: rows.map(([id, mark, rest]) =>
      typeof mark === "string"
        ? { id, gone: mark, expiresAt: rest as number }
        : { id, isShown: mark, message: rest as OnsiteMessage },
    ),
  };
}

function bounded(list: InboxList): InboxList {
  let { entries } = list;
  if (entries.length > MOST_ENTRIES) entries = entries.slice(-MOST_ENTRIES);
  while (entries.length > 1 && encodeList({ entries }).byteLength > MOST_BYTES) entries = entries.slice(1);
  return { entries };
}

function messageIdOf(entry: InboxEntry | Gone): string {
  return "gone" in entry ? entry.gone : entry.message.id;
}

function expiryOf(entry: InboxEntry | Gone): number {
  return "gone" in entry ? entry.expiresAt : entry.message.expiresAt;
}
