import { ADDRESS_FAILURES, UNDELIVERED } from "../delivery.js";
import type { ContextEvent, DeliveryEvent, InternalEvent } from "../event.js";
import { CHANNELS } from "../message.js";
import { isPersonKey, type PersonKey } from "../person.js";
import { type ModelVersions, SCORING_MODELS, type ScoringPin } from "../scoring.js";
import type { ServingPin } from "../serving.js";
import { isObject } from "./call.js";
import { isEntryId } from "./ids.js";
import { isoTime, parseIsoTime } from "./iso-time.js";
import { type Rejection, reject } from "./rejection.js";

/** The wire form of timer, merge, erase, delivery and context: JSON with the same marker and time as a Segment call's. */

export function isInternalType(type: unknown): type is InternalEvent["type"] {
  return type === "timer" || type === "merge" || type === "erase" || type === "delivery" || type === "context";
}

const KIND = /^[a-z0-9-]{0,128}$/;
/** A ReasonCode, or what an adapter said: "smtp.550". */
const CODE = /^[A-Za-z0-9._-]{0,128}$/;
/** A model's version is a folder's name; "" = none. */
const VERSION = /^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63})?$/;

export function internalForm(event: InternalEvent): Record<string, unknown> {
  const common = { id: event.id, timestamp: isoTime(event.time), hops: event.hops };
  if (event.type === "context") {
    const { population, serving, scoring } = event;
    return { type: "context", ...common, ...(population && { population: base64(population) }), serving, scoring };
  }
  const base = { ...common, person: event.person };
  switch (event.type) {
    case "timer":
      return { type: "timer", ...base, kind: event.kind, ref: event.ref };
    case "merge": {
      const content = event.content === undefined ? undefined : base64(event.content);
      return { type: "merge", ...base, from: event.from, into: event.into, content };
    }
    case "erase":
      return { type: "erase", ...base, origin: event.origin };
    case "delivery": {
      const { message, channel, outcome, code, failure } = event;
      return { type: "delivery", ...base, message, channel, outcome, code, failure };
    }
  }
}

export function readInternal(raw: Record<string, unknown>): { ok: true; event: InternalEvent } | Rejection {
  const { id, person, timestamp, hops } = raw;
  const time = typeof timestamp === "string" ? parseIsoTime(timestamp) : undefined;
  if (!isEntryId(id) || time === undefined || !Number.isSafeInteger(hops)) return malformed(raw);
  if (raw["type"] === "context") {
    // It concerns nobody: one that names a person is none of Attune's.
    const context = person === undefined ? contextOf(raw) : undefined;
    if (context === undefined) return malformed(raw);
    return { ok: true, event: { type: "context", id, time, hops: hops as number, ...context } };
  }
  if (!isPerson(person)) return malformed(raw);
  const base = { id, person, time, hops: hops as number };
  switch (raw["type"]) {
    case "timer": {
      const { kind, ref } = raw;
      if (typeof kind !== "string" || kind === "" || typeof ref !== "string" || !KIND.test(kind) || !KIND.test(ref)) {
        return malformed(raw);
      }
      return { ok: true, event: { ...base, type: "timer", kind, ref } };
    }
    case "merge": {
      const { from, into, content } = raw;
      if (!isPerson(from) || !isPerson(into)) return malformed(raw);
      if (content === undefined) return { ok: true, event: { ...base, type: "merge", from, into } };
      if (typeof content !== "string") return malformed(raw);
      return { ok: true, event: { ...base, type: "merge", from, into, content: bytesOf(content) } };
    }
    case "delivery": {
      const delivery = deliveryOf(raw);
      return delivery === undefined ? malformed(raw) : { ok: true, event: { ...base, type: "delivery", ...delivery } };
    }
    default: {
      const { origin } = raw;
      if (origin === undefined) return { ok: true, event: { ...base, type: "erase" } };
      return isPerson(origin) ? { ok: true, event: { ...base, type: "erase", origin } } : malformed(raw);
    }
  }
}

function deliveryOf({
  message,
  channel,
  outcome,
  code,
  failure,
}: Record<string, unknown>): Pick<DeliveryEvent, "message" | "channel" | "outcome" | "code" | "failure"> | undefined {
  if (!isEntryId(message) || typeof code !== "string" || !CODE.test(code)) return undefined;
  if (!isOneOf(CHANNELS, channel) || !isOneOf(UNDELIVERED, outcome)) return undefined;
  if (failure === undefined) return { message, channel, outcome, code };
  return isOneOf(ADDRESS_FAILURES, failure) ? { message, channel, outcome, code, failure } : undefined;
}

function isOneOf<T>(known: readonly T[], value: unknown): value is T {
  return known.includes(value as T);
}

/** At least one of the three; before there were recommendations it was always the population alone. */
function contextOf({
  population,
  serving,
  scoring,
}: Record<string, unknown>): Pick<ContextEvent, "population" | "serving" | "scoring"> | undefined {
  if (population === undefined && serving === undefined && scoring === undefined) return undefined;
  if (population !== undefined && typeof population !== "string") return undefined;
  if (serving !== undefined && !isPin(serving)) return undefined;
  const scoringPin = scoring === undefined ? undefined : scoringPinOf(scoring);
  if (scoring !== undefined && scoringPin === undefined) return undefined;
  return {
    ...(population === undefined ? {} : { population: bytesOf(population) }),
    ...(serving === undefined ? {} : { serving: { model: serving.model, catalogue: serving.catalogue } }),
    ...(scoringPin === undefined ? {} : { scoring: scoringPin }),
  };
}

function scoringPinOf(value: unknown): ScoringPin | undefined {
  if (!isObject(value)) return undefined;
  const { current, shadow } = value;
  return isVersions(current) && isVersions(shadow) ? { current: { ...current }, shadow: { ...shadow } } : undefined;
}

function isVersions(value: unknown): value is ModelVersions {
  if (!isObject(value)) return false;
  return Object.entries(value).every(
    ([model, version]) =>
      isOneOf(SCORING_MODELS, model) && typeof version === "string" && version !== "" && VERSION.test(version),
  );
}

function isPin(value: unknown): value is ServingPin {
  if (!isObject(value)) return false;
  const { model, catalogue } = value;
  return (
    typeof model === "string" && VERSION.test(model) && Number.isSafeInteger(catalogue) && (catalogue as number) >= 0
  );
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

function isPerson(value: unknown): value is PersonKey {
  return typeof value === "string" && isPersonKey(value);
}

function malformed(raw: Record<string, unknown>): Rejection {
  return reject("ATTUNE_EVENT_FIELD", `a ${String(raw["type"])} event is not in Attune's own form`);
}
