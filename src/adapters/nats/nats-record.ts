import type { StoredMsg } from "@nats-io/jetstream";
import type { Msg, MsgHdrs } from "@nats-io/transport-node";
import type { LogRecord } from "../../ports/event-log.js";
import { isInternalSubject, isPlainHeader } from "./subjects.js";

/** Where a delivered message stands. Sequences of the stream and of the consumer's deliveries. */
export interface Delivery {
  readonly seq: number;
  readonly deliverySeq: number;
  /** Microseconds since the epoch. */
  readonly storedAt: number;
  /** Messages that the consumer still has to deliver after this one. */
  readonly pending: number;
}

/**
 * Reads `$JS.ACK.<stream>.<consumer>.<delivered>.<seq>.<delivery seq>.<nanoseconds>.<pending>`, and the longer form with
 * `<domain>.<account>` before the stream (nats-server ADR-15). The time is cut as text: nanoseconds don't fit a double.
 * Undefined where the reply is none of JetStream's.
 */
export function parseDelivery(reply: string | undefined): Delivery | undefined {
  if (reply === undefined || !reply.startsWith("$JS.ACK.")) return undefined;
  const tokens = reply.split(".");
  const at = tokens.length === 9 ? 4 : 6;
  const time = tokens[at + 3];
  if (time === undefined || tokens.length < 9) return undefined;
  return {
    seq: Number(tokens[at + 1]),
    deliverySeq: Number(tokens[at + 2]),
    storedAt: Number(time.slice(0, -3)),
    pending: Number(tokens[at + 4]),
  };
}

/** Microseconds since the epoch of an RFC 3339 time with up to nine decimals, whose trailing zeros nats-server leaves out. */
export function parseStoredTime(rfc3339: string): number {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(rfc3339);
  if (parts === null) throw new TypeError("not a time of nats-server's");
  return Date.parse(`${parts[1]}${parts[3]}`) * 1_000 + Number((parts[2] ?? "").padEnd(9, "0").slice(0, 6));
}

/** The RFC 3339 time of microseconds since the epoch, exactly. */
export function formatStoredTime(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19)}.${String(micros - seconds * 1e6).padStart(6, "0")}Z`;
}

function plainHeaders(headers: MsgHdrs | undefined): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const [name, values] of headers ?? []) {
    const value = values[0];
    if (value !== undefined && isPlainHeader(name, value)) entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

/** A record as a consumer delivered it. A class, so that the hot path allocates one small object and no closure. */
export class DeliveredRecord implements LogRecord {
  readonly seq: number;
  readonly storedAt: number;
  readonly payload: Uint8Array;
  readonly internal: boolean;
  readonly #message: Msg;

  constructor(message: Msg, { seq, storedAt }: Delivery, mayBeInternal: boolean) {
    this.seq = seq;
    this.storedAt = storedAt;
    this.payload = message.data;
    this.internal = mayBeInternal && isInternalSubject(message.subject);
    this.#message = message;
  }

  headers(): Readonly<Record<string, string>> {
    return plainHeaders(this.#message.headers);
  }
}

export function recordOfStored(stored: StoredMsg, mayBeInternal: boolean): LogRecord {
  return {
    seq: stored.seq,
    storedAt: parseStoredTime(stored.timestamp),
    payload: stored.data,
    internal: mayBeInternal && isInternalSubject(stored.subject),
    headers: () => plainHeaders(stored.header),
  };
}
