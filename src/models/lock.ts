import { mkdir, open, rm, stat } from "node:fs/promises";
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
  await mkdir(path.dirname(file), { recursive: true });
  await take(file);
  const renewal = setInterval(() => {
    const now = new Date();
    void open(file, "r+")
      .then(async (handle) => {
        await handle.utimes(now, now);
        await handle.close();
      })
      .catch(() => {});
  }, RENEW_MS);
  try {
    return await change();
  } finally {
    clearInterval(renewal);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<void> {
  for (let waited = 0; waited <= MOST_WAIT_MS; waited += WAIT_MS) {
    try {
      await (await open(file, "wx")).close();
      return;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code !== "EEXIST") throw new AttuneError("ATTUNE_MODEL_UNAVAILABLE", String(error), { cause: error });
    }
    const age =
      Date.now() -
      (await stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => Date.now(),
      ));
    if (age > STALE_MS) await rm(file, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  throw new AttuneError("ATTUNE_MODEL_UNAVAILABLE", `another process has been holding ${file}`);
}
