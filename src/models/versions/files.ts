import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import path from "node:path";
import { type FileFacts, invalid } from "../npy.js";

/** Files of a version, held against what its manifest says of them. */

/** No file of a version that is read as a whole is greater: a network of 64 million weights, bytes. */
export const MOST_BYTES = 256 * 2 ** 20;

/** Writes and syncs a file that must not exist yet. */
export async function writeFacts(file: string, content: string | Uint8Array): Promise<FileFacts> {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes: bytes.byteLength, sha256: sha256(bytes) };
}

/** Looks at its size first. @throws AttuneError ATTUNE_MODEL_INVALID; its `cause` says ENOENT where it isn't there */
export async function readAtMost(file: string, most: number): Promise<Buffer> {
  const unreadable = (error: Error): never => {
    throw invalid(file, error.message, error);
  };
  const handle = await open(file, "r").catch(unreadable);
  try {
    const { size } = await handle.stat();
    if (size > most) throw invalid(file, `it has ${size} bytes, more than ${most}`);
    return await handle.readFile().catch(unreadable);
  } finally {
    await handle.close();
  }
}

/** @throws AttuneError ATTUNE_MODEL_INVALID */
export async function readChecked(folder: string, name: string, facts: FileFacts | undefined): Promise<Buffer> {
  const file = path.join(folder, name);
  if (facts === undefined) throw invalid(file, "the manifest does not name it");
  const bytes = await readAtMost(file, MOST_BYTES);
  if (bytes.byteLength !== facts.bytes) throw invalid(file, `${bytes.byteLength} bytes instead of ${facts.bytes}`);
  if (sha256(bytes) !== facts.sha256) throw invalid(file, "its SHA-256 is not the manifest's");
  return bytes;
}

/** @throws AttuneError ATTUNE_MODEL_INVALID */
export async function readCheckedJson(folder: string, name: string, facts: FileFacts | undefined): Promise<unknown> {
  const bytes = await readChecked(folder, name, facts);
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw invalid(path.join(folder, name), String(error), error);
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
