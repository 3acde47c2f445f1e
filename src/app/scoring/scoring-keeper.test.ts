import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { MessageChannel } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aDenseModel } from "../../../test/harness/dense-model.js";
import { AttuneError } from "../../domain/errors.js";
import { type DenseName, denseStore } from "../../models/dense/index.js";
import { answerPort } from "../serving/answer-port.js";
import { KeeperPort } from "../serving/keeper-port.js";
import { ScoringKeeper } from "./scoring-keeper.js";
import { KeptScoring, ScoringModels } from "./scoring-models.js";

let models: string;
let keeper: ScoringKeeper;

beforeEach(() => {
  models = mkdtempSync(path.join(tmpdir(), "attune-scoring-"));
  keeper = new ScoringKeeper(models);
});
afterEach(() => rmSync(models, { recursive: true, force: true }));

async function save(name: DenseName, version: string, seed = 1): Promise<void> {
  await denseStore(models, name).save(aDenseModel(name, { version, seed }));
}

const fileOf = (version: string, name: string): string => path.join(models, "intent", "versions", version, name);

function edit(version: string, change: (manifest: Record<string, unknown>) => void): void {
  const manifest = JSON.parse(readFileSync(fileOf(version, "manifest.json"), "utf8")) as Record<string, unknown>;
  change(manifest);
  writeFileSync(fileOf(version, "manifest.json"), JSON.stringify(manifest));
}

describe("the keeper of scoring models", () => {
  it("knows what is promoted and what is in its shadow", async () => {
    for (const version of ["one", "two"]) await save("intent", version);
    await save("propensity", "p");
    const intent = denseStore(models, "intent");
    await intent.promote("one");
    await intent.setShadow("two");
    expect(await keeper.current()).toEqual({ current: { intent: "one" }, shadow: { intent: "two" } });
    await denseStore(models, "propensity").promote("p");
    expect((await keeper.current()).current).toEqual({ intent: "one", propensity: "p" });
  });

  it("hands out one copy of a version to all threads", async () => {
    await save("intent", "one");
    const { port1, port2 } = new MessageChannel();
    answerPort(port1, { serving: () => Promise.reject(new Error("nobody asks for it")), scoring: keeper });
    const port = new KeeperPort(port2);
    const [here, there] = await Promise.all([
      keeper.shared({ model: "intent", version: "one" }),
      port.scoring.shared({ model: "intent", version: "one" }),
    ]);
    if (here.model === "purchase-timing" || there.model === "purchase-timing") throw new Error("another model");
    new Uint8Array(here.dense.weights)[0] = 77;
    expect(new Uint8Array(there.dense.weights)[0]).toBe(77);
    expect(await port.scoring.current()).toEqual(await keeper.current());
    await expect(port.scoring.prepare({ current: { intent: "two" }, shadow: {} })).rejects.toMatchObject({
      code: "ATTUNE_MODEL_UNAVAILABLE",
    });
    port2.close();
  });

  it.each<[string, () => void]>([
    [
      "damaged",
      () => writeFileSync(fileOf("bad", "weights.bin"), readFileSync(fileOf("bad", "weights.bin")).fill(1, 0, 9)),
    ],
    [
      "cut off",
      () => writeFileSync(fileOf("bad", "weights.bin"), readFileSync(fileOf("bad", "weights.bin")).subarray(4)),
    ],
    ["another version's", () => cpSync(fileOf("good", "weights.bin"), fileOf("bad", "weights.bin"))],
    ["another network's", () => cpSync(fileOf("good", "model.json"), fileOf("bad", "model.json"))],
    ["of older features", () => edit("bad", (manifest) => (manifest["schema"] = "0123456789abcdef"))],
    ["another model's", () => edit("bad", (manifest) => (manifest["model"] = "propensity"))],
  ])("lets nobody have a version whose files are %s, and has it again once it is put right", async (_what, spoil) => {
    await denseStore(models, "intent").save(aDenseModel("intent", { version: "good", seed: 1 }));
    await denseStore(models, "intent").save(aDenseModel("intent", { version: "bad", seed: 2, hidden: [8] }));
    const whole = path.join(models, "whole");
    cpSync(fileOf("bad", ""), whole, { recursive: true });
    spoil();
    const bad = { model: "intent", version: "bad" } as const;
    await expect(keeper.shared(bad)).rejects.toMatchObject({ code: "ATTUNE_MODEL_INVALID" });
    await keeper.shared({ model: "intent", version: "good" });
    cpSync(whole, fileOf("bad", ""), { recursive: true });
    expect(await keeper.shared(bad)).toMatchObject({ model: "intent" });
  });

  it("takes away what an unfinished training keeps once somebody is erased", async () => {
    const store = denseStore(models, "intent");
    const version = await store.begin();
    const rows = path.join(store.trainingFolder(version), "rows");
    writeFileSync(rows, "somebody's");
    expect(await keeper.forget()).toBe(true);
    expect(() => readFileSync(rows)).toThrow("ENOENT");
    expect(await keeper.forget()).toBe(false);
  });
});

