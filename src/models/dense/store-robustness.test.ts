import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aDenseModel } from "../../../test/harness/dense-model.js";
import type { DenseManifest } from "./manifest.js";
import { type DenseStore, denseStore } from "./store.js";

describe("the store of a dense model, among hostile files, other processes and crashes", () => {
  let folder: string;
  let store: DenseStore;
  const open = (): DenseStore => denseStore(path.join(folder, "models"), "intent", path.join(folder, "shipped"));
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-dense-"));
    store = open();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function saved(overrides: Partial<DenseManifest> = {}): Promise<string> {
    return store.save(aDenseModel("intent", { version: await store.begin(), ...overrides }));
  }

  const fileOf = (version: string, name: string) => path.join(store.versionFolder(version), name);
  const invalid = (why: string) => ({ code: "ATTUNE_MODEL_INVALID", message: expect.stringContaining(why) as string });

  it("refuses what would cost a machine its memory before it makes room for it", async () => {
    const version = await saved();
    const rewrite = (name: "model.json" | "weights.bin", content: string | Buffer): void => {
      const manifest = JSON.parse(readFileSync(fileOf(version, "manifest.json"), "utf8")) as DenseManifest;
      const bytes = Buffer.from(content as string);
      writeFileSync(fileOf(version, name), bytes);
      const facts = { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
      const files = { ...manifest.files, [name]: facts };
      writeFileSync(fileOf(version, "manifest.json"), JSON.stringify({ ...manifest, files }));
    };
    const good = readFileSync(fileOf(version, "model.json"), "utf8");
    const nested = `${'{"a":'.repeat(60_000)}1${"}".repeat(60_000)}`;
    const hostile: [string, string][] = [
      [good.replace('"units": 32', '"units": 30000000'), "sizes that add up to"],
      [good.replace('"units": 32', '"units": 1e300'), "sizes that add up to"],
      [good.replace('"keras_version"', `"more": ${nested}, "keras_version"`), "more than 50000 parts"],
      [good.replace("hidden-1/bias", "hidden-2/bias"), "two of its weights have the same name"],
      [good.replace('"shape": [', '"shape": [1000000, 1000000,'), "bytes instead of"],
      [good.replace('"modelTopology"', '"__proto__"'), "no layers model"],
    ];
    for (const [text, why] of hostile) {
      expect(text, why).not.toBe(good);
      rewrite("model.json", text);
      await expect(store.load(version), why).rejects.toMatchObject(invalid(why));
    }
    rewrite("model.json", good);
    await store.load(version);
    truncateSync(fileOf(version, "weights.bin"), 2 ** 33);
    await expect(store.load(version)).rejects.toMatchObject(invalid("more than"));
    truncateSync(fileOf(version, "manifest.json"), 2 ** 33);
    await expect(store.manifest(version)).rejects.toMatchObject(invalid("more than"));
  });

  it("touches nothing outside its folder, whatever its files or commands name", async () => {
    for (const name of ["../elsewhere", "..", "/etc", "a/b", ""])
      for (const act of [
        () => store.load(name),
        () => store.promote(name),
        () => store.setShadow(name),
        () => store.abandon(name),
        () => store.save(aDenseModel("intent", { version: name })),
      ])
        await expect(act(), name).rejects.toMatchObject({ code: expect.stringMatching(/^ATTUNE_MODEL_/) as string });
    writeFileSync(path.join(store.folder, "current"), "../../elsewhere\n");
    await expect(store.load((await store.current()) ?? "")).rejects.toMatchObject({ code: "ATTUNE_MODEL_UNAVAILABLE" });
    await expect(store.rollback()).rejects.toMatchObject({ code: "ATTUNE_MODEL_UNAVAILABLE" });
  });

  it("never ends with a version in force that another process has deleted meanwhile", async () => {
    for (let round = 0; round < 4; round++) {
      const old = await saved({ createdAt: "2026-01-01T00:00:00.000Z" });
      const other = open();
      await saved();
      const act = round % 2 === 0 ? store.promote(old) : store.setShadow(old);
      await Promise.allSettled([act, other.prune(1)]);
      for (const name of [await store.current(), await store.shadow()])
        if (name !== undefined) await store.manifest(name);
    }
  });

  it("goes on after a crash between what a change writes", async () => {
    const [first, second] = [await saved(), await saved()];
    await store.promote(first);
    // Saved, and not yet taken out of those in training; promoted, and not yet in the history; deleted by half.
    mkdirSync(store.trainingFolder(second));
    mkdirSync(path.join(store.folder, "versions", ".tmp-20260101-000000-0001"));
    writeFileSync(path.join(store.folder, "current"), `${second}\n`);
    expect(await store.unfinished()).toEqual([]);
    expect(await store.prune(10)).toEqual([]);
    expect(existsSync(path.join(store.folder, "versions", ".tmp-20260101-000000-0001"))).toBe(false);
    expect(await store.rollback()).toEqual({ version: first, before: second });
    writeFileSync(path.join(store.folder, "history.ndjson"), "null\n");
    await expect(store.rollback()).rejects.toMatchObject(invalid("history.ndjson:1"));
  });
});
