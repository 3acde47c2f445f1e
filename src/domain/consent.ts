import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Channel } from "./message.js";
import type { ConsentEntry, ConsentLedger, View } from "./profile.js";

/** The ledger of consent: what is in force, how a statement is added, and how its chain is checked. */

/** What was said, before it has a place in a chain. */
export type ConsentStatement = Omit<ConsentEntry, "hash">;
export type ConsentState = "granted" | "denied" | "expired" | "unknown";

export interface Consent {
  readonly state: ConsentState;
  /** The entry that decides; undefined where nothing was said. */
  readonly entry: ConsentEntry | undefined;
  /** Its number in the ledger, counted from the first entry ever; -1 where there is none. */
  readonly place: number;
}

const UNKNOWN: Consent = Object.freeze({ state: "unknown", entry: undefined, place: -1 });

/**
 * What counts for a purpose on a channel ("*" asks for what was said of all): the latest statement, of the same moment the refusal. One about "*" is about
 * each; but an agreement takes back only a refusal that is no narrower than it is: who left one channel and later agreed to "everything" in a
 * cookie banner has not come back to that channel.
 */
export function inForce(
  { entries, dropped }: View<ConsentLedger>,
  purpose: string,
  channel: Channel | "*",
  time: number,
): Consent {
  let decides: ConsentEntry | undefined;
  let at = -1;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as ConsentEntry;
    if (!isAbout(entry, purpose, channel)) continue;
    if (!entry.granted && isTakenBack(entry, entries, purpose, channel)) continue;
    if (decides !== undefined && !decidesOver(entry, decides)) continue;
    decides = entry;
    at = i;
  }
  if (decides === undefined) return UNKNOWN;
  const state = !decides.granted ? "denied" : decides.validUntil > time ? "granted" : "expired";
  return { state, entry: decides, place: dropped + at };
}

function isAbout(entry: ConsentEntry, purpose: string, channel: string): boolean {
  return (entry.purpose === purpose || entry.purpose === "*") && (entry.channel === channel || entry.channel === "*");
}

/** The text of a refusal that stands for others there was no room for: only an agreement to one purpose on one channel takes it back there. */
const FOLDED = "folded";

function isTakenBack(
  refusal: ConsentEntry,
  entries: readonly ConsentEntry[],
  purpose: string,
  channel: string,
): boolean {
  return entries.some(
    (entry) =>
      entry.granted &&
      entry.time > refusal.time &&
      isAbout(entry, purpose, channel) &&
      (entry.purpose === refusal.purpose || refusal.purpose === "*") &&
      (entry.channel === refusal.channel || refusal.channel === "*") &&
      (refusal.text !== FOLDED || (entry.purpose !== "*" && entry.channel !== "*")),
  );
}

/** A refusal that stands decides over every agreement; otherwise the later statement, of the same moment the one that ends earlier. */
function decidesOver(entry: ConsentEntry, other: ConsentEntry): boolean {
  if (entry.granted !== other.granted) return other.granted;
  return entry.time > other.time || (entry.time === other.time && entry.validUntil < other.validUntil);
}

/** The latest statement of each purpose and channel, in the order of the ledger: the others decide nothing any more. */
export function statementsInForce(entries: readonly ConsentEntry[]): ConsentEntry[] {
  const latest = new Map<string, ConsentEntry>();
  for (const entry of entries) {
    const key = subjectOf(entry);
    const known = latest.get(key);
    if (known === undefined || supersedes(entry, known)) latest.set(key, entry);
  }
  const kept = new Set(latest.values());
  return entries.filter((entry) => kept.has(entry));
}

/** Statements of one subject supersede each other. */
export function subjectOf({ purpose, channel, granted, text }: ConsentStatement): string {
  return `${!granted && text === FOLDED} ${channel} ${purpose}`;
}

