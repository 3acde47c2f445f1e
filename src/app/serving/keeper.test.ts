import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { MessageChannel } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aRecommendationPolicy, MONDAY } from "../../../test/harness/engine-context.js";
import { modelOf } from "../../../test/harness/recommend-shop.js";
import { openEmbeddedEventLog } from "../../adapters/embedded/embedded-event-log.js";
import type { Taste } from "../../domain/recommendation.js";
import type { ServingPin } from "../../domain/serving.js";
import { saltedOwner } from "../../models/recommender/owners.js";
import { ModelStore } from "../../models/recommender/store.js";
import type { EventLog } from "../../ports/event-log.js";
import { CatalogueFold } from "../../recommend/catalogue/index.js";
import { prepareServing } from "../../recommend/index.js";
import { catalogueEntry } from "../../worker/effects.js";
import { ScoringKeeper } from "../scoring/scoring-keeper.js";
import { answerPort } from "./answer-port.js";
import { ServingKeeper } from "./keeper.js";
import { KeeperPort } from "./keeper-port.js";
import { PresentRecommender } from "./present-recommender.js";
import { Recommenders, SharedSource } from "./source.js";

const TASTE: Taste = {
  time: MONDAY,
  recent: [{ id: "a", kind: "view", time: MONDAY, price: undefined }],
  cart: [],
  saved: [],
  bought: [],
  outOfStock: [],
  categories: new Map(),
  tags: new Map(),
  segments: [],
};

describe("the keeper", () => {
  let folder: string;
  let log: EventLog;
  let keeper: ServingKeeper;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-keeper-"));
    log = await openEmbeddedEventLog({ folder, partitions: 1, durability: "os" });
    keeper = new ServingKeeper(log, path.join(folder, "models"));
  });
  afterEach(async () => {
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function declare(...ids: string[]): Promise<void> {
    const entry = (id: string) =>
      catalogueEntry({ kind: "item", id, source: "declared", time: MONDAY, fields: { title: id, category: "things" } });
    await log.append(ids.map(entry));
  }

  async function promote(version: string, factors: Record<string, number[]>): Promise<void> {
    const store = new ModelStore(path.join(folder, "models"));
    const model = modelOf({ factors, sessions: [["a", "b"]] });
    model.sessions.owners.set([7]);
    await store.save({ ...model, manifest: { ...model.manifest, version } });
    await store.promote(version);
  }

  const policy = aRecommendationPolicy();
  const present = async (): Promise<ServingPin> => (await keeper.current()).pin;

  async function recommended(
    pin: ServingPin,
    source = new SharedSource((one) => keeper.shared(one), new Recommenders(policy)),
  ) {
    const recommender = await source.resolve(pin);
    expect(recommender.version).toBe(`${pin.model === "" ? "none" : pin.model}@${pin.catalogue}`);
    return recommender.recommend(TASTE, { scenario: "for-you", n: 10 }).items.map(({ item }) => item.id);
  }

  it("knows what is promoted and how far the catalogue goes", async () => {
    expect(await present()).toEqual({ model: "", catalogue: 0 });
    expect(await recommended({ model: "", catalogue: 0 })).toEqual([]);
    await declare("a", "b");
    await promote("one", { a: [1], b: [1] });
    expect(await present()).toEqual({ model: "one", catalogue: 2 });
  });

  it("finds every place of the catalogue, the past ones too", async () => {
    await declare("a", "b", "c");
    const early = await present();
    await declare("d");
    const late = await present();
    expect(await recommended(late)).toEqual(expect.arrayContaining(["b", "c", "d"]));
    expect(await recommended(early)).not.toContain("d");
    expect(await recommended({ model: "", catalogue: 1 })).not.toContain("b");
    expect(await recommended({ model: "", catalogue: 2 })).not.toContain("c");
    expect(await recommended(late)).toContain("d");
  });

  it("shares one memory with all who ask for the same", async () => {
    await declare("a", "b");
    await promote("one", { a: [1], b: [1] });
    const pin = await present();
    const [first, second] = await Promise.all([keeper.shared(pin), keeper.shared(pin)]);
    expect(first.model.learnt?.factors.memory).toBe(second.model.learnt?.factors.memory);
    await declare("c");
    // Only rows were added: the same memory goes on.
    const third = await keeper.shared(await present());
    expect(third.model.learnt?.factors.memory).toBe(first.model.learnt?.factors.memory);
    expect([first.model.rows, third.model.rows]).toEqual([2, 3]);
  });

  it("says what it can't have", async () => {
    await declare("a");
    await expect(keeper.shared({ model: "nowhere", catalogue: 1 })).rejects.toMatchObject({
      code: "ATTUNE_MODEL_UNAVAILABLE",
    });
    await expect(keeper.shared({ model: "", catalogue: 9 })).rejects.toMatchObject({ code: "ATTUNE_CATALOGUE_GONE" });
    // And goes on.
    expect((await keeper.shared({ model: "", catalogue: 1 })).catalogue.count).toBe(1);
  });

  it("reads the catalogue anew from a log that lost its tail", async () => {
    await declare("a", "b");
    await keeper.shared(await present());
    const lossy = await openEmbeddedEventLog({ folder: path.join(folder, "lossy"), partitions: 1, durability: "os" });
    try {
      let now = log;
      const reader = new Proxy(log, { get: (_, name: keyof EventLog) => (now[name] as () => unknown).bind(now) });
      const reading = new ServingKeeper(reader, path.join(folder, "models"));
      await reading.shared({ model: "", catalogue: 2 });
      now = lossy;
      await lossy.append([catalogueEntry({ kind: "removed", id: "a", time: MONDAY })]);
      await expect(reading.shared({ model: "", catalogue: 3 })).rejects.toMatchObject({
        code: "ATTUNE_CATALOGUE_GONE",
      });
      for (const time of [1, 2]) await lossy.append([catalogueEntry({ kind: "removed", id: "a", time })]);
      expect((await reading.shared({ model: "", catalogue: 3 })).catalogue.count).toBe(0);
    } finally {
      await lossy.close();
    }
  });

  it("answers over a port, and so that what was asked for fails where it fails", async () => {
    await declare("a", "b");
    await promote("one", { a: [1], b: [1] });
    const { port1, port2 } = new MessageChannel();
    const scoring = new ScoringKeeper(path.join(folder, "models"));
    answerPort(port1, { serving: () => Promise.resolve(keeper), scoring });
    const port = new KeeperPort(port2);
    const source = new SharedSource((pin) => port.shared(pin), new Recommenders(policy));
    const pin = await present();
    expect(await recommended(pin, source)).toContain("b");
    await expect(source.resolve({ model: "nowhere", catalogue: 1 })).rejects.toMatchObject({
      code: "ATTUNE_MODEL_UNAVAILABLE",
    });
    await port.forget("dTphbm4");
    port2.close();
    await expect.poll(() => source.resolve(pin).catch(String)).toContain("has gone");
  });

  it("loads a version anew once an erased person was taken out of it", async () => {
    await declare("a", "b");
    await promote("one", { a: [1], b: [1] });
    const pin = await present();
    const before = await keeper.shared(pin);
    const model = modelOf({ factors: { a: [1], b: [1] }, sessions: [["a", "b"], ["b"]] });
    model.sessions.owners.set([saltedOwner("two", "dTphbm4"), 9]);
    const store = new ModelStore(path.join(folder, "models"));
    await store.save({ ...model, manifest: { ...model.manifest, version: "two" } });
    const two = { ...pin, model: "two" };
    expect((await keeper.shared(two)).model.learnt?.model.sessions.owners).toHaveLength(2);
    expect(await keeper.forget("dTphbm4")).toBe(true);
    expect(await keeper.forget("dTphbm4")).toBe(false);
    const after = await keeper.shared(two);
    expect([before.revision, after.revision]).toEqual([0, 1]);
    expect(after.model.learnt?.model.sessions.owners[0]).toBe(0);
  });

  it("answers of the catalogue alone while the promoted model can't be had, and with it as soon as it can", async () => {
    await declare("a", "b");
    await promote("one", { a: [1], b: [1] });
    const hidden = path.join(folder, "models", "recommender", "versions", "one");
    renameSync(hidden, `${folder}/one`);
    const recommender = new PresentRecommender(keeper, policy);
    await expect(recommender.refresh()).rejects.toMatchObject({ code: "ATTUNE_MODEL_UNAVAILABLE" });
    expect(recommender.now.version).toBe("none@2");
    renameSync(`${folder}/one`, hidden);
    await recommender.refresh();
    expect(recommender.now.version).toBe("one@2");
  });
});

