import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { AttuneError } from "../domain/errors.js";

/**
 * Typed arrays as files that NumPy reads too (numpy.load): NPY version 1.0, little-endian, C order
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 */

export type Column = Float32Array | Uint32Array;

export interface FileFacts {
  readonly bytes: number;
  readonly sha256: string;
}

const TYPES: Readonly<Record<string, (buffer: SharedArrayBuffer) => Column>> = {
  "<f4": (buffer) => new Float32Array(buffer),
  "<u4": (buffer) => new Uint32Array(buffer),
};
const BYTES = 4;
const MAGIC = Buffer.from("\x93NUMPY\x01\x00", "latin1");
/** Magic, version and the header's length. */
const PREFIX = 10;
/** Data begins at a multiple of it. */
const ALIGNMENT = 64;
const MOST_HEADER = 4_096;
const CHUNK = 4 * 2 ** 20;

/** Writes and syncs a file that must not exist yet. */
export async function writeColumn(file: string, column: Column, shape: readonly number[]): Promise<FileFacts> {
  const hash = createHash("sha256");
  const data = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  const head = headerOf(column, shape);
  const handle = await open(file, "wx");
  try {
    hash.update(head);
    await handle.writeFile(head);
    for (let from = 0; from < data.byteLength; from += CHUNK) {
      const chunk = data.subarray(from, from + CHUNK);
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes: head.byteLength + data.byteLength, sha256: hash.digest("hex") };
}

/**
 * Reads a file into shared memory and holds it against what its manifest says.
 * @throws AttuneError ATTUNE_MODEL_INVALID
 */
export async function readColumn(
  file: string,
  facts: FileFacts,
): Promise<{ column: Column; shape: readonly number[] }> {
  const handle = await open(file, "r").catch((error: unknown) => {
    throw invalid(file, String(error), error);
  });
  try {
    const { size } = await handle.stat();
    if (size !== facts.bytes) throw invalid(file, `${size} bytes instead of ${facts.bytes}`);
    const head = await readHeader(handle, file, size);
    const { type, shape } = parseHeader(head, file);
    const length = shape.reduce((product, one) => product * one, BYTES);
    if (head.byteLength + length !== size) throw invalid(file, `its header says ${shape.join(" x ")} numbers`);
    const hash = createHash("sha256").update(head);
    const shared = new SharedArrayBuffer(length);
    for (let from = 0; from < length; from += CHUNK) {
      const chunk = new Uint8Array(shared, from, Math.min(CHUNK, length - from));
      await fill(handle, chunk, head.byteLength + from, file);
      hash.update(chunk);
    }
    if (hash.digest("hex") !== facts.sha256) throw invalid(file, "its SHA-256 is not the manifest's");
    return { column: type(shared), shape };
  } finally {
    await handle.close();
  }
}

/** `cause`: what reading the file failed with. */
export function invalid(file: string, why: string, cause?: unknown): AttuneError {
  return new AttuneError("ATTUNE_MODEL_INVALID", `${file}: ${why}`, cause === undefined ? {} : { cause });
}

function headerOf(column: Column, shape: readonly number[]): Buffer {
  const type = column instanceof Float32Array ? "<f4" : "<u4";
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const length = Math.ceil((PREFIX + text.length + 1) / ALIGNMENT) * ALIGNMENT - PREFIX;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(length);
  return Buffer.concat([MAGIC, size, Buffer.from(`${text.padEnd(length - 1)}\n`, "latin1")]);
}

async function readHeader(handle: FileHandle, file: string, size: number): Promise<Buffer> {
  const prefix = Buffer.alloc(PREFIX);
  if (size >= PREFIX) await fill(handle, prefix, 0, file);
  const length = PREFIX + prefix.readUInt16LE(PREFIX - 2);
  if (!prefix.subarray(0, MAGIC.byteLength).equals(MAGIC) || length > Math.min(size, MOST_HEADER))
    throw invalid(file, "no NPY file of version 1.0");
  const head = Buffer.alloc(length);
  await fill(handle, head, 0, file);
  return head;
}

function parseHeader(head: Buffer, file: string): { type: (buffer: SharedArrayBuffer) => Column; shape: number[] } {
  const found = /^\{'descr': '(<f4|<u4)', 'fortran_order': False, 'shape': \((\d+(?:, ?\d+)*),?\), ?\}\s*$/.exec(
    head.subarray(PREFIX).toString("latin1"),
  );
  const type = TYPES[found?.[1] ?? ""];
  if (found === null || type === undefined) throw invalid(file, "its header is none of Attune's");
  return { type, shape: (found[2] as string).split(",").map(Number) };
}

async function fill(handle: FileHandle, into: Uint8Array, at: number, file: string): Promise<void> {
  for (let done = 0; done < into.byteLength; ) {
    const { bytesRead } = await handle.read(into, done, into.byteLength - done, at + done);
    if (bytesRead === 0) throw invalid(file, "it became shorter while it was read");
    done += bytesRead;
  }
}
