import type { AttuneEvent, SegmentEvent } from "../event.js";
import { isPersonKey } from "../person.js";
import { type CallSource, type CheckedCall, isObject, readCall } from "./call.js";
import { fingerprint, isEntryId } from "./ids.js";
import { isInternalType, readInternal } from "./internal-event.js";
import { parseIsoTime } from "./iso-time.js";
import { EVENT_BYTES, INTERNAL_EVENT_BYTES } from "./limits.js";
import { WIRE_VERSION } from "./normalise-call.js";
import { type Rejection, reject } from "./rejection.js";
import { startWalk } from "./tree.js";

/** What the log knows of a record beside its payload. */
export interface RecordFacts {
  /** When the log stored it, ms since the epoch: a direct publisher's `receivedAt`. */
  readonly storedAtMs: number;
  /** Only such a record may hold an internal or forwarded event (ports/event-log.ts). */
  readonly internal: boolean;
}

export interface ParsedEvent {
  readonly ok: true;
  readonly event: AttuneEvent;
}

/** The source of an event that came past the collector. */
export const DIRECT = "direct";

/**
 * Reads a log record's payload. It is called for every record and trusts none: a direct publisher's bytes come this way too, as
 * a raw Segment call or in Attune's own form, and go through the same checks. Pure: a replay gives the same event.
 */
export function parseEvent(payload: Uint8Array, record: RecordFacts): ParsedEvent | Rejection {
  const limit = record.internal ? INTERNAL_EVENT_BYTES : EVENT_BYTES;
  if (payload.byteLength > limit) {
    return reject("ATTUNE_EVENT_TOO_LARGE", `${payload.byteLength} bytes, the limit is ${limit}`);
  }
  const text = decodeUtf8(payload);
  if (text === undefined) return reject("ATTUNE_EVENT_NOT_UTF8", "the bytes are no UTF-8");
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return reject("ATTUNE_EVENT_NOT_JSON", "the bytes are no JSON");
  }
  if (!isObject(raw)) return reject("ATTUNE_EVENT_NOT_JSON", "an event is one JSON object");
  // JSON text that is valid UTF-8 can hold a lone surrogate only as an escape.
  const walk = startWalk({ surrogates: text.includes("\\ud") || text.includes("\\uD"), seal: true });
  const own = raw["attune"] === WIRE_VERSION;
  if (record.internal) {
    if (!own) return reject("ATTUNE_EVENT_FIELD", "an internal record is not in Attune's own form");
    if (isInternalType(raw["type"])) return readInternal(raw);
  }
  const checked = readCall(raw, callSource(raw, text, record, own), walk);
  if (!checked.ok) return checked;
  const event = segmentEvent(checked, raw, own);
  return record.internal ? forwarded(event, raw) : { ok: true, event };
}

function callSource(raw: Record<string, unknown>, text: string, record: RecordFacts, own: boolean): CallSource {
  return {
    type: undefined,
    receivedAt: own ? receivedAt(raw, record) : record.storedAtMs,
    sentAt: undefined,
    context: undefined,
    integrations: undefined,
    corrected: own,
    keepId: record.internal,
    newId: () => `d:${fingerprint(`${record.storedAtMs}\u0000${text}`)}`,
  };
}

function receivedAt(raw: Record<string, unknown>, record: RecordFacts): number {
  const stated = raw["receivedAt"];
  return (typeof stated === "string" ? parseIsoTime(stated) : undefined) ?? record.storedAtMs;
}

function segmentEvent(checked: CheckedCall, raw: Record<string, unknown>, own: boolean): SegmentEvent {
  const source = own ? raw["source"] : DIRECT;
  // Built field by field: spreading conditional parts costs a microsecond an event.
  const event: Writable<SegmentEvent> = {
    id: checked.id,
    person: checked.person,
    time: checked.time,
    hops: 0,
    type: checked.type,
    name: checked.name,
    properties: checked.properties,
    traits: checked.traits,
    context: checked.context,
    source: typeof source === "string" ? source : DIRECT,
    history: own && raw["history"] === true,
    silent: checked.silent,
  };
  if (checked.userId !== "") event.userId = checked.userId;
  if (checked.anonymousId !== "") event.anonymousId = checked.anonymousId;
  if (checked.previousId !== "") event.previousId = checked.previousId;
  if (checked.groupId !== "") event.groupId = checked.groupId;
  return event;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A forwarded event names its new person and how often it was handed on. */
function forwarded(event: SegmentEvent, raw: Record<string, unknown>): ParsedEvent | Rejection {
  const person = raw["person"] ?? event.person;
  const hops = raw["hops"] ?? 0;
  if (typeof person !== "string" || !isPersonKey(person) || !Number.isSafeInteger(hops) || !isEntryId(event.id)) {
    return reject("ATTUNE_EVENT_FIELD", "a forwarded event's person, hops or id is none");
  }
  return { ok: true, event: { ...event, person, hops: hops as number } };
}

/** Node's decoder puts U+FFFD for bytes that are none; only a text that has one needs the strict, slower look. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  if (!text.includes("\ufffd")) return text;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
