import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastJson, runCommand } from "../../../test/harness/run-command.js";
import { evaluateCommand } from "../evaluate.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-policy-"));
  writeFileSync(
    path.join(folder, "even.csv"),
    log((at) => at % 2),
  );
  writeFileSync(
    path.join(folder, "red.csv"),
    log((at) => Number(at % 10 === 0)),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Red is clicked every second time, blue every tenth. */
function log(blueAt: (row: number) => number): string {
  const lines = ["item,click,device"];
  for (let at = 0; at < 600; at++) {
    const isBlue = blueAt(at) === 1;
    const step = Math.floor(at / 2);
    lines.push(
      `${isBlue ? "blue" : "red"},${Number(isBlue ? step % 10 === 0 : step % 2 === 0)},${at % 3 === 0 ? "phone" : "desk"}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

const COLUMNS = ["--context", "device", "--action", "item", "--reward", "click", "--propensity", "uniform"];
const evaluate = (...args: string[]) => runCommand(evaluateCommand(), ["policy", ...args]);

describe("attune evaluate policy", () => {
  it("values policies from a file as one JSON object, and a candidate beside its own log", async () => {
    const [data, candidate] = [path.join(folder, "even.csv"), path.join(folder, "red.csv")];
    const result = await evaluate("--data", data, ...COLUMNS, "--candidate", candidate, "--json");
    expect(result.exitCode).toBe(0);
    const fields = lastJson(result) as {
      policies: Record<string, { value: number; interval: number[]; effectiveSampleSize: number }>;
    };
    expect(fields).toMatchObject({
      estimator: "dr",
      rows: 600,
      reward: "click",
      candidateLog: { rows: 600, inside: true },
    });
    expect(Object.keys(fields.policies)).toEqual(["current", "candidate", "uniform", "best-action", "trained"]);
    expect(fields.policies["current"]).toMatchObject({ value: 0.3, effectiveSampleSize: 600 });
    expect(fields.policies["best-action"]?.value).toBeCloseTo(0.5, 1);
    expect(fields.policies["candidate"]?.value).toBeCloseTo(0.46, 1);
    for (const { interval } of Object.values(fields.policies)) expect(interval).toHaveLength(2);
  });

  it("says it in words, what it rests on too", async () => {
    const { lines } = await evaluate("--data", path.join(folder, "even.csv"), ...COLUMNS, "--estimator", "snips");
    expect(lines[0]).toMatch(/^even\.csv: 600 choices of 600 people, 2 actions in 1 kinds of moment/);
    expect(lines).toContainEqual(expect.stringMatching(/^best-action +0\.5 /));
  });

  it.each<[string, string[], string]>([
    ["without saying which columns are what", ["--data", "even.csv"], "ATTUNE_USAGE"],
    ["with a column that isn't there", ["--data", "even.csv", ...COLUMNS.with(3, "thing")], "ATTUNE_USAGE"],
    ["without the file", ["--data", "none.csv", ...COLUMNS], "ATTUNE_INPUT_UNREADABLE"],
    ["of a file and decisions at once", ["--data", "even.csv", "--from", "decisions"], "ATTUNE_USAGE"],
  ])("refuses %s", async (_what, [flag = "", file = "", ...rest], code) => {
    const result = await evaluate(flag, path.join(folder, file), ...rest, "--json");
    expect(result.exitCode).toBeGreaterThan(0);
    expect(lastJson(result)).toMatchObject({ error: { code } });
  });

  it("says that a log without choices has none", async () => {
    const fresh = mkdtempSync(path.join(folder, "log-"));
    const result = await evaluate("--from", "decisions", "--data", fresh, "--json");
    expect(lastJson(result)).toMatchObject({ error: { code: "ATTUNE_INPUT_EMPTY" } });
    const usage = await evaluate("--from", "decisions", "--data", fresh, "--reward", "smiles", "--json");
    expect(lastJson(usage)).toMatchObject({ error: { code: "ATTUNE_USAGE" } });
  });
});
