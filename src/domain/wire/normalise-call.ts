import type { JsonObject, SegmentCallType } from "../event.js";
import { type PersonKey, personToken } from "../person.js";
import { type CheckedCall, isObject, readCall } from "./call.js";
import { isoTime } from "./iso-time.js";
import { EVENT_BYTES } from "./limits.js";
import { type Rejection, reject } from "./rejection.js";
import { startWalk, withoutPrototypeKeys } from "./tree.js";

/** How a call came in: what the one who takes it knows beside the call. */
export interface CallIntake {
  /** The route's type, stronger than the call's own. */
  readonly type?: SegmentCallType;
  /** ms since the epoch. */
  readonly receivedAt: number;
  /** The request's sentAt; the call's own counts where it has none. */
  readonly sentAt?: unknown;
  /** The write key's name, or what else tells where it came from. */
  readonly source: string;
  /** The batch's context and integrations, merged under each call's own. */
  readonly batchContext?: unknown;
  readonly batchIntegrations?: unknown;
  /** Facts of the transport (the browser's address), used where neither call nor batch gives them. */
  readonly transportContext?: JsonObject;
  /** An import of history: nothing is said because of it. */
  readonly history?: boolean;
  /** Makes the id of a call without messageId: crypto.randomUUID. */
  readonly newId: () => string;
}

export interface NormalisedCall {
  readonly ok: true;
  /** The event's id: also the log entry's id. Printable ASCII. */
  readonly id: string;
  readonly person: PersonKey;
  readonly token: string;
  /** ms since the epoch, corrected for the sender's clock. */
  readonly time: number;
  /** The canonical form, UTF-8 JSON: what the log stores. */
  readonly payload: Uint8Array;
}

/** The marker of Attune's own form, and its version. */
export const WIRE_VERSION = 1;

/**
 * Checks one Segment call and makes the canonical bytes that the log stores. Accepts any value (it is a stranger's) and changes
 * nothing in it. The time is corrected: see event-time.ts.
 */
export function normaliseCall(call: unknown, how: CallIntake): NormalisedCall | Rejection {
  const walk = startWalk({ surrogates: true, seal: false });
  const checked = readCall(
    call,
    {
      type: how.type,
      receivedAt: how.receivedAt,
      sentAt: how.sentAt,
      context: withTransport(how.batchContext, how.transportContext),
      integrations: how.batchIntegrations,
      corrected: false,
      keepId: false,
      newId: how.newId,
    },
    walk,
  );
  if (!checked.ok) return checked;
  const form = canonicalForm(checked, call as Record<string, unknown>, how);
  const payload = encodeJson(walk.poisoned ? withoutPrototypeKeys(form) : form);
  if (payload.byteLength > EVENT_BYTES) {
    const tooLarge = reject("ATTUNE_EVENT_TOO_LARGE", `${payload.byteLength} bytes, the limit is ${EVENT_BYTES}`);
    return { ...tooLarge, person: checked.person };
  }
  return {
    ok: true,
    id: checked.id,
    person: checked.person,
    token: personToken(checked.person),
    time: checked.time,
    payload,
  };
}

function withTransport(batchContext: unknown, transport: JsonObject | undefined): unknown {
  if (transport === undefined) return batchContext;
  if (batchContext === undefined || batchContext === null) return transport;
  return isObject(batchContext) ? { ...transport, ...batchContext } : batchContext;
}

/** Absent and empty parts are left out: JSON.stringify drops what is undefined. */
function canonicalForm(checked: CheckedCall, call: Record<string, unknown>, how: CallIntake): Record<string, unknown> {
  const original = call["timestamp"] ?? call["originalTimestamp"];
  const sentAt = how.sentAt ?? call["sentAt"];
  return {
    attune: WIRE_VERSION,
    type: checked.type,
    messageId: checked.id,
    event: checked.type === "track" ? checked.name : undefined,
    name: checked.type !== "track" && checked.name !== "" ? checked.name : undefined,
    userId: checked.userId || undefined,
    anonymousId: checked.anonymousId || undefined,
    previousId: checked.previousId || undefined,
    groupId: checked.groupId || undefined,
    properties: unlessEmpty(checked.properties),
    traits: unlessEmpty(checked.traits),
    context: unlessEmpty(checked.context),
    integrations: checked.silent ? { Attune: false } : undefined,
    timestamp: isoTime(checked.time),
    originalTimestamp: typeof original === "string" ? original : undefined,
    sentAt: typeof sentAt === "string" && sentAt.length <= 40 ? sentAt : undefined,
    receivedAt: isoTime(how.receivedAt),
    source: how.source,
    history: how.history === true ? true : undefined,
  };
}

export function unlessEmpty(object: JsonObject): JsonObject | undefined {
  for (const _ in object) return object;
  return undefined;
}

export function encodeJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value), "utf8");
}
