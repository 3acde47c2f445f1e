import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { AttuneError } from "../domain/errors.js";

/** A lock of a process that died is taken over after this long, ms. */
const STALE_MS = 60_000;
const RENEW_MS = 10_000;
const WAIT_MS = 25;
const MOST_WAIT_MS = 2 * STALE_MS;

/**
 * Runs `change` while no other process (or call) holds the lock file. Readers don't need it: what is changed is replaced by renaming.
 * @throws AttuneError ATTUNE_MODEL_UNAVAILABLE where it isn't to be had
 */
export async function withLock<T>(file: string, change: () => Promise<T>): Promise<T> {
  const mark = randomUUID();
  await take(file, mark);
  const renewal = setInterval(() => void renew(file), RENEW_MS);
  try {
    return await change();
  } finally {
    clearInterval(renewal);
    await giveBack(file, mark);
  }
}

async function take(file: string, mark: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    for (let waited = 0; waited <= MOST_WAIT_MS; waited += WAIT_MS) {
      if (await create(file, mark)) return;
      if ((await ageOf(file)) > STALE_MS) await clearStale(file);
      else await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  } catch (error) {
    throw new AttuneError("ATTUNE_MODEL_UNAVAILABLE", `can't lock ${file}: ${String(error)}`, { cause: error });
  }
  throw new AttuneError("ATTUNE_MODEL_UNAVAILABLE", `another process has been holding ${file}`);
}

/** Of several who find it stale one takes it away, and looks again: the others would take away the new one. */
async function clearStale(file: string): Promise<void> {
  const guard = `${file}.stale`;
  if (!(await create(guard, ""))) {
    if ((await ageOf(guard)) > STALE_MS) await rm(guard, { force: true });
    return;
  }
  try {
    if ((await ageOf(file)) > STALE_MS) await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Whoever was stopped for longer than STALE_MS (a laptop's lid) may have lost it to somebody else. */
async function giveBack(file: string, mark: string): Promise<void> {
  if ((await readFile(file, "utf8").catch(() => "")) === mark) await rm(file, { force: true });
}

/** Whether it wasn't there. */
async function create(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** ms since it was taken or renewed; 0: it has gone. */
async function ageOf(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}

async function renew(file: string): Promise<void> {
  const now = new Date();
  const handle = await open(file, "r+").catch(() => undefined);
  await handle?.utimes(now, now).catch(() => {});
  await handle?.close();
}