describe("recommenders of a thread", () => {
  it("say so where no place is left in the shared memory", async () => {
    const catalogue = new CatalogueFold();
    catalogue.append(1, { kind: "item", id: "a", source: "declared", time: MONDAY, fields: {} });
    const shared = { pin: { model: "one", catalogue: 1 }, revision: 0, catalogue: catalogue.snapshot() };
    const model = prepareServing(modelOf({ factors: { a: [1] } }), shared.catalogue);
    const policy = aRecommendationPolicy();
    const sourceOf = () => new SharedSource(() => Promise.resolve({ ...shared, model }), new Recommenders(policy));
    const sources = Array.from({ length: model.learnt?.factors.places.kernels ?? 0 }, sourceOf);
    for (const source of sources) await source.resolve(shared.pin);
    await expect(sourceOf().resolve(shared.pin)).rejects.toMatchObject({ code: "ATTUNE_MODEL_UNAVAILABLE" });
    sources[7]?.close();
    await sourceOf().resolve(shared.pin);
  });

  it("are shared, and given back by the last who leaves one", async () => {
    const disposed: string[] = [];
    const folder = mkdtempSync(path.join(tmpdir(), "attune-keeper-"));
    const log = await openEmbeddedEventLog({ folder, partitions: 1, durability: "os" });
    try {
      const entry = (id: string) =>
        catalogueEntry({ kind: "item", id, source: "declared", time: MONDAY, fields: { title: id } });
      await log.append([entry("a"), entry("b")]);
      const keeper = new ServingKeeper(log, path.join(folder, "models"));
      const recommenders = new Recommenders(aRecommendationPolicy());
      const sources = [0, 1].map(() => new SharedSource((pin) => keeper.shared(pin), recommenders));
      const [first, second] = await Promise.all(sources.map((source) => source.resolve({ model: "", catalogue: 1 })));
      expect(first).toBe(second);
      const served = first as typeof first & { dispose(): void };
      const dispose = served.dispose.bind(served);
      served.dispose = () => {
        disposed.push(served.version);
        dispose();
      };
      for (const source of sources) source.entered({ model: "", catalogue: 1 });
      await sources[0]?.resolve({ model: "", catalogue: 2 });
      expect(disposed).toEqual([]);
      sources[0]?.entered({ model: "", catalogue: 2 });
      expect(disposed).toEqual([]);
      sources[1]?.close();
      expect(disposed).toEqual(["none@1"]);
    } finally {
      await log.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
