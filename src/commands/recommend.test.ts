import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastJson, runCommand } from "../../test/harness/run-command.js";
import { requireConfiguration, shippedFolder } from "../config/index.js";
import { type DemoResult, runDemo } from "./demo/run-demo.js";
import { createProgram } from "./program.js";

let data: string;
let shop: DemoResult;
beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "attune-recommend-"));
  const place = { data, models: path.join(data, "models"), partitions: 2, threads: 1 };
  const overrides = { log: "embedded", state: "embedded", host: "127.0.0.1", port: 0, ...place };
  shop = await runDemo({
    configuration: requireConfiguration(shippedFolder(), { environment: {}, overrides }),
    logger: pino({ level: "silent" }),
    seed: 5,
    people: 60,
    events: 800,
    rate: undefined,
    stopped: new AbortController().signal,
    onMoment: () => {},
  });
}, 60_000);
afterAll(() => rmSync(data, { recursive: true, force: true }));

/** The shipped configuration has another number of partitions. */
function run(...args: string[]) {
  process.env["ATTUNE_PARTITIONS"] = "2";
  const places = ["--data", data, "--models", path.join(data, "models")];
  return runCommand(createProgram(), ["recommend", ...args, ...places]).finally(
    () => delete process.env["ATTUNE_PARTITIONS"],
  );
}

describe("attune recommend", () => {
  it("shows a visitor's recommendations with their reasons, by the promoted model", async () => {
    const visitor = `a:${shop.recommended?.visitor.anonymousId ?? ""}`;
    const found = lastJson(await run(visitor, "-n", "4", "--json"));
    expect(found).toMatchObject({ person: visitor, scenario: "for-you", profile: { found: true } });
    expect(found["version"]).toContain(shop.recommended?.model?.version);
    const items = found["items"] as { id: string; reason: string; because: { share: number }[] }[];
    expect(items).toHaveLength(4);
    for (const { because } of items)
      expect(because.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(because.length > 0 ? 1 : 0, 6);

    const { lines, exitCode } = await run(visitor, "-n", "4");
    expect(exitCode).toBe(0);
    expect(lines[0]).toMatch(/^For a:.*, as of \d{4}-/);
    expect(lines.slice(2)).toHaveLength(4);
    expect(lines[2]).toMatch(/ 1\. .* \(\w+-\d+\) +\d+\.\d\d +\S+/);
  });

  it("answers for a stranger, and around an item", async () => {
    const stranger = await run("u:nobody", "-n", "3");
    expect(stranger.lines[0]).toBe("For u:nobody: nothing is known of them");
    expect(stranger.lines).toHaveLength(5);
    const around = lastJson(await run("u:nobody", "--scenario", "similar", "--item", "tents-01", "-n", "2", "--json"));
    expect((around["items"] as { category: string }[]).map(({ category }) => category)).toEqual(["tents", "tents"]);
  });

  it("names what is wrong", async () => {
    expect(lastJson(await run("nobody", "--json"))).toMatchObject({ error: { code: "ATTUNE_USAGE" } });
    const unknown = await run("u:ada", "--scenario", "for-me", "--json");
    expect(lastJson(unknown)).toMatchObject({ error: { code: "ATTUNE_API_SCENARIO" } });
    expect(unknown.exitCode).toBe(1);
  });
});
