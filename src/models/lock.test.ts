import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withLock } from "./lock.js";

describe("a lock file", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-lock-"));
    file = path.join(folder, "models", ".lock");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The most that were in there at a time. */
  async function crowd(size: number): Promise<number> {
    let [inside, most] = [0, 0];
    const enter = () =>
      withLock(file, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside--;
      });
    await Promise.all(Array.from({ length: size }, enter));
    return most;
  }

  it("lets one in at a time, and is gone when all are done", async () => {
    expect(await crowd(8)).toBe(1);
    expect(existsSync(file)).toBe(false);
  });

  it("is taken over by one only, of a process that died", async () => {
    await withLock(file, async () => {});
    writeFileSync(file, "of a process that died");
    const longAgo = new Date(Date.now() - 600_000);
    utimesSync(file, longAgo, longAgo);
    expect(await crowd(16)).toBe(1);
    expect(existsSync(file)).toBe(false);
  });

  it("is left to who has taken it over meanwhile", async () => {
    await withLock(file, async () => writeFileSync(file, "somebody else's"));
    expect(readFileSync(file, "utf8")).toBe("somebody else's");
  });

  it("says so where it can't be had", async () => {
    const wrong = path.join(folder, "a-file");
    writeFileSync(wrong, "");
    const failing = withLock(path.join(wrong, "models", ".lock"), async () => {});
    await expect(failing).rejects.toMatchObject({ code: "ATTUNE_MODEL_UNAVAILABLE" });
  });
});
