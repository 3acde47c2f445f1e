import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lastJson, runCommand } from "../../../test/harness/run-command.js";
import { readSendTimeRecipe, requireConfiguration } from "../../config/index.js";
import { DAY, HOUR } from "../../domain/time.js";
import { seededRandom } from "../../training/seeded-random.js";
import { modelsCommand } from "../models.js";
import { trainCommand } from "../train.js";

const FEW = ["--least", "5", "--least-people", "10"];

describe("attune train send-time", () => {
  let folder: string;
  let csv: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-send-time-"));
    mkdirSync(path.join(folder, "config"));
    writeFileSync(path.join(folder, "config", "attune.yaml"), "partitions: 2\n");
    csv = path.join(folder, "opens.csv");
    writeFileSync(csv, opens(12));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Everybody keeps near an hour of their own. */
  function opens(people: number): string {
    const random = seededRandom(3);
    const rows = Array.from({ length: people }, (_, person) => {
      const usual = 7 + Math.floor(random() * 14);
      return Array.from({ length: 6 }, (_sign, day) => {
        const hour = random() < 0.3 ? Math.floor(random() * 24) : usual;
        return `p${person},${new Date(Date.UTC(2026, 0, 5) + day * DAY + hour * HOUR).toISOString()}`;
      });
    });
    return ["user_id,opened", ...rows.flat()].join("\n");
  }

  const models = () => path.join(folder, "models");
  const places = () => ["--config", path.join(folder, "config"), "--models", models(), "--json"];
  const train = (...args: string[]) => runCommand(trainCommand(), ["send-time", "--from", csv, ...args, ...places()]);

  it("saves a recipe as a version, measured beside the one in force, that the configuration reads once it is promoted", async () => {
    const shipped = readSendTimeRecipe(models());
    const first = lastJson(await train(...FEW, "--promote"));
    expect(first).toMatchObject({
      ...{ model: "send-time", kind: "open", people: 12, signs: 72, promoted: true },
      evidence: { against: "recipe.yaml", measure: "share of signs missed" },
    });
    const { recipe } = first as { recipe: typeof shipped };
    expect(recipe).not.toEqual(shipped);
    expect(readSendTimeRecipe(models())).toEqual(recipe);
    const overrides = { models: models(), data: path.join(folder, "data") };
    const configuration = requireConfiguration(path.join(folder, "config"), { environment: {}, overrides });
    expect(configuration.engine.timing.recipe).toEqual(recipe);
    expect(existsSync(path.join(String(first["folder"]), "CARD.md"))).toBe(true);
    expect(readFileSync(path.join(String(first["folder"]), "report.html"), "utf8")).toContain("<html");

    const second = lastJson(await train(...FEW, "--seed", "2"));
    expect(second).toMatchObject({ promoted: false, verdict: "as-good", evidence: { against: first["version"] } });
    const listed = await runCommand(modelsCommand(), ["list", "send-time", ...places()]);
    expect(lastJson(listed)).toMatchObject({ current: first["version"], versions: [{}, {}] });
  }, 60_000);

  it("refuses to choose on too few people, and leaves nothing behind", async () => {
    const refused = await train();
    expect([refused.exitCode, lastJson(refused)]).toMatchObject([1, { error: { code: "ATTUNE_TRAINING_TOO_LITTLE" } }]);
    expect(lastJson(await runCommand(modelsCommand(), ["list", "send-time", ...places()]))).toMatchObject({
      versions: [],
    });
  });

  it("sets right what is in force where the promoted recipe is broken", async () => {
    const first = String(lastJson(await train(...FEW, "--promote"))["version"]);
    const second = String(lastJson(await train(...FEW, "--seed", "2", "--promote"))["version"]);
    const versions = (...args: string[]) => runCommand(modelsCommand(), [...args, ...places()]);
    const breakIt = (version: string): void =>
      writeFileSync(path.join(models(), "send-time", "versions", version, "recipe.yaml"), "ownStrength: none\n");
    breakIt(second);
    expect(() => readSendTimeRecipe(models())).toThrow();
    expect(lastJson(await versions("list", "send-time"))).toMatchObject({ current: second });
    expect(lastJson(await versions("rollback", "send-time"))).toMatchObject({ version: first, before: second });
    breakIt(first);
    const third = lastJson(await train(...FEW, "--seed", "3", "--promote"));
    expect(third).toMatchObject({ promoted: true, verdict: "unmeasured", evidence: { against: "recipe.yaml" } });
    expect(readSendTimeRecipe(models())).toEqual(third["recipe"]);
  }, 60_000);

  it("is refused by the configuration where the promoted version is gone", async () => {
    mkdirSync(path.join(models(), "send-time"), { recursive: true });
    writeFileSync(path.join(models(), "send-time", "current"), "../../elsewhere\n");
    expect(() => readSendTimeRecipe(models())).toThrow(/send-time\/current.*names no version/);
    writeFileSync(path.join(models(), "send-time", "current"), "20260101-000000-aaaa\n");
    expect(() => readSendTimeRecipe(models())).toThrow(/there is no such file/);
  });
});
