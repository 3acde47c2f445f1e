import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { pipeline, type Readable, type Transform } from "node:stream";
import { AttuneError } from "../../domain/errors.js";

/** Reading a file as lines of bytes; gzip is recognised by its first bytes, whatever the file's name. */

export interface Line {
  /** Counts from 1. */
  readonly number: number;
  readonly bytes: Buffer;
}

/** A longer line is cut off here, and refused by whoever reads it: memory stays bounded on a file without line breaks. */
export const MAX_LINE_BYTES = 1_048_576;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;

/** SHA-256 of the file's bytes, hexadecimal: what an import's message ids hang on. @throws AttuneError ATTUNE_INPUT_UNREADABLE */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of chunksOf(file, createReadStream(file))) hash.update(chunk);
  return hash.digest("hex");
}

/**
 * With `quoted`, a line break within double quotes doesn't end the line (RFC 4180): such a record has the number of its first line.
 * @throws AttuneError ATTUNE_INPUT_UNREADABLE
 */
export async function* readLines(file: string, quoted = false): AsyncGenerator<Line> {
  const isPacked = await isGzip(file);
  const raw = createReadStream(file, { highWaterMark: 262_144 });
  const source = isPacked ? compose(raw, createGunzip()) : raw;
  let rest: Buffer[] = [];
  let restBytes = 0;
  let isInQuotes = false;
  let number = 1;
  let breaks = 0;
  const finish = (): Line => {
    const bytes = withoutReturn(rest.length === 1 ? (rest[0] as Buffer) : Buffer.concat(rest));
    const line = { number, bytes };
    number += breaks;
    rest = [];
    restBytes = 0;
    breaks = 0;
    return line;
  };
  const keep = (part: Buffer): void => {
    if (part.length === 0 || restBytes > MAX_LINE_BYTES) return;
    rest.push(part.length + restBytes > MAX_LINE_BYTES ? part.subarray(0, MAX_LINE_BYTES + 1 - restBytes) : part);
    restBytes += part.length;
  };
  for await (const chunk of chunksOf(file, source)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, end + 1)) {
      breaks++;
      if (quoted) isInQuotes = isInQuotes !== hasOddQuotes(chunk, start, end);
      keep(chunk.subarray(start, isInQuotes ? end + 1 : end));
      start = end + 1;
      if (!isInQuotes || restBytes > MAX_LINE_BYTES) {
        isInQuotes = false;
        yield finish();
      }
    }
    if (quoted) isInQuotes = isInQuotes !== hasOddQuotes(chunk, start, chunk.length);
    keep(chunk.subarray(start));
  }
  if (restBytes > 0) yield finish();
}

function hasOddQuotes(bytes: Buffer, from: number, to: number): boolean {
  let odd = false;
  for (let at = bytes.indexOf(QUOTE, from); at !== -1 && at < to; at = bytes.indexOf(QUOTE, at + 1)) odd = !odd;
  return odd;
}

function withoutReturn(bytes: Buffer): Buffer {
  return bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes;
}

async function isGzip(file: string): Promise<boolean> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** An error of the file ends the unpacking too. */
function compose(from: Readable, unpack: Transform): Readable {
  return pipeline(from, unpack, () => {});
}

async function* chunksOf(file: string, source: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source) yield chunk as Buffer;
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): AttuneError {
  const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return new AttuneError("ATTUNE_INPUT_UNREADABLE", `can't read ${file}: ${why}`, { cause: error });
}
