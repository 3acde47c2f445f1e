import { appendFile, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { DAY } from "../../domain/time.js";
import { saltedOwner } from "./owners.js";

/**
 * Versions that are being made: a folder `.training-<version>` beside the versions. Training reads people's events long before it writes; who is erased
 * meanwhile is noted there, and is not in what is written.
 */

const PREFIX = ".training-";
const ERASED_FILE = "erased";
/** Of a training that was killed. */
const FORGOTTEN_MS = 7 * DAY;

export async function beginTraining(versions: string, version: string): Promise<void> {
  for (const other of await inTraining(versions)) {
    const { mtimeMs } = await stat(folderOf(versions, other));
    if (Date.now() - mtimeMs > FORGOTTEN_MS) await endTraining(versions, other);
  }
  await mkdir(folderOf(versions, version), { recursive: true });
}

export async function endTraining(versions: string, version: string): Promise<void> {
  await rm(folderOf(versions, version), { recursive: true, force: true });
}

export async function noteErasure(versions: string, personToken: string): Promise<void> {
  for (const version of await inTraining(versions))
    await appendFile(path.join(folderOf(versions, version), ERASED_FILE), `${saltedOwner(version, personToken)}\n`);
}

/** Owners erased since it was begun. */
export async function erasedDuring(versions: string, version: string): Promise<number[]> {
  const text = await readFile(path.join(folderOf(versions, version), ERASED_FILE), "utf8").catch(() => "");
  return text.split("\n").filter(Boolean).map(Number);
}

async function inTraining(versions: string): Promise<string[]> {
  const names = await readdir(versions).catch(() => []);
  return names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
}

function folderOf(versions: string, version: string): string {
  return path.join(versions, `${PREFIX}${version}`);
}
