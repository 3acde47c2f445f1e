import { describe, expect, it } from "vitest";
import { lastJson, runCommand } from "../../test/harness/run-command.js";
import { createProgram } from "./program.js";

function run(...args: string[]) {
  return runCommand(createProgram(), ["simulate", ...args]);
}

describe("attune simulate", () => {
  const small = ["--weeks", "2", "--history", "2", "--people", "60"];

  it("prints each policy's measures with an interval, as JSON", async () => {
    const result = await run("--policy", "none", "--policy", "mass,attune", ...small, "--json");
    expect(result.exitCode).toBe(0);
    const { policies } = lastJson(result) as { policies: Record<string, Record<string, { interval: number[] }>> };
    expect(Object.keys(policies)).toEqual(["none", "mass", "attune"]);
    for (const name of ["openRate", "clickRate", "revenuePerPerson", "messagesPerPerson", "unsubscribeRate"]) {
      expect(policies["attune"]?.[name]?.interval, name).toHaveLength(2);
    }
  });

  it("prints a table for people", async () => {
    const { lines } = await run("--policy", "mass", ...small);
    expect(lines[0]).toMatch(/people of 1 seeds, 2 weeks after 2 weeks of history/);
    expect(lines.join("\n")).toMatch(/e-mails opened +\d+\.\d\d %/);
  });

  it("names what is wrong", async () => {
    await expect(run("--policy", "shout")).rejects.toThrow(/It must be of none, mass, rules, attune/);
  });
});
