import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aPurchaseTimingVersion } from "../../../test/harness/purchase-timing-version.js";
import { purchaseTimingModelOf, type PurchaseTimingStore, purchaseTimingStore } from "./index.js";

describe("versions of the purchase-timing model", () => {
  let folder: string;
  let store: PurchaseTimingStore;
  const save = async (parameters = {}): Promise<string> => {
    const model = aPurchaseTimingVersion(await store.begin());
    return store.save({ ...model, parameters: { ...model.parameters, ...parameters } });
  };
  const change = (version: string, file: string, by: (text: string) => string): void => {
    const place = path.join(store.versionFolder(version), file);
    writeFileSync(place, by(readFileSync(place, "utf8")));
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-timing-"));
    store = purchaseTimingStore(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("come back as they were saved, with a card", async () => {
    const version = await save();
    const loaded = await store.load(version);
    expect(loaded.parameters).toEqual(aPurchaseTimingVersion(version).parameters);
    expect(purchaseTimingModelOf(loaded)).toMatchObject({ version, horizonDays: 90 });
    expect(readFileSync(path.join(store.versionFolder(version), "CARD.md"), "utf8")).toContain(version);
    await store.promote(version);
    expect(await store.current()).toBe(version);
  });

  it.each([
    ["parameters.json", (text: string) => text.replace("0.5", "0.6"), "SHA-256"],
    ["parameters.json", (text: string) => text.slice(0, 40), "bytes instead of"],
    ["manifest.json", (text: string) => text.replace('"format": 1', '"format": 0'), "format 0"],
    ["manifest.json", (text: string) => text.slice(0, 40), "manifest"],
  ])("are refused where %s was changed", async (file, by, why) => {
    const [good, bad] = [await save(), await save()];
    await store.promote(good);
    change(bad, file, by);
    await expect(store.load(bad)).rejects.toMatchObject({
      code: "ATTUNE_MODEL_INVALID",
      message: expect.stringContaining(why) as string,
    });
    await expect(store.promote(bad)).rejects.toMatchObject({ code: "ATTUNE_MODEL_INVALID" });
    expect(await store.current()).toBe(good);
  });

  it("are not saved with parameters that mean nothing", async () => {
    const wrong = [
      { pace: { shape: Number.NaN, rate: 30 } },
      { leaving: { a: 0, b: 1 } },
      { pace: { shape: 1, rate: 1e300 }, leaving: { a: 1, b: 1, rate: 1 } },
      { oneTime: 1 },
      { regularity: [{ k: 1, share: 0.5 }] },
      { regularity: [] },
    ];
    for (const parameters of wrong)
      await expect(save(parameters)).rejects.toMatchObject({ code: "ATTUNE_MODEL_INVALID" });
  });

  it("are not written with a number that could not be read again", async () => {
    const model = aPurchaseTimingVersion(await store.begin());
    const manifest = { ...model.manifest, metrics: { meanAbsoluteError: Number.NaN } };
    await expect(store.save({ ...model, manifest })).rejects.toMatchObject({
      code: "ATTUNE_MODEL_INVALID",
      message: expect.stringContaining("meanAbsoluteError") as string,
    });
    expect(await store.list()).toEqual([]);
  });

  it("are saved with whatever a fit may come to, and told by it", async () => {
    const [least, most] = [Math.exp(-15), Math.exp(15)];
    for (const leaving of [
      { a: least, b: most },
      { a: most, b: least },
    ])
      for (const pace of [
        { shape: least, rate: most },
        { shape: most, rate: least },
        { shape: least, rate: least },
      ]) {
        const version = await save({ pace, leaving, oneTime: 1 / (1 + least) });
        const model = purchaseTimingModelOf(await store.load(version));
        const [first, last] = [1e12, 1e12 + 86_400_000];
        for (const times of [[first], [first, last]]) {
          const history = { orders: times.length, revenue: 0, firstOrder: first, lastOrder: times.at(-1) ?? 0, times };
          for (const time of [first, history.lastOrder, 4e12]) {
            const { alive, orders, value, nextOrder } = model.outlook(history, time);
            expect(alive >= 0 && alive <= 1 && orders >= 0 && value >= 0 && nextOrder >= time).toBe(true);
          }
          expect(model.aliveUntil(history, 0.5)).toBeGreaterThan(0);
        }
      }
  });
});
