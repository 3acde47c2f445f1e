import { createReadStream, type ReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { AttuneError } from "../../domain/errors.js";

const BUFFER = 262_144;

/** A file's bytes, unpacked where it is gzip (whatever its name), with how far the file itself is read. */
export interface ByteSource {
  readonly stream: Readable;
  readonly total: number;
  /** Bytes of the file, as it lies on disk. */
  done(): number;
}

/** @throws AttuneError ATTUNE_INPUT_UNREADABLE */
export async function openBytes(file: string): Promise<ByteSource> {
  try {
    const { size, isPacked } = await lookAt(file);
    const raw: ReadStream = createReadStream(file, { highWaterMark: BUFFER });
    // An error of the file ends the unpacking too.
    const stream = isPacked ? pipeline(raw, createGunzip({ chunkSize: BUFFER }), () => {}) : raw;
    return { stream, total: size, done: () => raw.bytesRead };
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function lookAt(file: string): Promise<{ size: number; isPacked: boolean }> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return { size, isPacked: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b };
  } finally {
    await handle.close();
  }
}

export function unreadable(file: string, error: unknown): AttuneError {
  const why = error instanceof Error ? error.message : String(error);
  return new AttuneError("ATTUNE_INPUT_UNREADABLE", `can't read ${file}: ${why}`, { cause: error });
}
