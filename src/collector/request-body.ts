import { isUtf8 } from "node:buffer";
import { AttuneError } from "../domain/errors.js";
import { EVENT_DEPTH, reject, type Rejection } from "../domain/wire/index.js";
import { batchRanges, jsonDepth, type Range } from "./json-scan.js";

/** A request's body, parsed. */
export interface RequestBody {
  readonly calls: readonly unknown[];
  /** Calls that could not be parsed with the others, by index: too deep, or no UTF-8. */
  readonly spoiled: ReadonlyMap<number, Rejection>;
  /** What stands beside the batch; on a route for one event the event itself. */
  readonly envelope: Readonly<Record<string, unknown>>;
  /** A call's bytes as they were sent. */
  original(index: number): Uint8Array;
}

/** The envelope of a batch is two levels. */
const BATCH_LEVELS = 2;

/**
 * Reads the body of a route for one event or for a batch. One bad event never fails the others: what can't be parsed is taken out first,
 * by its place in the bytes.
 * @throws AttuneError ATTUNE_EVENT_NOT_UTF8 | ATTUNE_EVENT_TOO_DEEP | ATTUNE_EVENT_NOT_JSON | ATTUNE_BATCH where it is the whole that is bad
 */
export function readBody(sent: Buffer, isBatch: boolean, maxEvents: number): RequestBody {
  const bytes = sent[0] === 0xef && sent[1] === 0xbb && sent[2] === 0xbf ? sent.subarray(3) : sent;
  const spoiled = new Map<number, Rejection>();
  const depth = EVENT_DEPTH + (isBatch ? BATCH_LEVELS : 0);
  const whole: Range = { start: 0, end: bytes.length };
  const good = isUtf8(bytes) && jsonDepth(bytes) <= depth;
  const clean = good ? bytes : takeOut(bytes, isBatch ? batchRanges(bytes) : [whole], depth, spoiled);
  let parsed: unknown;
  try {
    parsed = JSON.parse(clean.toString("utf8"));
  } catch {
    throw new AttuneError("ATTUNE_EVENT_NOT_JSON", "the body is no JSON");
  }
  if (!isBatch) return { calls: [parsed], spoiled, envelope: isObject(parsed) ? parsed : {}, original: () => sent };
  const envelope = isObject(parsed) ? parsed : {};
  const calls = envelope["batch"];
  if (!Array.isArray(calls)) throw new AttuneError("ATTUNE_BATCH", "the body has no batch");
  if (calls.length === 0 || calls.length > maxEvents) {
    throw new AttuneError("ATTUNE_BATCH", `the batch has ${calls.length} events, 1 to ${maxEvents} are taken`);
  }
  let ranges: Range[] | undefined;
  const original = (index: number): Uint8Array => {
    ranges ??= batchRanges(bytes);
    const range = ranges.length === calls.length ? ranges[index] : undefined;
    // The key "batch" may be spelled with escapes; then the scan doesn't know it.
    return range === undefined
      ? Buffer.from(JSON.stringify(calls[index]), "utf8")
      : bytes.subarray(range.start, range.end);
  };
  return { calls, spoiled, envelope, original };
}

/** A copy in which `0` stands for every event that can't be parsed with the others. */
function takeOut(bytes: Buffer, ranges: readonly Range[], depth: number, spoiled: Map<number, Rejection>): Buffer {
  const copy = Buffer.from(bytes);
  for (const [index, { start, end }] of ranges.entries()) {
    const wrong = spoils(bytes.subarray(start, end));
    if (wrong === undefined) continue;
    copy.fill(" ", start, end);
    copy.write("0", start);
    spoiled.set(index, wrong);
  }
  if (!isUtf8(copy)) throw new AttuneError("ATTUNE_EVENT_NOT_UTF8", "the body is no UTF-8");
  if (jsonDepth(copy) > depth)
    throw new AttuneError("ATTUNE_EVENT_TOO_DEEP", `the body is nested deeper than ${depth} levels`);
  return copy;
}

function spoils(event: Buffer): Rejection | undefined {
  if (!isUtf8(event)) return reject("ATTUNE_EVENT_NOT_UTF8", "the bytes are no UTF-8");
  if (jsonDepth(event) > EVENT_DEPTH)
    return reject("ATTUNE_EVENT_TOO_DEEP", `nested deeper than ${EVENT_DEPTH} levels`);
  return undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
