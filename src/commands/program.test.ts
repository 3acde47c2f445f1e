import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProgram } from "./program.js";

const CLI = path.resolve("src/cli.ts");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command in a process of its own. */
function attune(...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("ATTUNE_")));
    const child = spawn(process.execPath, ["--import", "tsx", CLI, ...args], {
      env: { ...environment, ATTUNE_DATA: path.join(folder, "data") },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

function lastLine({ stdout }: Ended): Record<string, unknown> {
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) as string) as Record<string, unknown>;
}

test("every command has a description, examples and its exit codes in its help", () => {
  const program = createProgram();
  const all = program.commands.flatMap((command) => [command, ...command.commands]);
  expect(all.map((command) => command.name())).toEqual([
    "demo",
    "up",
    "status",
    "tail",
    "explain",
    "recommend",
    "results",
    "segments",
    "backfill",
    "consent",
    "import",
    "export",
    "items",
    "import",
    "list",
    "show",
    "remove",
    "changed",
    "train",
    "recommender",
    "intent",
    "propensity",
    "purchase-timing",
    "send-time",
    "evaluate",
    "recommender",
    "intent",
    "policy",
    "propensity",
    "purchase-timing",
    "send-time",
    "models",
    "list",
    "compare",
    "promote",
    "rollback",
    "shadow",
    "simulate",
    "promote",
    "rollback",
    "validate",
    "replay",
    "dead",
    "list",
    "show",
    "retry",
    "deliveries",
    "list",
    "show",
    "retry",
    "erase",
    "doctor",
  ]);
  for (const command of all) {
    let help = "";
    command.configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    expect(command.description(), command.name()).not.toBe("");
    expect(help, command.name()).toMatch(/Examples:\n {2}\$ attune /);
    expect(help, command.name()).toContain(
      "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 log or state unreachable.",
    );
  }
});

test("--help and --version go to stdout and are no errors", async () => {
  expect(await attune("--help")).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("attune up") });
  expect(await attune("--version")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
}, 60_000);

test("wrong usage: exit code 2, code and fix on stderr, and as JSON", async () => {
  const plain = await attune("frobnicate");
  expect(plain).toMatchObject({ code: 2, stdout: "" });
  expect(plain.stderr).toMatch(/^ATTUNE_USAGE: unknown command 'frobnicate'\nfix: /);
  const json = await attune("import", "taobao", "--json");
  expect(json.code).toBe(2);
  expect(lastLine(json)).toEqual({
    error: { code: "ATTUNE_USAGE", message: "missing required argument 'file'", fix: expect.any(String) },
  });
}, 60_000);

test("an address of no kind is wrong usage, one where nobody listens is exit code 3", async () => {
  const wrong = await attune("status", "--json", "--log", "http://here");
  expect([wrong.code, lastLine(wrong)]).toMatchObject([2, { error: { code: "ATTUNE_URL_UNSUPPORTED" } }]);
  const dead = await attune("status", "--json", "--log", "nats://127.0.0.1:1");
  expect([dead.code, lastLine(dead)]).toMatchObject([3, { error: { code: "ATTUNE_LOG_UNAVAILABLE" } }]);
}, 60_000);

test("validate names mistakes as JSON and for people, exit code 2", async () => {
  writeFileSync(path.join(folder, "attune.yaml"), "partitions: many\n");
  const found = await attune("validate", folder, "--json");
  expect(found.code).toBe(2);
  expect(lastLine(found)).toMatchObject({
    errors: [{ code: "ATTUNE_CONFIG_TYPE", line: 1, column: 13, file: path.join(folder, "attune.yaml") }],
  });
  expect(found.stderr).toContain(`${folder}/attune.yaml:1:13 ATTUNE_CONFIG_TYPE`);
  expect(lastLine(await attune("validate", "--json"))).toMatchObject({
    errors: [],
    actions: 20,
    segments: 6,
    pools: 2,
  });
}, 60_000);

test("import, status, dead list and doctor over one data folder", async () => {
  const file = path.join(folder, "rows.csv");
  writeFileSync(file, "1,2,3,pv,1511544070\nbroken\n");
  const imported = await attune("import", "taobao", file, "--json");
  expect(imported.code).toBe(0);
  expect(lastLine(imported)).toMatchObject({
    read: 2,
    accepted: 1,
    rejected: 1,
    duplicates: 0,
    seconds: expect.any(Number) as number,
  });
  expect(lastLine(await attune("status", "--json"))).toMatchObject({
    applied: 0,
    dead: 1,
    people: 0,
    decisions: 0,
    messages: {},
    lag: 1,
  });
  expect(lastLine(await attune("dead", "list", "--json"))).toMatchObject({
    total: 1,
    letters: [{ code: "ATTUNE_EVENT_FIELD" }],
  });
  const doctor = await attune("doctor", "--json");
  expect(doctor.code).toBe(0);
  expect(lastLine(doctor)["checks"]).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: "write keys", level: "warn" }),
      expect.objectContaining({ name: "dead letters", level: "warn" }),
      expect.objectContaining({ name: "log", level: "ok" }),
    ]),
  );
}, 90_000);
