import { createHash, randomUUID } from "node:crypto";
import type { ErrorCode } from "../domain/errors.js";
import type { JsonObject, SegmentCallType } from "../domain/event.js";
import { partitionOfToken, personToken } from "../domain/person.js";
import { encodeDeadLetter, type NormalisedCall, normaliseCall, reject, type Rejection } from "../domain/wire/index.js";
import type { LogEntry } from "../ports/event-log.js";
import { isObject, type RequestBody } from "./request-body.js";

/** What is known of a request beside its body. */
export interface RequestFacts {
  /** The write key's name. */
  readonly source: string;
  /** The route's type; undefined: each call says it. */
  readonly type: SegmentCallType | undefined;
  readonly receivedAt: number;
  /** The body is a batch: its context, integrations and sentAt are shared. */
  readonly isBatch: boolean;
  readonly history: boolean;
  /** RudderStack's browser SDK says sentAt in a header. */
  readonly sentAt: string | undefined;
  readonly transportContext: JsonObject | undefined;
  readonly partitions: number;
  /** Bytes that the calls of one request may become: a shared context is written once for every event. */
  readonly maxBytes: number;
}

/** What became of one event. "duplicate": an event with this messageId is stored already. */
export interface EventResult {
  readonly index: number;
  readonly messageId?: string;
  status: "accepted" | "duplicate" | "rejected";
  readonly code?: ErrorCode;
  readonly message?: string;
}

/** A request's calls, ready for the log: nothing is stored yet. */
export interface TakenCalls {
  readonly events: LogEntry[];
  readonly dead: LogEntry[];
  /** One an event, in the request's order. */
  readonly results: EventResult[];
}

export function takeCalls(body: RequestBody, facts: RequestFacts): TakenCalls {
  const taken: TakenCalls = { events: [], dead: [], results: [] };
  const seen = new Set<string>();
  const shared = facts.isBatch ? body.envelope : {};
  const how = {
    ...(facts.type === undefined ? undefined : { type: facts.type }),
    ...(facts.transportContext === undefined ? undefined : { transportContext: facts.transportContext }),
    receivedAt: facts.receivedAt,
    sentAt: shared["sentAt"] ?? facts.sentAt,
    source: facts.source,
    batchContext: shared["context"],
    batchIntegrations: shared["integrations"],
    history: facts.history,
    newId: randomUUID,
  };
  let bytes = 0;
  body.calls.forEach((call, index) => {
    let outcome: NormalisedCall | Rejection = body.spoiled.get(index) ?? normaliseCall(call, how);
    if (outcome.ok && (bytes += outcome.payload.byteLength) > facts.maxBytes) {
      const tooLarge = reject("ATTUNE_EVENT_TOO_LARGE", "the request's events with its shared context are too large");
      outcome = { ...tooLarge, person: outcome.person };
    }
    if (outcome.ok) accept(taken, outcome, index, facts, seen);
    else refuse(taken, outcome, call, index, facts, body.original(index));
  });
  return taken;
}

function accept(taken: TakenCalls, call: NormalisedCall, index: number, facts: RequestFacts, seen: Set<string>): void {
  const { id, token, payload } = call;
  const key = `${token} ${id}`;
  const again = seen.has(key);
  seen.add(key);
  taken.results.push({ index, messageId: id, status: again ? "duplicate" : "accepted" });
  if (again) return;
  const partition = partitionOfToken(token, facts.partitions);
  taken.events.push({ topic: "events", partition, id, payload, person: token });
}

function refuse(
  taken: TakenCalls,
  rejection: Rejection,
  call: unknown,
  index: number,
  facts: RequestFacts,
  original: Uint8Array,
): void {
  const { code, message, person } = rejection;
  const messageId =
    isObject(call) && typeof call["messageId"] === "string" ? call["messageId"].slice(0, 256) : undefined;
  taken.results.push({
    index,
    ...(messageId === undefined ? undefined : { messageId }),
    status: "rejected",
    code,
    message,
  });
  const token = person === undefined ? undefined : personToken(person);
  const partition = token === undefined ? 0 : partitionOfToken(token, facts.partitions);
  // By its content: a sender that repeats its request leaves one letter.
  const id = `dead-${createHash("sha256").update(facts.source).update("\0").update(original).digest("hex").slice(0, 40)}`;
  const payload = encodeDeadLetter({
    id,
    code,
    reason: message,
    partition,
    attempts: 1,
    time: facts.receivedAt,
    source: facts.source,
    payload: original,
    ...(facts.type === undefined ? undefined : { headers: { type: facts.type } }),
  });
  taken.dead.push({ topic: "dead", partition, id, payload, ...(token === undefined ? undefined : { person: token }) });
}
