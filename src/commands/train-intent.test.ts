import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Call, order, product, track } from "../../test/harness/calls.js";
import { lastJson, runCommand } from "../../test/harness/run-command.js";
import { openLog } from "../app/open-adapters.js";
import { requireConfiguration } from "../config/index.js";
import { partitionOfPerson } from "../domain/person.js";
import { DAY, MINUTE } from "../domain/time.js";
import { normaliseCall } from "../domain/wire/index.js";
import { denseStore } from "../models/dense/index.js";
import { defaultIntentRecipe, intentRecipeSchema } from "../training/intent/index.js";
import { seededRandom } from "../training/seeded-random.js";
import { evaluateCommand } from "./evaluate.js";
import { trainCommand } from "./train.js";
import { readModelRecipe } from "./train/read-recipe.js";

const START = Date.UTC(2026, 0, 5);
const SMALL = `
network: { hidden: [4], epochs: 4, batch: 256, learningRate: 0.02, weightDecay: 5 }
least: { rows: 300, people: 20, positives: 5 }
churn: { horizon: 3 days }
`;

type Row = readonly [who: string, kind: "view" | "cart" | "order", item: string, time: number];

/** Visits over some weeks: who puts something into the cart mostly buys, who only looks seldom does. Some stay away in the end. */
function visits(): Row[] {
  const random = seededRandom(7);
  const rows: Row[] = [];
  for (let visit = 0; visit < 400; visit++) {
    const who = Math.floor(60 * random());
    let time = START + Math.floor(28 * DAY * random() ** (who < 20 ? 3 : 1));
    const say = (kind: Row[1]): void => {
      rows.push([`p${who}`, kind, `i${Math.floor(15 * random())}`, time]);
      time += 2 * MINUTE;
    };
    say("view");
    say("view");
    const isCarted = random() < 0.4;
    if (isCarted) say("cart");
    if (random() < (isCarted ? 0.7 : 0.05)) say("order");
  }
  return rows.sort((a, b) => a[3] - b[3]);
}

