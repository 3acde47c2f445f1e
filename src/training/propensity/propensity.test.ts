import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identify, product, REACHABLE, track } from "../../../test/harness/calls.js";
import { anActionFile, CALM, openStoryShop } from "../../../test/harness/open-story-shop.js";
import type { TestShop } from "../../../test/harness/open-test-shop.js";
import { lastJson, runCommand } from "../../../test/harness/run-command.js";
import { openReplayedLog } from "../../app/replayed-log.js";
import { evaluateCommand } from "../../commands/evaluate.js";
import { modelsCommand } from "../../commands/models.js";
import { trainCommand } from "../../commands/train.js";
import { readModelRecipe } from "../../commands/train/read-recipe.js";
import { DAY } from "../../domain/time.js";
import { type DenseModel, denseStore } from "../../models/dense/index.js";
import { PROPENSITY_FEATURES } from "../../models/features.js";
import type { Evidence } from "../../models/versions/evidence.js";
import { compareDense } from "../promotion/dense.js";
import { LEARNT_RATES } from "../promotion/in-force.js";
import { seededRandom } from "../seeded-random.js";
import {
  defaultPropensityRecipe,
  propensityRecipeSchema,
  type PropensityRows,
  propensityRows,
  trainPropensity,
} from "./index.js";

const REMINDER = anActionFile(
  "reminder",
  `
topic: cart
value: 10
trigger: { occasion: cart-abandoned, wait: 45 min, cancel: [purchase] }
treatments:
  - id: mail
    channel: email
    copy: [{ title: Still there, body: Your cart waits }]
`,
);
const DAYS = 10;
const A_DAY = 25;
const BASE = defaultPropensityRecipe();
const RECIPE = {
  ...BASE,
  network: { ...BASE.network, hidden: [8], batch: 64, epochs: 60, patience: 20, learningRate: 0.02 },
  slices: { test: 0.2, calibrate: 0.2, stop: 0.2 },
  least: { rows: 100, people: 50, positives: 10 },
};

/** People who left something dear in the cart answer the reminder, most others don't. */
async function weeks(shop: TestShop): Promise<void> {
  const random = seededRandom(7);
  for (let day = 0; day < DAYS; day++) {
    const people = Array.from({ length: A_DAY }, (_, at) => `p${day}-${at}`);
    await shop.takeAll(people.map((who) => identify(who, REACHABLE)));
    const prices = people.map(() => (random() < 0.5 ? 15 : 400));
    await shop.takeAll(
      people.map((who, at) =>
        track(who, "Product Added", product("shoe-1", { quantity: 1, price: prices[at] as number })),
      ),
    );
    await shop.advance("1 h");
    const sent = new Map((await shop.messages()).map((message) => [message.person, message]));
    const clicks = people.flatMap((who, at) => {
      const message = sent.get(`u:${who}`);
      const answers = random() < (prices[at] === 400 ? 0.9 : 0.1);
      return message === undefined || !answers ? [] : [track(who, "Email Link Clicked", { message_id: message.id })];
    });
    await shop.takeAll(clicks);
    await shop.advance("23 h");
  }
  await shop.advance("4 days");
  // As far as the log goes.
  await shop.takeAll(Array.from({ length: 24 }, (_, at) => track(`late-${at}`, "Product Viewed", product("shoe-1"))));
}

