import type { ErrorCode } from "../errors.js";
import { ERRORS } from "../errors.js";
import { isObject } from "./call.js";
import { isoTime, parseIsoTime } from "./iso-time.js";

/** Bytes of the original that a dead letter keeps. */
export const DEAD_PAYLOAD_BYTES = 64 * 1024;

/** What could not be applied, and why: topic "dead". */
export interface DeadLetter {
  /** Deterministic: the same thing refused again is the same letter. Printable ASCII. */
  readonly id: string;
  readonly code: ErrorCode;
  /** What is wrong, without the event's content. */
  readonly reason: string;
  readonly partition: number;
  /** Where it stood in the log; absent where it was refused before it got there. */
  readonly seq?: number;
  /** How often it was tried. */
  readonly attempts: number;
  /** When it was refused, ms since the epoch. */
  readonly time: number;
  /** The write key's name, or "direct". */
  readonly source?: string;
  /** The original bytes, cut off at DEAD_PAYLOAD_BYTES. */
  readonly payload: Uint8Array;
  /** Present when the payload was cut off: bytes of the original. */
  readonly originalBytes?: number;
  /** The record was Attune's own (LogRecord.internal): only then may a retry append it as such. */
  readonly internal?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** UTF-8 JSON, the payload in base64. */
export function encodeDeadLetter(letter: DeadLetter): Uint8Array {
  const kept = letter.payload.subarray(0, DEAD_PAYLOAD_BYTES);
  const cut = letter.payload.byteLength > DEAD_PAYLOAD_BYTES ? letter.payload.byteLength : letter.originalBytes;
  const text = JSON.stringify({
    id: letter.id,
    code: letter.code,
    reason: letter.reason,
    partition: letter.partition,
    seq: letter.seq,
    attempts: letter.attempts,
    time: isoTime(letter.time),
    source: letter.source,
    originalBytes: cut,
    internal: letter.internal,
    payload: Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength).toString("base64"),
    headers: letter.headers,
  });
  return Buffer.from(text, "utf8");
}

/** undefined where the bytes are no dead letter. */
export function decodeDeadLetter(bytes: Uint8Array): DeadLetter | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch {
    return undefined;
  }
  if (!isObject(raw)) return undefined;
  const { id, code, reason, partition, seq, attempts, source, payload, originalBytes } = raw;
  const time = typeof raw["time"] === "string" ? parseIsoTime(raw["time"]) : undefined;
  if (typeof id !== "string" || typeof reason !== "string" || typeof payload !== "string") return undefined;
  if (typeof partition !== "number" || typeof attempts !== "number" || time === undefined || !isErrorCode(code))
    return undefined;
  return {
    id,
    code,
    reason,
    partition,
    attempts,
    time,
    ...(typeof seq === "number" ? { seq } : undefined),
    ...(typeof source === "string" ? { source } : undefined),
    ...(typeof originalBytes === "number" ? { originalBytes } : undefined),
    ...(raw["internal"] === true ? { internal: true } : undefined),
    payload: new Uint8Array(Buffer.from(payload, "base64")),
    ...(isObject(raw["headers"]) ? { headers: raw["headers"] as Record<string, string> } : undefined),
  };
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(ERRORS, value);
}
