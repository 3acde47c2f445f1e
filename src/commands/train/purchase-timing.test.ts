import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lastJson, runCommand } from "../../../test/harness/run-command.js";
import { DAY } from "../../domain/time.js";
import { seededRandom } from "../../training/seeded-random.js";
import { evaluateCommand } from "../evaluate.js";
import { modelsCommand } from "../models.js";
import { trainCommand } from "../train.js";

const START = Date.UTC(2025, 0, 1);

/** Customers who come every 20 to 40 days; one in seven order leaves it at that. */
function someOrders(people: number): string {
  const random = seededRandom(1);
  const rows = ["customer,date,total"];
  for (let person = 0; person < people; person++) {
    for (let day = 100 * random(); day < 300; day += (20 + 20 * random()) * (0.5 + random())) {
      rows.push(`p${person},${new Date(START + day * DAY).toISOString()},${(10 + 20 * random()).toFixed(2)}`);
      if (random() < 1 / 7) break;
    }
  }
  return rows.join("\n");
}

describe("attune train and evaluate purchase-timing", () => {
  let folder: string;
  let file: string;
  const models = () => path.join(folder, "models");
  async function run(command: Command, ...args: string[]) {
    const result = await runCommand(command, [...args, "--models", models(), "--json"]);
    return { exitCode: result.exitCode, json: lastJson(result) };
  }
  const train = (...args: string[]) => run(trainCommand(), "purchase-timing", ...args);

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-train-timing-"));
    file = path.join(folder, "orders.csv");
    writeFileSync(file, someOrders(550));
    mkdirSync(path.join(models(), "purchase-timing"), { recursive: true });
    writeFileSync(path.join(models(), "purchase-timing", "recipe.yaml"), "regularity: [1, 3]\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("make a version of a file of orders, with its card, and promote it; then measure another beside it", async () => {
    const first = await train("--from", file, "--promote");
    expect(first.json).toMatchObject({ promoted: true, verdict: "first", source: "orders.csv" });
    const made = first.json as { version: string; folder: string };
    expect(existsSync(path.join(made.folder, "CARD.md"))).toBe(true);
    expect(readFileSync(path.join(models(), "purchase-timing", "current"), "utf8").trim()).toBe(made.version);
    const second = await train("--from", file);
    expect(second.json).toMatchObject({ promoted: false, verdict: "as-good", evidence: { against: made.version } });
    // What is broken doesn't stand in the way of what takes its place.
    writeFileSync(path.join(made.folder, "manifest.json"), "{");
    const third = await train("--from", file, "--promote");
    expect(third.json).toMatchObject({ promoted: true, verdict: "unmeasured" });
  });

  it("measure what is foretold, and simpler ways beside it", async () => {
    const { json, exitCode } = await run(evaluateCommand(), "purchase-timing", "--data", file, "--split", "0.6");
    expect(exitCode).toBe(0);
    const measured = json as { meanAbsoluteError: number; baselines: Record<string, { meanAbsoluteError: number }> };
    expect(Object.keys(measured.baselines)).toEqual(["bg-nbd", "own pace", "average", "none"]);
    expect(measured.meanAbsoluteError).toBeLessThan(measured.baselines["average"]?.meanAbsoluteError ?? 0);
  });

  it("say what is wrong: too little, no such columns, a recipe's mistake; nothing is left behind", async () => {
    writeFileSync(file, someOrders(60));
    const few = await train("--from", file);
    expect(few).toMatchObject({ exitCode: 1, json: { error: { code: "ATTUNE_TRAINING_TOO_LITTLE" } } });
    const columns = await train("--from", file, "--columns", "user=customer,time=day");
    expect(columns).toMatchObject({ exitCode: 2, json: { error: { code: "ATTUNE_USAGE" } } });
    const recipe = path.join(folder, "recipe.yaml");
    writeFileSync(recipe, "horizon: 90 days\nregularity: [0]\n");
    const mistaken = await train("--from", file, "--recipe", recipe);
    expect(mistaken).toMatchObject({ exitCode: 2, json: { error: { code: "ATTUNE_CONFIG_INVALID" } } });
    expect((await run(modelsCommand(), "list", "purchase-timing")).json).toMatchObject({ versions: [], current: null });
  });
});