describe("the propensity model", () => {
  let shop: TestShop;
  let data: PropensityRows;
  beforeAll(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: { "actions/reminder.yaml": REMINDER } });
    await weeks(shop);
    data = await rows();
  }, 60_000);
  afterAll(() => shop.close());

  function rows(until?: number): Promise<PropensityRows> {
    const log = openReplayedLog(shop.configuration, shop.log, shop.context);
    return propensityRows(log, shop.context, { withinMs: 3 * DAY, seed: 1, until });
  }

  const train = (version: string, current?: DenseModel, recipe = RECIPE) =>
    trainPropensity(data, { version, recipe, seed: 1, current });

  it("has a row for each message, as the engine saw it, without changing a decision", async () => {
    const { times, inputs, labels, tally, people } = data;
    expect([times.length, inputs, new Set(people).size]).toEqual([
      DAYS * A_DAY,
      PROPENSITY_FEATURES.length,
      DAYS * A_DAY,
    ]);
    expect(tally).toMatchObject({ messages: DAYS * A_DAY, undelivered: 0, young: 0 });
    expect(tally.reproduced).toBe(tally.recorded);
    const messages = await shop.messages();
    expect(Array.from(times).sort()).toEqual(messages.map(({ time }) => time).sort());
    const column = (name: string): number => PROPENSITY_FEATURES.findIndex((feature) => feature.name === name);
    const value = (row: number, name: string): number => data.rows[row * inputs + column(name)] as number;
    for (let row = 0; row < times.length; row++) {
      expect(value(row, "channel-email")).toBe(1);
      expect([15, 400].map((price) => Math.fround(Math.log2(1 + price)))).toContain(value(row, "moment-value"));
    }
    expect(labels.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(50);
    const [again, early] = [await rows(), await rows((times[80] as number) + 3 * DAY)];
    expect(again.dataHash).toBe(data.dataHash);
    expect(early.times.length).toBeLessThan(data.times.length);
    expect(early.tally.young).toBe(data.times.length - early.times.length);
  }, 60_000);

  it("foresees who answers better than the learnt rates, comes into force, and scores what it was trained on", async () => {
    const { model, report } = await train("20260314-100000-aaaa");
    expect(report?.model.auc).toBeGreaterThan(0.8);
    expect(report?.belief.gain?.interval[1]).toBeLessThan(0);
    expect(model.manifest).toMatchObject({ rows: DAYS * A_DAY, heads: ["response"], horizons: { response: 3 } });
    expect(model.manifest.evidence).toMatchObject({ against: LEARNT_RATES, measure: "log loss" });

    const store = denseStore(shop.configuration.models, "propensity");
    await store.save(model);
    await store.promote(model.manifest.version);
    await shop.refreshScoring();
    const before = (await shop.decisions()).length;
    for (const [who, price] of [
      ["dear", 400],
      ["cheap", 15],
    ] as const) {
      await shop.take(identify(who, REACHABLE));
      await shop.take(track(who, "Product Added", product("shoe-1", { quantity: 1, price })));
    }
    await shop.advance("1 h");
    const decided = (await shop.decisions()).slice(before);
    const p = (person: string) =>
      decided.find((decision) => decision.person === person)?.candidates[0]?.p ?? Number.NaN;
    expect(new Set(decided.map(({ models }) => models?.propensity))).toEqual(new Set([model.manifest.version]));
    expect(p("u:dear")).toBeGreaterThan(p("u:cheap") + 0.3);
  }, 60_000);

  it("is measured against the version in force on rows that neither was trained on", async () => {
    const first = await train("20260314-100000-aaaa");
    const same = await train("20260314-100000-bbbb", first.model);
    expect(same.model.manifest.evidence).toMatchObject({
      against: "20260314-100000-aaaa",
      difference: { value: 0, interval: [0, 0] },
    });
    const mean = { kind: "isotonic", x: [0], y: [0.5] } as const;
    const manifest = { ...first.model.manifest, version: "20260314-100000-cccc", calibration: { response: mean } };
    const evidence = await compareDense({ ...first.model, manifest }, first.model, data, 1);
    expect(evidence?.rows).toBe(first.fitted.test["response"]?.rows.length);
    expect(evidence?.difference.interval[0]).toBeGreaterThan(0);
  }, 60_000);

  it("is trained and measured on the command line", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "attune-propensity-"));
    try {
      mkdirSync(path.join(folder, "config", "actions"), { recursive: true });
      writeFileSync(path.join(folder, "config", "attune.yaml"), `partitions: ${shop.log.partitions}\n`);
      writeFileSync(path.join(folder, "config", "policies.yaml"), CALM);
      writeFileSync(path.join(folder, "config", "actions", "reminder.yaml"), REMINDER);
      writeFileSync(path.join(folder, "small.yaml"), JSON.stringify(RECIPE));
      const places = [
        ...["--config", path.join(folder, "config"), "--data", shop.configuration.data],
        ...["--models", path.join(folder, "models"), "--recipe", path.join(folder, "small.yaml"), "--json"],
      ];
      const trained = await runCommand(trainCommand(), ["propensity", "--promote", ...places]);
      expect(lastJson(trained)).toMatchObject({
        ...{ model: "propensity", rows: DAYS * A_DAY, promoted: true, verdict: "better", resumed: false },
        evidence: { against: LEARNT_RATES },
      });
      expect(readdirSync(String(lastJson(trained)["folder"])).sort()).toEqual([
        ...["CARD.md", "manifest.json", "model.json", "report.html", "weights.bin"],
      ]);
      const evaluated = lastJson(await runCommand(evaluateCommand(), ["propensity", ...places]));
      const { auc, logLoss, baselines } = evaluated as { auc: number; logLoss: number; baselines: object };
      expect(auc).toBeGreaterThan(0.8);
      expect(logLoss).toBeLessThan(0.6);
      expect(Object.keys(baselines)).toEqual(["constant", "logistic", LEARNT_RATES]);
      const second = lastJson(await runCommand(trainCommand(), ["propensity", "--seed", "2", ...places]));
      const measured = ["compare", "propensity", String(second["version"]), "--from", "log"];
      const compared = await runCommand(modelsCommand(), [...measured, ...places.filter((_, at) => at < 6), "--json"]);
      expect(lastJson(compared)).toMatchObject({
        ...{ other: lastJson(trained)["version"], measured: true, live: { heads: [{ head: "response" }] } },
        evidence: { rows: (second["evidence"] as Evidence).rows, measure: "log loss" },
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);

  it("ships a recipe that writes every default down", () => {
    const named = { named: undefined, models: path.resolve("models"), model: "propensity" };
    const { recipe, from } = readModelRecipe(propensityRecipeSchema, named);
    expect(recipe).toEqual(BASE);
    const keys = [...readFileSync(from, "utf8").matchAll(/^ *([a-zA-Z-]+):/gm)].map((found) => found[1]);
    expect(keys.sort()).toEqual([...JSON.stringify(BASE).matchAll(/"([a-zA-Z-]+)":/g)].map((found) => found[1]).sort());
  });

  it("refuses to learn from too little", async () => {
    await expect(train("v", undefined, BASE)).rejects.toMatchObject({ code: "ATTUNE_TRAINING_TOO_LITTLE" });
  });
});
