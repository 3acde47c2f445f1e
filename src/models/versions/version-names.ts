import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { AttuneError } from "../../domain/errors.js";

const VERSION = /^[0-9A-Za-z][0-9A-Za-z-]{0,63}$/;

/** When it was begun, and something that no other has: "20260301-101500-3fa9". */
export function newVersionName(): string {
  const [day, time] = new Date().toISOString().split(/[T.]/) as [string, string];
  return `${day.replaceAll("-", "")}-${time.replaceAll(":", "")}-${randomBytes(2).toString("hex")}`;
}

/** A name becomes a folder's. @throws AttuneError ATTUNE_MODEL_UNAVAILABLE */
export function checkVersionName(version: string): void {
  if (!VERSION.test(version)) throw new AttuneError("ATTUNE_MODEL_UNAVAILABLE", `"${version}" is no version's name`);
}

/** The version that a file names; undefined where it doesn't exist or is empty. */
export async function nameIn(folder: string, name: string): Promise<string | undefined> {
  const file = path.join(folder, name);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw new AttuneError("ATTUNE_MODEL_UNAVAILABLE", `can't read ${file}: ${error.message}`, { cause: error });
  });
  return text.trim() === "" ? undefined : text.trim();
}

/** What a folder of versions holds. */
export async function namesIn(versions: string): Promise<string[]> {
  const entries = await readdir(versions, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && VERSION.test(entry.name)).map(({ name }) => name);
}
