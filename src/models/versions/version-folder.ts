import { mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { syncFolder } from "../atomic-file.js";

/** A version is there as a whole or not at all: it is written, and deleted, under another name. */

const TEMPORARY = ".tmp-";

/** `fill` writes the files into a folder beside, which is renamed once they are on the disk. */
export async function writeVersionFolder(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = temporaryOf(folder);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  try {
    await fill(temporary);
    await syncFolder(temporary);
    await rename(temporary, folder);
    await syncFolder(path.dirname(folder));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** It is gone as a whole, though the process be killed meanwhile (clearUnfinished does the rest). */
export async function deleteVersionFolder(folder: string): Promise<void> {
  const temporary = temporaryOf(folder);
  await rm(temporary, { recursive: true, force: true });
  await rename(folder, temporary);
  await rm(temporary, { recursive: true, force: true });
}

/** What was being written or deleted when a process was killed. Under the store's lock: nobody writes then. */
export async function clearUnfinished(versions: string): Promise<void> {
  const names = await readdir(versions).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(TEMPORARY)))
    await rm(path.join(versions, name), { recursive: true, force: true });
}

function temporaryOf(folder: string): string {
  return path.join(path.dirname(folder), `${TEMPORARY}${path.basename(folder)}`);
}