describe("the intent model on the command line", () => {
  let folder: string;
  let csv: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-intent-"));
    csv = path.join(folder, "shop.csv");
    const rows = visits().map(([who, kind, item, time]) => `${who},${item},${kind},${time / 1_000}`);
    writeFileSync(csv, ["user,item,kind,time", ...rows].join("\n"));
    mkdirSync(path.join(folder, "config"));
    writeFileSync(path.join(folder, "config", "attune.yaml"), "partitions: 2\n");
    writeFileSync(path.join(folder, "small.yaml"), SMALL);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const models = () => path.join(folder, "models");
  const run = (command: Parameters<typeof runCommand>[0], ...args: string[]) =>
    runCommand(command, [
      "intent",
      ...["--config", path.join(folder, "config"), "--models", models(), "--json"],
      ...["--recipe", path.join(folder, "small.yaml"), ...args],
    ]);
  const train = (...args: string[]) => run(trainCommand(), "--data", path.join(folder, "data"), ...args);

  it("trains on a file, measures beside the baselines, and promotes", async () => {
    const trained = await train("--from", csv, "--promote");
    const fields = lastJson(trained);
    expect(trained.exitCode).toBe(0);
    expect(fields).toMatchObject({ model: "intent", promoted: true, resumed: false, head: "session", silent: [] });
    expect(fields["auc"]).toBeGreaterThan(0.6);
    const store = denseStore(models(), "intent");
    const version = String(fields["version"]);
    expect(await store.current()).toBe(version);
    const { manifest } = await store.load(version);
    expect(manifest).toMatchObject({ heads: ["session", "day", "churn"], horizons: { day: 1, churn: 3 }, people: 60 });
    expect(manifest.metrics["session.logistic.logLoss"]).toBeGreaterThan(0);
    expect(readdirSync(store.versionFolder(version)).sort()).toEqual([
      "CARD.md",
      "manifest.json",
      "model.json",
      "report.html",
      "weights.bin",
    ]);
    expect(await store.unfinished()).toEqual([]);

    const again = lastJson(await train("--from", csv, "--seed", "2"));
    expect(again).toMatchObject({ promoted: false, evidence: { against: version, measure: "log loss" } });
  });

  it("evaluates: auc, log loss and calibration with intervals, by output and beside the baselines", async () => {
    const file = path.join(folder, "report.html");
    const measured = await run(evaluateCommand(), "--data", csv, "--report", file);
    const fields = lastJson(measured);
    const interval = expect.arrayContaining([expect.any(Number)]) as unknown;
    const figures = {
      auc: expect.any(Number) as number,
      logLoss: expect.any(Number) as number,
      ece: expect.any(Number) as number,
      intervals: { auc: interval, logLoss: interval, ece: interval },
    };
    expect(fields).toMatchObject({ ...figures, baselines: { constant: figures, logistic: figures } });
    expect(fields["heads"]).toMatchObject({ session: figures, day: figures, churn: figures });
    const html = readFileSync(file, "utf8");
    expect(html).toContain("session: calibration");
    expect(html).not.toMatch(/<script|NaN|undefined/);
    expect(existsSync(path.join(models(), "intent", "versions"))).toBe(false);
  });

  it("trains on the log, as it was at a time: the same events give as many rows and answers as from a file", async () => {
    const data = path.join(folder, "data");
    const log = await openLog(
      requireConfiguration(path.join(folder, "config"), { environment: {}, overrides: { data } }),
    );
    try {
      const entries = visits().map(([who, kind, item, time], n) => {
        const call: Call =
          kind === "order"
            ? order(who, `o-${n}`, [item])
            : track(who, kind === "view" ? "Product Viewed" : "Product Added", product(item));
        const how = { receivedAt: time, source: "test", history: true, newId: () => `c-${n}` };
        const checked = normaliseCall({ ...call, timestamp: new Date(time).toISOString() }, how);
        if (!checked.ok) throw new Error(checked.message);
        const { id, payload, person, token } = checked;
        return { topic: "events" as const, partition: partitionOfPerson(person, 2), id, payload, person: token };
      });
      await log.append(entries);
      const ofLog = lastJson(await train());
      const ofFile = lastJson(await train("--from", csv));
      expect(ofLog).toMatchObject({ moments: ofFile["moments"], people: 60, positives: ofFile["positives"] });
      expect(ofLog["source"]).toMatch(/^log /);
      const until = new Date(START + 20 * DAY).toISOString();
      expect(lastJson(await train("--until", until))["moments"]).toBeLessThan(Number(ofLog["moments"]));
    } finally {
      await log.close();
    }
  });

  it("goes on with what was interrupted, of the same data by the same recipe only", async () => {
    const store = denseStore(models(), "intent");
    const stopped = await stoppedOnce(
      () => hasRows(path.join(models(), "intent", "versions")),
      () => train("--from", csv),
    );
    expect(lastJson(stopped)).toMatchObject({ interrupted: true, resumable: true });
    expect(stopped.exitCode).toBe(1);
    const [version] = await store.unfinished();
    const other = lastJson(await train("--from", csv, "--resume", "--seed", "3"));
    expect(other).toMatchObject({ resumed: false });
    const resumed = lastJson(await train("--from", csv, "--resume"));
    expect(resumed).toMatchObject({ resumed: true, version });
    const whole = lastJson(await train("--from", csv));
    for (const field of ["dataHash", "calibration", "metrics"]) expect(resumed[field]).toEqual(whole[field]);
    expect(await store.unfinished()).toEqual([]);
  });

  it("saves nothing where there is too little, and says what is missing", async () => {
    writeFileSync(path.join(folder, "small.yaml"), "least: { rows: 100000 }\n");
    const refused = await train("--from", csv);
    expect(lastJson(refused)).toMatchObject({ error: { code: "ATTUNE_TRAINING_TOO_LITTLE" } });
    expect(refused.exitCode).toBe(1);
    expect(readdirSync(path.join(models(), "intent", "versions"))).toEqual([]);
  });

  it("ships a recipe that writes every default down", () => {
    const file = path.resolve("models/intent/recipe.yaml");
    const read = (named: string | undefined) =>
      readModelRecipe(intentRecipeSchema, { named, models: models(), model: "intent" }).recipe;
    expect(read(file)).toEqual(defaultIntentRecipe());
    expect(read(undefined)).toEqual(defaultIntentRecipe());
    const keys = [...readFileSync(file, "utf8").matchAll(/^ *([a-zA-Z-]+):/gm)].map((found) => found[1]);
    for (const key of JSON.stringify(defaultIntentRecipe()).match(/"[a-zA-Z-]+"(?=:)/g) ?? [])
      expect(keys).toContain(key.slice(1, -1));
  });
});

/** Whether a training has kept its rows. */
function hasRows(versions: string): boolean {
  const names = existsSync(versions) ? readdirSync(versions) : [];
  return names.some((name) => name.startsWith(".training-") && existsSync(path.join(versions, name, "rows.json")));
}

/** Runs a command and asks it to stop as soon as it has come so far, as Ctrl-C does. */
async function stoppedOnce<T>(hasCome: () => boolean, running: () => Promise<T>): Promise<T> {
  const before = new Set(process.listeners("SIGTERM"));
  const watch = setInterval(() => {
    if (!hasCome()) return;
    clearInterval(watch);
    for (const listener of process.listeners("SIGTERM")) if (!before.has(listener)) listener("SIGTERM");
  }, 2);
  try {
    return await running();
  } finally {
    clearInterval(watch);
  }
}
