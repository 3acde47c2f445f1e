import { hash } from "node:crypto";
import type { LogEntry, LogRecord, Topic } from "../../ports/event-log.js";
import type { Environment, Table } from "./environment.js";

/** Raise it when anything below changes its meaning. */
export const LAYOUT = 1;

/**
 * The log's tables. A stream is one order of records: one for each partition of "events", one for each other topic.
 * - heads: stream -> StreamHead, versioned; every write of a stream is on condition of its head's version
 * - records: stream, sequence -> record
 * - ids: stream, digest of partition and id -> sequence and stored time; for the dedupe window
 * - context, about: small values by name
 */
export interface LogTables {
  readonly heads: Table;
  readonly records: Table;
  readonly ids: Table;
  readonly context: Table;
  readonly about: Table;
  readonly environment: Environment;
}

export interface StreamHead {
  readonly last: number;
  readonly storedAt: number;
  readonly count: number;
  readonly bytes: number;
  /** The ids of records before this sequence were forgotten: they left the dedupe window. */
  readonly idsFrom: number;
  /** Records held by partition. */
  readonly counts: readonly number[];
}

/** Their place is a stream's number: new ones go to the end. */
const SHARED_TOPICS: readonly Topic[] = ["actions", "decisions", "dead", "items"];
const SHARED_FROM = 0xff00;
const MAX_SEQ = 2 ** 48 - 1;
const DIGEST_BYTES = 16;

export const MAX_PARTITIONS = 0x8000;

export function streamOf(topic: Topic, partition: number): number {
  return topic === "events" ? partition : SHARED_FROM + SHARED_TOPICS.indexOf(topic);
}

export function allStreams(partitions: number): number[] {
  return [...Array.from({ length: partitions }, (_, p) => p), ...SHARED_TOPICS.map((_, i) => SHARED_FROM + i)];
}

/** Whether retention never takes its records: the catalogue's journal. */
export function isKept(stream: number): boolean {
  return stream === streamOf("items", 0);
}

export function streamKey(stream: number): Buffer {
  const key = Buffer.allocUnsafe(2);
  key.writeUInt16BE(stream);
  return key;
}

export function recordKey(stream: number, seq: number): Buffer {
  const key = Buffer.allocUnsafe(8);
  key.writeUInt16BE(stream);
  key.writeUIntBE(Math.min(Math.max(seq, 0), MAX_SEQ), 2, 6);
  return key;
}

export function seqOfKey(key: Buffer): number {
  return key.readUIntBE(2, 6);
}

/** Every record of a stream from a sequence on, as a range. */
export function streamRange(stream: number, seq: number): { start: Buffer; end: Buffer } {
  return { start: recordKey(stream, seq), end: streamKey(stream + 1) };
}

/** A digest, so that ids (which may hold a person's token) leave no plain copy in the index. */
export function idDigest(partition: number, id: string): Buffer {
  return hash("sha256", `${partition} ${id}`, "buffer").subarray(0, DIGEST_BYTES);
}

export function idKey(stream: number, digest: Uint8Array): Buffer {
  const key = Buffer.allocUnsafe(2 + DIGEST_BYTES);
  key.writeUInt16BE(stream);
  key.set(digest, 2);
  return key;
}

export function encodeIdEntry(seq: number, storedAt: number): Buffer {
  return doubles([seq, storedAt]);
}

export function decodeIdEntry(value: Buffer): { seq: number; storedAt: number } {
  return { seq: value.readDoubleLE(0), storedAt: value.readDoubleLE(8) };
}

export function emptyHead(partitions: number): StreamHead {
  return { last: 0, storedAt: 0, count: 0, bytes: 0, idsFrom: 1, counts: Array.from({ length: partitions }, () => 0) };
}

export function encodeHead(head: StreamHead): Buffer {
  return doubles([head.last, head.storedAt, head.count, head.bytes, head.idsFrom, ...head.counts]);
}

/** Only the last sequence: what a waiting reader looks at. */
export const lastOfHead = (value: Buffer): number => value.readDoubleLE(0);

export function decodeHead(value: Buffer): StreamHead {
  const counts: number[] = [];
  for (let at = 40; at < value.length; at += 8) counts.push(value.readDoubleLE(at));
  return {
    last: value.readDoubleLE(0),
    storedAt: value.readDoubleLE(8),
    count: value.readDoubleLE(16),
    bytes: value.readDoubleLE(24),
    idsFrom: value.readDoubleLE(32),
    counts,
  };
}

/** Numbers as 64-bit floats, little-endian: exact up to 2^53. */
export function doubles(numbers: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(numbers.length * 8);
  for (const [i, number] of numbers.entries()) bytes.writeDoubleLE(number, i * 8);
  return bytes;
}

/*
 * A record: flags (1) storedAt (8) partition (2) digest (16) length of person (2) and of the other headers (4), then person, headers
 * as JSON, payload.
 */
const INTERNAL = 1;
const AT_STORED = 1;
const AT_PARTITION = 9;
const AT_DIGEST = 11;
const AT_PERSON_LENGTH = 27;
const AT_HEADERS_LENGTH = 29;
const FIXED_BYTES = 33;

export function encodeRecord(entry: LogEntry, digest: Uint8Array, storedAt: number): Buffer {
  const person = entry.person ?? "";
  const headers = entry.headers === undefined ? "" : JSON.stringify(entry.headers);
  const headersLength = headers.length === 0 ? 0 : Buffer.byteLength(headers);
  const bytes = Buffer.allocUnsafe(FIXED_BYTES + person.length + headersLength + entry.payload.length);
  bytes[0] = entry.internal === true ? INTERNAL : 0;
  bytes.writeDoubleLE(storedAt, AT_STORED);
  bytes.writeUInt16LE(entry.partition, AT_PARTITION);
  bytes.set(digest, AT_DIGEST);
  bytes.writeUInt16LE(person.length, AT_PERSON_LENGTH);
  bytes.writeUInt32LE(headersLength, AT_HEADERS_LENGTH);
  bytes.write(person, FIXED_BYTES, "latin1");
  bytes.write(headers, FIXED_BYTES + person.length, "utf8");
  bytes.set(entry.payload, FIXED_BYTES + person.length + headersLength);
  return bytes;
}

export const storedAtOf = (value: Buffer): number => value.readDoubleLE(AT_STORED);
export const partitionOf = (value: Buffer): number => value.readUInt16LE(AT_PARTITION);
export const digestOf = (value: Buffer): Buffer => value.subarray(AT_DIGEST, AT_PERSON_LENGTH);
export const personOf = (value: Buffer): string =>
  value.toString("latin1", FIXED_BYTES, FIXED_BYTES + value.readUInt16LE(AT_PERSON_LENGTH));

/** `value` must not change any more: the record shows parts of it. */
export function decodeRecord(seq: number, value: Buffer): LogRecord {
  const headersAt = FIXED_BYTES + value.readUInt16LE(AT_PERSON_LENGTH);
  const payloadAt = headersAt + value.readUInt32LE(AT_HEADERS_LENGTH);
  return {
    seq,
    storedAt: storedAtOf(value),
    payload: value.subarray(payloadAt),
    internal: ((value[0] as number) & INTERNAL) !== 0,
    headers() {
      const own =
        payloadAt > headersAt
          ? (JSON.parse(value.toString("utf8", headersAt, payloadAt)) as Record<string, string>)
          : {};
      const person = personOf(value);
      return person === "" ? own : { ...own, "attune-person": person };
    },
  };
}
