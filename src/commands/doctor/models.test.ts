import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { aDenseModel } from "../../../test/harness/dense-model.js";
import { CountingShop } from "../../../test/harness/open-counting-shop.js";
import { readModelsInForce } from "../../app/models-in-force.js";
import { ScoringKeeper } from "../../app/scoring/scoring-keeper.js";
import { type Configuration, requireConfiguration, shippedFolder } from "../../config/index.js";
import { NO_SCORING } from "../../domain/scoring.js";
import { denseStore } from "../../models/dense/index.js";
import { refreshScoring } from "../../worker/scoring-refresh.js";
import { checkInForce, checkModels } from "./models.js";

let configuration: Configuration;
let shop: CountingShop;

beforeEach(async () => {
  const models = mkdtempSync(path.join(tmpdir(), "attune-doctor-"));
  configuration = requireConfiguration(shippedFolder(), { environment: {}, overrides: { models } });
  shop = await CountingShop.open(2, Date.UTC(2026, 2, 2), {
    scoring: { resolve: (pin) => Promise.resolve({ ...NO_SCORING, pin }) },
  });
});
afterEach(async () => {
  await shop.close();
  rmSync(configuration.models, { recursive: true, force: true });
});

const store = () => denseStore(configuration.models, "intent");

async function save(version: string): Promise<void> {
  await store().save(aDenseModel("intent", { version }));
}

const damage = (version: string): void => writeFileSync(path.join(store().versionFolder(version), "weights.bin"), "x");

const modelChecks = async () => (await checkModels(configuration)).filter(({ name }) => name === "model intent");

it("a promoted version that can't score is a failure, one in the shadow a warning", async () => {
  for (const version of ["one", "two"]) await save(version);
  await store().promote("one");
  await store().setShadow("two");
  expect(await modelChecks()).toMatchObject([
    { level: "ok", message: "one" },
    { level: "ok", message: "two in the shadow" },
  ]);
  for (const version of ["one", "two"]) damage(version);
  expect(await modelChecks()).toMatchObject([
    { level: "fail", exitCode: 1, message: expect.stringMatching(/^ATTUNE_MODEL_INVALID: one: /) as unknown },
    { level: "warn", message: expect.stringMatching(/^ATTUNE_MODEL_INVALID: two in the shadow: /) as unknown },
  ]);
  const scoring = { ...configuration.scoring, enabled: false };
  expect(await checkModels({ ...configuration, scoring })).toMatchObject([{ level: "ok", message: "off" }]);
});

it("what is promoted and not in force is warned of, once anything was applied", async () => {
  const { log, state } = shop;
  const check = () => checkInForce(configuration, log, state);
  await save("one");
  await store().promote("one");
  expect(await check()).toEqual([]);
  await shop.track("ann", "Product Viewed");
  expect(await check()).toMatchObject([{ level: "warn", message: "promoted and not in force: intent one" }]);
  await refreshScoring({ log, state, source: new ScoringKeeper(configuration.models) });
  await shop.settle();
  expect(await check()).toMatchObject([{ level: "ok", message: "intent one" }]);
  expect(await readModelsInForce(log, state)).toEqual({
    recommender: "",
    scoring: { intent: "one" },
    shadow: {},
    differing: [],
  });
});
