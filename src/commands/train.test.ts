import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { order, product, track } from "../../test/harness/calls.js";
import { lastJson, runCommand } from "../../test/harness/run-command.js";
import { openLog } from "../app/open-adapters.js";
import { requireConfiguration } from "../config/index.js";
import { partitionOfPerson } from "../domain/person.js";
import { normaliseCall } from "../domain/wire/index.js";
import { defaultRecipe } from "../training/recommender/recipe.js";
import { promoteCommand, rollbackCommand } from "./model-versions/promote.js";
import { modelsCommand } from "./models.js";
import { trainCommand } from "./train.js";
import { readRecipe } from "./train/recipe-file.js";

const SMALL = "factors: { dimension: 8, iterations: 2 }\n";

describe("training, promoting and rolling back on the command line", () => {
  let folder: string;
  let csv: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-train-"));
    csv = path.join(folder, "shop.csv");
    const rows = Array.from({ length: 300 }, (_, n) => `u${n % 20},i${(n * 7) % 31},${1e9 + n * 30}`);
    writeFileSync(csv, ["user,item,time", ...rows].join("\n"));
    mkdirSync(path.join(folder, "config"));
    writeFileSync(path.join(folder, "config", "attune.yaml"), "partitions: 2\n");
    writeFileSync(path.join(folder, "small.yaml"), SMALL);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const models = () => path.join(folder, "models");
  const places = () => ["--config", path.join(folder, "config"), "--models", models(), "--json"];
  const run = (command: Parameters<typeof runCommand>[0], ...args: string[]) =>
    runCommand(command, [...args, ...places()]);
  const train = (...args: string[]) =>
    run(
      trainCommand(),
      "recommender",
      "--data",
      path.join(folder, "data"),
      "--recipe",
      path.join(folder, "small.yaml"),
      ...args,
    );

  it("trains on a file, promotes, lists, and rolls back", async () => {
    const first = lastJson(await train("--from", csv, "--promote"));
    expect(first).toMatchObject({
      version: expect.stringMatching(/^\d{8}-\d{6}-[0-9a-f]{4}$/) as string,
      interactions: 300,
      people: 20,
      items: 31,
      dimension: 8,
      read: 300,
      rejected: 0,
      warmStart: null,
      promoted: true,
      deleted: [],
    });
    const second = lastJson(await train("--from", csv, "--until", "2001-09-09T02:00:00Z", "--seed", "2"));
    expect(second).toMatchObject({
      promoted: false,
      warmStart: first["version"],
      seed: 2,
      interactions: 27,
      ignored: 273,
    });
    expect(readdirSync(String(second["folder"]))).toEqual(expect.arrayContaining(["CARD.md", "manifest.json"]));

    const promoted = await run(promoteCommand(), "recommender", String(second["version"]));
    expect(lastJson(promoted)).toEqual({
      ...{ model: "recommender", version: second["version"], before: first["version"] },
      ...{ verdict: "unmeasured", evidence: null },
    });
    const listed = lastJson(await run(modelsCommand(), "list", "recommender"));
    expect(listed).toMatchObject({
      current: second["version"],
      versions: [
        { version: second["version"], current: true, interactions: 27, metrics: {} },
        { version: first["version"], current: false },
      ],
    });
    const back = await run(rollbackCommand("attune rollback", "recommender"));
    expect([lastJson(back)["version"], back.exitCode]).toEqual([first["version"], 0]);
    expect(lastJson(await run(rollbackCommand(), "recommender"))).toMatchObject({ version: null });
    expect(await run(rollbackCommand(), "recommender")).toMatchObject({ exitCode: 1 });
  });

  it("deletes old versions, and never the current one", async () => {
    const versions: unknown[] = [];
    for (const more of [["--promote"], [], ["--keep", "1"]])
      versions.push(lastJson(await train("--from", csv, "--no-warm-start", ...more))["version"]);
    const { versions: left } = lastJson(await run(modelsCommand(), "list", "recommender")) as {
      versions: { version: string }[];
    };
    expect(left.map(({ version }) => version).sort()).toEqual([versions[0], versions[2]].sort());
  });

  it("trains on the embedded log while it is open elsewhere", async () => {
    const data = path.join(folder, "data");
    const log = await openLog(
      requireConfiguration(path.join(folder, "config"), { environment: {}, overrides: { data } }),
    );
    try {
      for (let n = 0; n < 60; n++) {
        const who = `p${n % 7}`;
        const items = [`shoe-${n % 5}`, `hat-${n % 3}`];
        const call =
          n % 4 === 0 ? order(who, `o-${n}`, items) : track(who, "Product Viewed", product(items[0] as string));
        const how = { receivedAt: 1e12 + n * 1_000, source: "test", newId: () => `c-${n}` };
        const checked = normaliseCall({ ...call, timestamp: new Date(1e12 + n * 1_000).toISOString() }, how);
        if (!checked.ok) throw new Error(checked.message);
        const { id, payload, person, token } = checked;
        await log.append([{ topic: "events", partition: partitionOfPerson(person, 2), id, payload, person: token }]);
      }
      const trained = await train();
      expect(lastJson(trained)).toMatchObject({ read: 60, interactions: 75, people: 7, items: 8 });
      expect(trained.errors.join("\n")).toContain("75 interactions of 7 people");
    } finally {
      await log.close();
    }
  });

  it("leaves nothing behind when it fails, and says why by file and line", async () => {
    writeFileSync(csv, "user,item,time\nu1,i1,never\n");
    const failed = await train("--from", csv);
    expect(failed.exitCode).toBe(1);
    expect(lastJson(failed)).toMatchObject({
      error: { code: "ATTUNE_INPUT_UNREADABLE", message: expect.stringContaining(`${csv}:2: `) as string },
    });
    expect(failed.errors[0]).toMatch(/shop\.csv:2: ATTUNE_EVENT_TIME: /);
    expect(readdirSync(path.join(models(), "recommender", "versions"))).toEqual([]);
    expect(await run(promoteCommand(), "recommender", "nothing")).toMatchObject({ exitCode: 1 });
    expect(existsSync(path.join(models(), "recommender", "current"))).toBe(false);
    expect((await train("--from", path.join(folder, "some.bin"))).exitCode).toBe(2);
  });

  it("names every mistake in a recipe by line and column", () => {
    const file = path.join(folder, "recipe.yaml");
    writeFileSync(file, "factors:\n  dimension: 12\n  passes: 3\nsessions: { gap: soon }\n");
    expect(() => readRecipe(file, models())).toThrow(
      expect.objectContaining({
        code: "ATTUNE_CONFIG_INVALID",
        message: expect.stringMatching(
          /recipe\.yaml:2:14 .*multiple of 8[^]*recipe\.yaml:3:3 .*"passes"[^]*recipe\.yaml:4:18 .*gap/,
        ) as string,
      }) as Error,
    );
  });

  it("refuses a recipe that asks for more sessions than it keeps, or for factors that nothing holds back", () => {
    const file = path.join(folder, "recipe.yaml");
    writeFileSync(file, "sessions: { perItem: 400 }\nfactors: { regularisation: 0.001 }\n");
    expect(() => readRecipe(file, models())).toThrow(/recipe\.yaml:1:11 .*500 sessions.* only 400 are kept.*perItem/);
    writeFileSync(file, "sessions:\n  perItem: 400\n  sample: 400\nfactors: { regularisation: 0 }\n");
    expect(() => readRecipe(file, models())).toThrow(/recipe\.yaml:4:28 .*regularisation/);
    writeFileSync(file, "sessions: { perItem: 400, sample: 400 }\n");
    expect(readRecipe(file, models()).recipe.sessions).toMatchObject({ perItem: 400, sample: 400, items: 100 });
  });

  it("ships a recipe that writes every default down", () => {
    const file = path.resolve("models/recommender/recipe.yaml");
    expect(readRecipe(file, models()).recipe).toEqual(defaultRecipe());
    const keys = [...readFileSync(file, "utf8").matchAll(/^ *([a-zA-Z-]+):/gm)].map((found) => found[1]);
    const wanted = JSON.stringify(readRecipe(undefined, models()).recipe).match(/"[a-zA-Z-]+"(?=:)/g) ?? [];
    for (const key of wanted) expect(keys).toContain(key.slice(1, -1).replace(/Ms$/, ""));
  });
});