describe("the models of a thread", () => {
  it("are shared by its partitions, in a pin's places, and opened again after all have left them", async () => {
    for (const version of ["one", "two"]) await save("intent", version);
    await save("propensity", "p");
    const threads = new ScoringModels();
    const sources = [0, 1].map(() => new KeptScoring((named) => keeper.shared(named), threads));
    const pin = { current: { intent: "one", propensity: "p" }, shadow: { intent: "two" } };
    const [first, second] = await Promise.all(sources.map((source) => source.resolve(pin)));
    expect(first).toMatchObject({ pin, intent: { version: "one" }, propensity: { version: "p" } });
    expect(first?.shadow.intent?.version).toBe("two");
    expect(first?.intent).toBe(second?.intent);
    const next = { current: { intent: "two" }, shadow: {} };
    const [one, other] = sources;
    one?.entered(next);
    expect((await one?.resolve(pin))?.intent).toBe(first?.intent);
    for (const source of sources) source.entered(next);
    expect((await one?.resolve(next))?.intent).toBe(first?.shadow.intent);
    const again = await other?.resolve(pin);
    expect(again?.intent?.version).toBe("one");
    expect(again?.intent).not.toBe(first?.intent);
  });

  it("don't keep what was asked for by a partition that has been given up meanwhile", async () => {
    await save("intent", "one");
    const threads = new ScoringModels();
    const source = (): KeptScoring => new KeptScoring((named) => keeper.shared(named), threads);
    const pin = { current: { intent: "one" }, shadow: {} };
    const [given, staying, next] = [source(), source(), source()];
    const resolving = given.resolve(pin);
    given.close();
    await expect(resolving).rejects.toThrow("given up");
    const first = await staying.resolve(pin);
    staying.close();
    expect((await next.resolve(pin)).intent).not.toBe(first.intent);
  });

  it("are there for the others who want one where the first to ask for it has gone", async () => {
    await save("intent", "one");
    const threads = new ScoringModels();
    const gone = new KeptScoring(() => Promise.reject(new AttuneError("ATTUNE_UNEXPECTED", "gone")), threads);
    const others = [1, 2].map(() => new KeptScoring((named) => keeper.shared(named), threads));
    const pin = { current: { intent: "one" }, shadow: {} };
    const [first, ...rest] = await Promise.allSettled([gone, ...others].map((source) => source.resolve(pin)));
    expect(first?.status).toBe("rejected");
    expect(rest).toMatchObject([{ value: { intent: { version: "one" } } }, { value: { intent: { version: "one" } } }]);
  });

  it("say so where a network can't be opened, as of any version that can't be had", async () => {
    const source = new KeptScoring(() => Promise.reject(new RangeError("no more memory")), new ScoringModels());
    await expect(source.resolve({ current: { intent: "one" }, shadow: {} })).rejects.toMatchObject({
      code: "ATTUNE_MODEL_UNAVAILABLE",
      message: expect.stringContaining("no more memory") as string,
    });
  });

  it("don't keep what could not be had", async () => {
    const source = new KeptScoring((named) => keeper.shared(named), new ScoringModels());
    const pin = { current: { intent: "one" }, shadow: {} };
    await expect(source.resolve(pin)).rejects.toMatchObject({ code: "ATTUNE_MODEL_UNAVAILABLE" });
    await save("intent", "one");
    expect((await source.resolve(pin)).intent?.version).toBe("one");
    source.close();
  });
});
