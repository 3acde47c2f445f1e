import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastJson, runCommand } from "../../test/harness/run-command.js";
import { seededRandom } from "../training/seeded-random.js";
import { evaluateCommand } from "./evaluate.js";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-evaluate-"));
  writeFileSync(path.join(folder, "u.data"), ratings());
});
afterAll(() => rmSync(folder, { recursive: true }));

/** In the form of MovieLens 100k: even people like even films. */
function ratings(): string {
  const random = seededRandom(9);
  const lines: string[] = [];
  for (let turn = 0; turn < 10; turn++) {
    for (let person = 0; person < 50; person++) {
      const film = 2 * Math.floor(random() * 20) + (person % 2);
      lines.push(`${person}\t${film}\t4\t${880_000_000 + lines.length * 60}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

const evaluate = (...args: string[]) => runCommand(evaluateCommand(), ["recommender", "--threads", "1", ...args]);

describe("attune evaluate recommender", () => {
  it("prints one JSON object with metrics, intervals, the ladder and the baselines", async () => {
    const report = path.join(folder, "report.html");
    const recipe = path.join(folder, "chosen.yaml");
    const result = await evaluate("--data", folder, "--json", "--report", report, "--write-recipe", recipe);
    expect(result.exitCode).toBe(0);
    const fields = lastJson(result);
    expect(fields).toMatchObject({
      protocol: "prequential",
      metrics: { "hr@10": expect.any(Number), "ndcg@10": expect.any(Number), "mrr@20": expect.any(Number) },
      intervals: { "hr@10": [expect.any(Number), expect.any(Number)] },
      frozen: { "hr@10": expect.any(Number) },
      baselines: { popularity: {}, "recent popularity": {}, "item-kNN": {} },
      cpuSeconds: expect.any(Number),
    });
    expect(readFileSync(report, "utf8")).toContain("Ablation ladder");
    const again = await evaluate("--from", path.join(folder, "u.data"), "--recipe", recipe, "--json");
    expect(lastJson(again)["blend"]).toEqual(fields["blend"]);
  });

  it("reads NCF's negatives", async () => {
    const negatives = path.join(folder, "test.negative");
    writeFileSync(negatives, "(0,2)\t1\t3\t5\n(1,3)\t0\t2\t999\n");
    const args = ["--protocol", "sampled-99", "--data", folder, "--negatives", negatives];
    const result = await evaluate(...args, "--json");
    expect(lastJson(result)).toMatchObject({ protocol: "sampled-99", cases: 2 });
    const missing = await evaluate(...args.slice(0, -1), path.join(folder, "none"), "--json");
    expect(lastJson(missing)).toMatchObject({ error: { code: "ATTUNE_INPUT_UNREADABLE" } });
  });

  it("says it in lines for people, and what it can't find", async () => {
    const { lines } = await evaluate("--protocol", "stratified", "--data", path.join(folder, "u.data"));
    expect(lines[0]).toMatch(/^u\.data, stratified: 50 cases/);
    expect(lines.some((line) => /^as served {2,}0\.\d{4}/.test(line))).toBe(true);
    const nowhere = await evaluate("--data", path.join(folder, "nowhere.csv"), "--json");
    expect(nowhere.exitCode).toBe(1);
    expect(existsSync(path.join(folder, "nowhere.csv"))).toBe(false);
  });
});
