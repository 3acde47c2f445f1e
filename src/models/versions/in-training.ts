import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { DAY } from "../../domain/time.js";

/**
 * Versions that are being made: a folder `.training-<version>` beside the versions, for what a training has to know of meanwhile (who was erased) and for
 * what it keeps to go on after an interruption.
 */

const PREFIX = ".training-";
/** Of a training that was killed. */
const FORGOTTEN_MS = 7 * DAY;

export async function beginTraining(versions: string, version: string): Promise<void> {
  for (const other of await inTraining(versions)) {
    const { mtimeMs } = await stat(trainingFolder(versions, other));
    if (Date.now() - mtimeMs > FORGOTTEN_MS) await endTraining(versions, other);
  }
  await mkdir(trainingFolder(versions, version), { recursive: true });
}

export async function endTraining(versions: string, version: string): Promise<void> {
  await rm(trainingFolder(versions, version), { recursive: true, force: true });
}

export async function inTraining(versions: string): Promise<string[]> {
  const names = await readdir(versions).catch(() => []);
  return names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
}

export function trainingFolder(versions: string, version: string): string {
  return path.join(versions, `${PREFIX}${version}`);
}