/** Of statements of one subject: the later one, of the same moment the refusal, or the agreement that ends earlier. */
export function supersedes(statement: ConsentStatement, known: ConsentStatement): boolean {
  if (statement.time !== known.time) return statement.time > known.time;
  if (statement.granted !== known.granted) return known.granted;
  return statement.granted && statement.validUntil < known.validUntil;
}

/**
 * Adds a statement to the chain. Over `limit` the oldest entries go, covered by `base`; one that is still in force is said again at the end,
 * in its own words and time.
 */
export function addConsent(ledger: ConsentLedger, statement: ConsentStatement, limit: number): void {
  append(ledger, statement);
  if (ledger.entries.length <= limit) return;
  const kept = new Set(fold(ledger, limit));
  while (ledger.entries.length > limit) {
    const first = ledger.entries.shift() as ConsentEntry;
    ledger.base = first.hash;
    ledger.dropped++;
    if (kept.delete(first)) kept.add(append(ledger, first));
  }
}

/** At most `limit` statements that, kept alone, refuse all that is refused. */
function fold(ledger: ConsentLedger, limit: number): readonly ConsentEntry[] {
  let kept = statementsInForce(ledger.entries);
  while (kept.length > Math.max(1, limit)) {
    const oldest = earliest(kept.filter((entry) => entry.granted));
    // Without an agreement less is allowed. Where there are only refusals, one of all purposes stands for those of its channel, later than
    // whatever was said.
    const dropped = oldest === undefined ? mostOnOneChannel(kept) : [oldest];
    kept = kept.filter((entry) => !dropped.includes(entry));
    if (oldest !== undefined) continue;
    const last = dropped.reduce((a, b) => (b.time > a.time ? b : a));
    const isOneChannel = dropped.every(({ channel }) => channel === last.channel);
    const time = ledger.entries.reduce((latest, entry) => Math.max(latest, entry.time), last.time);
    kept.push(
      append(ledger, { ...last, purpose: "*", channel: isOneChannel ? last.channel : "*", time, text: FOLDED }),
    );
  }
  return kept;
}

/** Of the same moment the one that lasts longer. */
function earliest(entries: readonly ConsentEntry[]): ConsentEntry | undefined {
  return entries.toSorted((a, b) => a.time - b.time || (a.validUntil < b.validUntil ? 1 : -1))[0];
}

/** All of them where each channel has but one. */
function mostOnOneChannel(refusals: readonly ConsentEntry[]): readonly ConsentEntry[] {
  let most: readonly ConsentEntry[] = [];
  for (const { channel } of refusals) {
    const same = refusals.filter((entry) => entry.channel === channel);
    if (same.length > most.length) most = same;
  }
  return most.length > 1 ? most : refusals;
}

/** Whether nothing in the ledger was changed, left out or moved since it was written. */
export function verifyLedger({ base, dropped, entries }: View<ConsentLedger>): boolean {
  if ((base === "") !== (dropped === 0)) return false;
  let previous = base;
  for (const entry of entries) {
    if (entry.hash !== hashOf(entry, previous)) return false;
    previous = entry.hash;
  }
  return true;
}

function append(ledger: ConsentLedger, statement: ConsentStatement): ConsentEntry {
  const { purpose, channel, granted, time, validUntil, source, text } = statement;
  const hash = hashOf(statement, ledger.entries.at(-1)?.hash ?? ledger.base);
  const entry = { purpose, channel, granted, time, validUntil, source, text, hash };
  ledger.entries.push(entry);
  return entry;
}

/** SHA-256 of the canonical text: a JSON list of the hash before and the entry's fields; infinity is null. */
function hashOf(
  { purpose, channel, granted, time, validUntil, source, text }: ConsentStatement,
  previous: string,
): string {
  const until = validUntil === Number.POSITIVE_INFINITY ? null : validUntil;
  return bytesToHex(
    sha256(utf8ToBytes(JSON.stringify([previous, purpose, channel, granted, time, until, source, text]))),
  );
}
