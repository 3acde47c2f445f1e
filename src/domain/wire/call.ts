import { type JsonObject, SEGMENT_CALL_TYPES, type SegmentCallType } from "../event.js";
import { anonymousPerson, knownPerson, type PersonKey } from "../person.js";
import { canonicalEventName } from "../vocabulary.js";
import { correctedTime, readTime } from "./event-time.js";
import { eventIdOf, readId } from "./ids.js";
import { NAME_LENGTH } from "./limits.js";
import { type Rejection, reject } from "./rejection.js";
import { type Walk, walkTree } from "./tree.js";

/** How a call came in. */
export interface CallSource {
  /** The route's type; undefined: the call says it. */
  readonly type: SegmentCallType | undefined;
  /** ms since the epoch. */
  readonly receivedAt: number;
  /** The request's own sentAt; a call's own counts where it has none. */
  readonly sentAt: unknown;
  /** The batch's, merged under the call's own. */
  readonly context: unknown;
  readonly integrations: unknown;
  /** The time stands corrected already: Attune's own form, read back. */
  readonly corrected: boolean;
  /** The id is Attune's own and stays as it is: an event on its way to another profile. */
  readonly keepId: boolean;
  /** Makes an id for a call without messageId. */
  readonly newId: () => string;
}

/** A Segment call whose every part is checked. Absent ids are "". */
export interface CheckedCall {
  readonly ok: true;
  readonly type: SegmentCallType;
  readonly id: string;
  readonly person: PersonKey;
  readonly name: string;
  readonly userId: string;
  readonly anonymousId: string;
  readonly previousId: string;
  readonly groupId: string;
  readonly properties: JsonObject;
  readonly traits: JsonObject;
  readonly context: JsonObject;
  readonly silent: boolean;
  readonly time: number;
}

export const EMPTY: JsonObject = Object.freeze(Object.create(null) as JsonObject);

/** Control characters; spelled by escapes so that none stands in this file. */
const CONTROL = /\p{Cc}/u;

/** Reads and checks one call. `walk` says whether the call may be changed in place. Fields that the spec doesn't have are not looked at. */
export function readCall(call: unknown, from: CallSource, walk: Walk): CheckedCall | Rejection {
  if (!isObject(call)) return reject("ATTUNE_EVENT_NOT_JSON", "an event is one JSON object");
  const type = from.type ?? call["type"];
  if (!isCallType(type)) return reject("ATTUNE_EVENT_TYPE", "type is none of the Segment spec's");
  const ids = readIds(call, type);
  if (!ids.ok) return ids;
  const checked = readRest(call, type, ids, from, walk);
  return checked.ok ? checked : { ...checked, person: ids.person };
}

type Ids = Pick<CheckedCall, "ok" | "person" | "userId" | "anonymousId" | "previousId" | "groupId">;

function readIds(call: Record<string, unknown>, type: SegmentCallType): Ids | Rejection {
  const userId = readId(call["userId"]);
  const anonymousId = readId(call["anonymousId"]);
  const groupId = type === "group" ? readId(call["groupId"]) : "";
  const previous = type === "alias" ? readId(call["previousId"]) : "";
  if (userId === undefined) return reject("ATTUNE_EVENT_BAD_ID", "userId is no id");
  if (anonymousId === undefined) return reject("ATTUNE_EVENT_BAD_ID", "anonymousId is no id");
  if (groupId === undefined) return reject("ATTUNE_EVENT_BAD_ID", "groupId is no id");
  if (previous === undefined) return reject("ATTUNE_EVENT_BAD_ID", "previousId is no id");
  if (userId === "" && anonymousId === "") return reject("ATTUNE_EVENT_NO_ID", "neither userId nor anonymousId");
  let previousId = previous;
  if (type === "alias") {
    if (userId === "") return reject("ATTUNE_EVENT_NO_ID", "an alias call has no userId");
    previousId = previous === "" ? anonymousId : previous;
    if (previousId === "") return reject("ATTUNE_EVENT_NO_ID", "an alias call has no previousId");
  }
  const person = userId === "" ? anonymousPerson(anonymousId) : knownPerson(userId);
  return { ok: true, person, userId, anonymousId, previousId, groupId };
}

