import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastJson, runCommand } from "../../../test/harness/run-command.js";
import { readSendTimeRecipe } from "../../config/index.js";
import { HOUR } from "../../domain/time.js";
import { evaluateCommand } from "../evaluate.js";

let folder = "";
const shipped = path.resolve("models");

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-send-time-"));
  writeFileSync(path.join(folder, "opens.csv"), opens());
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Person n opens every day around the hour 8 + n. */
function opens(): string {
  const lines = ["user_id,opened"];
  for (let person = 0; person < 10; person++) {
    for (let day = 0; day < 20; day++) {
      const time = Date.UTC(2026, 0, 1 + day, 8 + person) + ((day % 3) - 1) * HOUR;
      lines.push(`${person},${new Date(time).toISOString()}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

const evaluate = (...args: string[]) => runCommand(evaluateCommand(), ["send-time", "--models", shipped, ...args]);

describe("attune evaluate send-time", () => {
  it("prints the shares, Attune's interval and the recipe as one JSON object, and writes a report", async () => {
    const report = path.join(folder, "report.html");
    const result = await evaluate("--data", folder, "--report", report, "--json");
    expect(result.exitCode).toBe(0);
    const fields = lastJson(result);
    expect(fields).toMatchObject({
      protocol: "per-person",
      zone: "UTC",
      people: 10,
      cases: 40,
      random: 0.125,
      global: expect.any(Number),
      histogram: 1,
      attune: 1,
      interval: [1, 1],
      recipe: readSendTimeRecipe(shipped),
    });
    expect(readFileSync(report, "utf8")).toContain("<svg");
  });

  it("reads hours by the zone, and other columns", async () => {
    const args = ["--data", path.join(folder, "opens.csv"), "--zone", "Asia/Tokyo", "--columns", "user_id,opened"];
    const { lines } = await evaluate(...args, "--protocol", "random-split");
    expect(lines[0]).toMatch(/^opens\.csv, random-split, hours in Asia\/Tokyo: \d+ held-out signs of 10 people/);
    expect(lines).toContainEqual(expect.stringMatching(/^attune {5}\d+\.\d %/));
  });

  it("writes what it chose as a recipe that is read again", async () => {
    const models = path.join(folder, "models", "send-time");
    mkdirSync(models, { recursive: true });
    const result = await evaluate(
      "--data",
      folder,
      "--search",
      "--write-recipe",
      path.join(models, "recipe.yaml"),
      "--json",
    );
    expect(readSendTimeRecipe(path.dirname(models))).toEqual(lastJson(result)["recipe"]);
  });

  it.each([
    ["a zone that is none", ["--zone", "Moon/Sea"], "ATTUNE_USAGE"],
    ["columns that are not two", ["--columns", "user_id"], "ATTUNE_USAGE"],
    ["nobody with so many signs", ["--least", "100"], "ATTUNE_INPUT_EMPTY"],
  ])("says what is wrong: %s", async (_, args, code) => {
    expect(lastJson(await evaluate("--data", folder, ...args, "--json"))).toMatchObject({ error: { code } });
  });

  it("says which file isn't there", async () => {
    const result = await evaluate("--data", path.join(folder, "none.csv"), "--json");
    expect(lastJson(result)).toMatchObject({ error: { code: "ATTUNE_INPUT_UNREADABLE" } });
  });
});

describe("the recipe that is shipped", () => {
  it("is what holds without a file", () => {
    expect(readSendTimeRecipe(shipped)).toEqual(readSendTimeRecipe(path.join(folder, "nowhere")));
  });
});
