import type { InternalEvent } from "../event.js";
import { isPersonKey, type PersonKey } from "../person.js";
import { isEntryId } from "./ids.js";
import { isoTime, parseIsoTime } from "./iso-time.js";
import { type Rejection, reject } from "./rejection.js";

/** The wire form of timer, merge and erase: JSON with the same marker and time as a Segment call's. */

export function isInternalType(type: unknown): type is InternalEvent["type"] {
  return type === "timer" || type === "merge" || type === "erase";
}

const KIND = /^[a-z0-9-]{0,128}$/;

export function internalForm(event: InternalEvent): Record<string, unknown> {
  const base = { id: event.id, person: event.person, timestamp: isoTime(event.time), hops: event.hops };
  switch (event.type) {
    case "timer":
      return { type: "timer", ...base, kind: event.kind, ref: event.ref };
    case "merge": {
      const bytes = event.content;
      const content =
        bytes === undefined
          ? undefined
          : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
      return { type: "merge", ...base, from: event.from, into: event.into, content };
    }
    case "erase":
      return { type: "erase", ...base, origin: event.origin };
  }
}

export function readInternal(raw: Record<string, unknown>): { ok: true; event: InternalEvent } | Rejection {
  const { id, person, timestamp, hops } = raw;
  const time = typeof timestamp === "string" ? parseIsoTime(timestamp) : undefined;
  if (!isEntryId(id) || !isPerson(person) || time === undefined || !Number.isSafeInteger(hops)) return malformed(raw);
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
      const bytes = new Uint8Array(Buffer.from(content, "base64"));
      return { ok: true, event: { ...base, type: "merge", from, into, content: bytes } };
    }
    default: {
      const { origin } = raw;
      if (origin === undefined) return { ok: true, event: { ...base, type: "erase" } };
      return isPerson(origin) ? { ok: true, event: { ...base, type: "erase", origin } } : malformed(raw);
    }
  }
}

function isPerson(value: unknown): value is PersonKey {
  return typeof value === "string" && isPersonKey(value);
}

function malformed(raw: Record<string, unknown>): Rejection {
  return reject("ATTUNE_EVENT_FIELD", `a ${String(raw["type"])} event is not in Attune's own form`);
}