function readRest(
  call: Record<string, unknown>,
  type: SegmentCallType,
  ids: Ids,
  from: CallSource,
  walk: Walk,
): CheckedCall | Rejection {
  const messageId = readId(call["messageId"]);
  if (messageId === undefined) return reject("ATTUNE_EVENT_BAD_ID", "messageId is no id");
  const name = readName(call, type);
  if (name === undefined) return reject("ATTUNE_EVENT_NAME", `${type === "track" ? "event" : "name"} is no name`);
  const properties = readObject(call["properties"], "properties", walk);
  const ownTraits = readObject(call["traits"], "traits", walk);
  const context = readMerged(from.context, call["context"], "context", walk);
  const integrations = readMerged(from.integrations, call["integrations"], "integrations", walk);
  if (walk.wrong !== undefined) return walk.wrong;
  const original = readTime(call["timestamp"] ?? call["originalTimestamp"], "timestamp");
  if (typeof original === "object") return original;
  return {
    ok: true,
    type,
    id: messageId === "" ? from.newId() : from.keepId ? messageId : eventIdOf(messageId),
    person: ids.person,
    name,
    userId: ids.userId,
    anonymousId: ids.anonymousId,
    previousId: ids.previousId,
    groupId: ids.groupId,
    properties,
    traits: type === "identify" && !from.corrected ? withContextTraits(ownTraits, context) : ownTraits,
    context,
    silent: integrations !== EMPTY && isSilent(integrations),
    time: from.corrected
      ? (original ?? from.receivedAt)
      : correctedTime(original, readSentAt(from.sentAt) ?? readSentAt(call["sentAt"]), from.receivedAt),
  };
}

/** RudderStack's SDKs put what identify says about a person into `context.traits`. */
function withContextTraits(own: JsonObject, context: JsonObject): JsonObject {
  const inContext = context["traits"];
  return isObject(inContext) ? merge(inContext, own) : own;
}

/** A transport's note, not the sender's words: one that is no time is left out of account. */
function readSentAt(value: unknown): number | undefined {
  const time = readTime(value, "sentAt");
  return typeof time === "object" ? undefined : time;
}

/** track: the canonical name; page and screen: the name, cut to length, or "". */
function readName(call: Record<string, unknown>, type: SegmentCallType): string | undefined {
  if (type === "track") {
    const event = call["event"];
    if (typeof event !== "string" || event.length > NAME_LENGTH || CONTROL.test(event)) return undefined;
    const name = canonicalEventName(event);
    return name === "" ? undefined : name;
  }
  if (type !== "page" && type !== "screen") return "";
  const name = call["name"];
  if (name === undefined || name === null) return "";
  return typeof name === "string" ? name.slice(0, NAME_LENGTH).toWellFormed() : undefined;
}

/** Segment's opt-out per destination: All off unless Attune itself is on. */
function isSilent(integrations: JsonObject): boolean {
  const own = integrations["Attune"];
  return own === undefined || own === null ? integrations["All"] === false : own === false;
}

/** An object field, walked; EMPTY where it is absent or wrong, which then stands in `walk.wrong`. */
function readObject(value: unknown, field: string, walk: Walk): JsonObject {
  if (value === undefined || value === null || walk.wrong !== undefined) return EMPTY;
  if (isObject(value)) walkTree(value, 2, walk);
  else walk.wrong = reject("ATTUNE_EVENT_FIELD", `${field} is no object`);
  return walk.wrong === undefined ? (value as JsonObject) : EMPTY;
}

function readMerged(under: unknown, over: unknown, field: string, walk: Walk): JsonObject {
  const own = readObject(over, field, walk);
  return under === undefined || under === null ? own : merge(readObject(under, `the batch's ${field}`, walk), own);
}

function merge(under: JsonObject, over: JsonObject): JsonObject {
  return Object.assign(Object.create(null) as JsonObject, under, over);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCallType(value: unknown): value is SegmentCallType {
  return (SEGMENT_CALL_TYPES as readonly unknown[]).includes(value);
}
