import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aDenseModel } from "../../../test/harness/dense-model.js";
import { openTensorflow } from "../tensorflow/index.js";
import { checkAgainstTensorflow } from "./check-against-tensorflow.js";
import type { DenseManifest } from "./manifest.js";
import type { DenseModel } from "./model.js";
import { openNetwork } from "./open-network.js";
import { seededRows } from "./seeded-rows.js";
import { type DenseStore, denseStore } from "./store.js";

describe("the store of a dense model", () => {
  let folder: string;
  let store: DenseStore;
  const open = (models: string, name: "intent" | "propensity" = "intent"): DenseStore =>
    denseStore(path.join(folder, models), name, path.join(folder, "shipped"));
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-dense-"));
    store = open("models");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function saved(overrides: Partial<DenseManifest> = {}, into = store): Promise<string> {
    return into.save(aDenseModel("intent", { version: await into.begin(), ...overrides }));
  }

  const fileOf = (version: string, name: string) => path.join(store.versionFolder(version), name);
  const invalid = (why: string) => ({ code: "ATTUNE_MODEL_INVALID", message: expect.stringContaining(why) as string });

  async function answersOf(model: DenseModel): Promise<number[]> {
    const network = await openNetwork(model);
    const outputs = new Float32Array(4 * network.outputs);
    network.predict(seededRows("intent", 4), 4, outputs);
    return [...outputs];
  }

  it("gives back what was saved, over shared memory, as a model that TensorFlow.js loads too", async () => {
    const model = aDenseModel("intent", { version: await store.begin() });
    const version = await store.save(model, { report: "<html></html>" });
    const loaded = await store.load(version);
    expect(loaded.weights).toBeInstanceOf(SharedArrayBuffer);
    expect(await answersOf(loaded)).toEqual(await answersOf(model));
    expect(loaded.manifest).toEqual({ ...model.manifest, files: loaded.manifest.files });
    expect(readFileSync(fileOf(version, "report.html"), "utf8")).toBe("<html></html>");
    expect(Object.keys(loaded.manifest.files)).toEqual(["model.json", "weights.bin"]);
    await checkAgainstTensorflow(loaded);

    const { tf, layers } = await openTensorflow();
    const json = JSON.parse(readFileSync(fileOf(version, "model.json"), "utf8")) as {
      modelTopology: object;
      weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: "float32" }[] }[];
    };
    const [group] = json.weightsManifest;
    expect(group?.paths).toEqual(["weights.bin"]);
    const bytes = readFileSync(fileOf(version, "weights.bin"));
    const theirs = await layers.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: json.modelTopology,
        weightSpecs: group?.weights ?? [],
        weightData: new Uint8Array(bytes).buffer,
      }),
    );
    expect(theirs.countParams() * 4).toBe(bytes.byteLength);
    theirs.dispose();
  });

  it("says on the card what it was made of, and how it compares", async () => {
    const evidence = {
      against: "20260101-000000-0001",
      measure: "log loss",
      rows: 5_000,
      people: 400,
      difference: { value: -0.0123, interval: [-0.02, -0.004] as const },
      metrics: {},
      theirs: {},
      data: "the log",
    };
    const version = await saved({ evidence, metrics: { "day.ece": 0.0071 } });
    const card = readFileSync(fileOf(version, "CARD.md"), "utf8");
    expect(card).toContain("| `day.ece` | 0.0071 |");
    expect(card).toContain("log loss lower by\n0.0123 (95 % interval of the difference -0.02 to -0.004)");
    expect(card).toContain("| session | - | 10 % | none |");
    expect((await store.load(version)).manifest.evidence).toEqual(evidence);
  });

  it("refuses files that are changed, cut off, gone or swapped for another version's, and keeps what is current", async () => {
    const good = await saved();
    await store.promote(good);
    const [version, other] = [await saved({ seed: 2 }), await saved({ seed: 3 })];
    for (const name of ["model.json", "weights.bin", "manifest.json"]) {
      const bytes = readFileSync(fileOf(version, name));
      const flipped = Buffer.from(bytes);
      flipped[bytes.length >>> 1] = (flipped[bytes.length >>> 1] as number) ^ 0xff;
      for (const broken of [flipped, bytes.subarray(0, -7), Buffer.alloc(0), undefined]) {
        if (broken === undefined) rmSync(fileOf(version, name));
        else writeFileSync(fileOf(version, name), broken);
        await expect(store.load(version), name).rejects.toMatchObject({
          code: expect.stringMatching(/^ATTUNE_MODEL_(?:INVALID|UNAVAILABLE)$/) as string,
        });
        await expect(store.promote(version), name).rejects.toThrow();
        await expect(store.setShadow(version), name).rejects.toThrow();
      }
      writeFileSync(fileOf(version, name), bytes);
    }
    writeFileSync(fileOf(version, "weights.bin"), readFileSync(fileOf(other, "weights.bin")));
    await expect(store.load(version)).rejects.toMatchObject(invalid("SHA-256"));
    writeFileSync(fileOf(version, "manifest.json"), readFileSync(fileOf(other, "manifest.json")));
    await expect(store.load(version)).rejects.toMatchObject(invalid(`it calls itself ${other}`));
    expect([await store.current(), await store.shadow()]).toEqual([good, undefined]);
  });

  it("refuses a version of other features, another format or another model, though its files are whole", async () => {
    const version = await saved();
    const manifest = readFileSync(fileOf(version, "manifest.json"), "utf8");
    const { schema } = await store.manifest(version);
    const others: [string, string][] = [
      [manifest.replace(schema, "0123456789abcdef"), "trained on features of schema 0123456789abcdef"],
      [manifest.replace('"event-page"', '"event-sheet"'), "another order"],
      [manifest.replace('"format": 1', '"format": 2'), "format 2"],
      [manifest.replace('"model": "intent"', '"model": "propensity"'), "it is of the model propensity"],
      [manifest.replace('"churn"\n', '"hurry"\n'), "heads"],
      [manifest.replace('"rows": 1000', '"rows": "many"'), "/rows"],
    ];
    for (const [text, why] of others) {
      expect(text, why).not.toBe(manifest);
      writeFileSync(fileOf(version, "manifest.json"), text);
      await expect(store.load(version), why).rejects.toMatchObject(invalid(why));
    }
  });

  it("refuses to write weights and findings that are no numbers, and a version twice", async () => {
    const model = aDenseModel("intent", { version: await store.begin() });
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e30]) {
      const weights = Float32Array.from(new Float32Array(model.weights));
      weights[17] = bad;
      await expect(store.save({ ...model, weights: weights.buffer })).rejects.toMatchObject(invalid("a weight"));
    }
    const withMetric = { ...model, manifest: { ...model.manifest, metrics: { auc: Number.NaN } } };
    await expect(store.save(withMetric)).rejects.toMatchObject(invalid("/metrics/auc"));
    const calibration = { ...model.manifest.calibration, day: { kind: "isotonic", x: [0, 1], y: [0.2, 0.1] } as const };
    const turning = { ...model.manifest.calibration, day: { kind: "platt", a: -1, b: 0 } as const };
    const turned = { ...model, manifest: { ...model.manifest, calibration: turning } };
    await expect(store.save(turned)).rejects.toMatchObject(invalid("/calibration/day"));
    const falling = { ...model, manifest: { ...model.manifest, calibration } };
    await expect(store.save(falling)).rejects.toMatchObject(invalid("calibration"));
    expect(await store.list()).toEqual([]);
    await store.save(model);
    await expect(store.save(model)).rejects.toMatchObject(invalid("already"));
  });

  it("has what came with Attune as current until another is promoted, and again after the last rollback", async () => {
    const shipped = open("shipped");
    await shipped.save(aDenseModel("intent", { version: "starter" }));
    expect(await shipped.current()).toBe("starter");
    expect([await store.current(), await open("models", "propensity").current()]).toEqual(["starter", undefined]);
    expect((await store.load("starter")).manifest.version).toBe("starter");
    expect(existsSync(path.join(folder, "models"))).toBe(false);
    await expect(store.rollback()).rejects.toMatchObject({ code: "ATTUNE_MODEL_UNAVAILABLE" });

    const own = await saved({ createdAt: "2026-04-01T00:00:00.000Z" });
    expect(await store.promote(own)).toEqual({ version: own, before: "starter" });
    expect(await store.list()).toMatchObject([
      { version: own, isCurrent: true },
      { version: "starter", isCurrent: false },
    ]);
    expect(await store.prune(0)).toEqual([]);
    expect(await store.rollback()).toEqual({ version: "starter", before: own });
    expect(await store.current()).toBe("starter");
    expect(await store.prune(0)).toEqual([own]);
    // Where Attune runs in its own folder, this is where trainings save.
    const more = await saved({}, shipped);
    expect(await shipped.prune(0)).toEqual([more]);
    expect(readdirSync(path.join(folder, "shipped", "intent", "versions"))).toEqual(["starter"]);
  });

  it("keeps a candidate in the shadow until it is promoted or taken away", async () => {
    const [first, candidate] = [await saved(), await saved({ seed: 2 })];
    await store.promote(first);
    await store.setShadow(candidate);
    expect([await store.shadow(), await store.current()]).toEqual([candidate, first]);
    await expect(store.setShadow(first)).rejects.toMatchObject({ code: "ATTUNE_MODEL_UNAVAILABLE" });
    expect(await store.prune(0)).toEqual([]);
    await store.promote(candidate);
    expect([await store.shadow(), await store.current()]).toEqual([undefined, candidate]);
    await store.setShadow(first);
    await store.setShadow(undefined);
    expect(await store.shadow()).toBeUndefined();
    await expect(store.setShadow("20200101-000000-0000")).rejects.toMatchObject({ code: "ATTUNE_MODEL_UNAVAILABLE" });
  });

  it("forgets what unfinished trainings keep", async () => {
    expect(await store.forget()).toBe(0);
    const [version, other] = [await store.begin(), await store.begin()];
    expect(await store.unfinished()).toEqual([version, other].sort().reverse());
    const rowsOf = (one: string) => path.join(store.trainingFolder(one), "rows");
    const keep = (one: string) => store.keepRows(one, async () => writeFileSync(rowsOf(one), "somebody's rows"));
    expect(await keep(version)).toBe(true);
    expect(await store.forget()).toBe(1);
    // What was read before may hold the one who was forgotten.
    expect([await keep(version), await keep(other)]).toEqual([false, false]);
    expect([version, other].map((one) => existsSync(rowsOf(one)))).toEqual([false, false]);
    expect(await keep(await store.begin())).toBe(true);
    expect(await store.forget()).toBe(1);
    expect(await store.unfinished()).toHaveLength(3);
    await store.abandon(version);
    expect(await store.unfinished()).toHaveLength(2);
  });
});
