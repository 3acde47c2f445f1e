import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { AttuneError } from "../../../domain/errors.js";

/** A longer line is cut off, and refused by whoever reads it: memory stays bounded on a file without line breaks. */
export const LINE_BYTES = 1_048_576;
const NEWLINE = 0x0a;
const GZIP = [0x1f, 0x8b];

/** The file's bytes, unpacked where it is packed with gzip, whatever its name. @throws AttuneError ATTUNE_INPUT_UNREADABLE */
export async function openFeed(file: string): Promise<Readable> {
  const first = await firstBytes(file, 2);
  const raw = createReadStream(file, { highWaterMark: 262_144 });
  // An error of the file ends the unpacking too.
  return first.equals(Buffer.from(GZIP)) ? pipeline(raw, createGunzip(), () => {}) : raw;
}

/** How the file begins, unpacked. @throws AttuneError ATTUNE_INPUT_UNREADABLE */
export async function firstText(file: string): Promise<string> {
  const source = await openFeed(file);
  try {
    for await (const chunk of bytesOf(file, source)) return chunk.toString("utf8", 0, 1_024).replace(/^\ufeff/, "");
    return "";
  } finally {
    source.destroy();
  }
}

/** Up to `count` bytes from the beginning. @throws AttuneError ATTUNE_INPUT_UNREADABLE */
async function firstBytes(file: string, count: number): Promise<Buffer> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Lines by number, from 1. @throws AttuneError ATTUNE_INPUT_UNREADABLE */
export async function* linesOf(file: string): AsyncGenerator<{ readonly number: number; readonly bytes: Buffer }> {
  let rest: Buffer[] = [];
  let held = 0;
  let number = 1;
  const keep = (part: Buffer): void => {
    const room = LINE_BYTES + 1 - held;
    if (room > 0 && part.length > 0) rest.push(part.subarray(0, room));
    held += Math.min(room, part.length);
  };
  for await (const chunk of bytesOf(file, await openFeed(file))) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      yield { number: number++, bytes: Buffer.concat(rest) };
      rest = [];
      held = 0;
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (held > 0) yield { number, bytes: Buffer.concat(rest) };
}

/** @throws AttuneError ATTUNE_INPUT_UNREADABLE */
export async function* bytesOf(file: string, source: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source) yield chunk as Buffer;
  } catch (error) {
    throw unreadable(file, error);
  }
}

export function unreadable(file: string, error: unknown): AttuneError {
  const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return new AttuneError("ATTUNE_INPUT_UNREADABLE", `can't read ${file}: ${why}`, { cause: error });
}
