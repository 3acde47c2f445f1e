/**
 * Everything that must hold, in one command: the build, types, lint, format, dead code, then every test. `npm test` runs it all,
 * `npm run check` stops before the tests, `npm test -- <words>` runs the checks and the test files whose path holds a word.
 *
 * The last lines name what was skipped and why, then what failed; the very last line is `N passed, N failed[, N skipped]`. The exit code
 * is 0 only if nothing failed. Each check counts as one. With ATTUNE_REQUIRE_SERVERS=1 (continuous integration, where the servers
 * are installed) a skipped test counts as failed; only a second, newer nats-server may be missing.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunSummary } from "../test/harness/skipped-reporter.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** ms; a run that hangs ends as a failure while the caller still listens. */
const TIME_LIMIT = 25 * 60_000;
const MAY_BE_MISSING = /newest/i;

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  build: [process.execPath, "scripts/build.mjs"],
  types: [bin("tsc"), "--noEmit", "-p", "."],
  lint: [bin("oxlint"), "--type-aware", "src", "test", "bench", "scripts"],
  format: [bin("biome"), "format", "."],
  "dead code": [bin("knip"), "--no-config-hints"],
};

function bin(name: string): string {
  return join(ROOT, "node_modules", ".bin", name);
}

/** Runs one program with its output on ours; whether it ended with exit code 0. */
function run(command: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const [program = "", ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env,
      stdio: ["ignore", "inherit", "inherit"],
      timeout: TIME_LIMIT,
    });
    child.on("error", (error) => {
      console.error(`${program}: ${error.message}`);
      resolve(false);
    });
    child.on("close", (code) => resolve(code === 0));
  });
}

async function runChecks(): Promise<RunSummary> {
  const failed: string[] = [];
  let passed = 0;
  for (const [name, command] of Object.entries(CHECKS)) {
    const start = performance.now();
    const ok = await run(command);
    console.log(`${ok ? "ok    " : "FAILED"}  ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    if (ok) passed++;
    else failed.push(`check: ${name}`);
  }
  return { passed, failed, skipped: [] };
}

async function runTests(filters: readonly string[]): Promise<RunSummary> {
  const folder = mkdtempSync(join(tmpdir(), "attune-test-"));
  const file = join(folder, "summary.json");
  try {
    const reporters = ["--reporter=default", "--reporter=./test/harness/skipped-reporter.ts"];
    const command = [
      bin("vitest"),
      "run",
      "--config",
      "test/vitest.config.ts",
      "--root",
      ".",
      ...reporters,
      ...filters,
    ];
    const ok = await run(command, { ...process.env, ATTUNE_TEST_SUMMARY: file });
    const summary = readSummary(file);
    if (summary === undefined) return { passed: 0, failed: ["vitest ended without a summary"], skipped: [] };
    const silent = !ok && summary.failed.length === 0 ? ["vitest ended with an error outside the tests"] : [];
    const none = summary.passed === 0 ? ["no test ran"] : [];
    return { ...summary, failed: [...summary.failed, ...silent, ...none] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readSummary(file: string): RunSummary | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as RunSummary;
  } catch {
    return undefined;
  }
}

/** Prints the end of the run; the exit code. */
function report(parts: readonly RunSummary[], everythingMustRun: boolean): number {
  const skipped = parts.flatMap((part) => part.skipped);
  const unwanted = everythingMustRun
    ? skipped.filter(({ reason, name }) => !MAY_BE_MISSING.test(`${name} ${reason}`))
    : [];
  const failed = parts.flatMap((part) => part.failed);
  const passed = parts.reduce((sum, part) => sum + part.passed, 0);
  const count = (list: RunSummary["skipped"]) => list.reduce((sum, { tests }) => sum + tests, 0);

  if (skipped.length > 0) console.log("\nSkipped:");
  for (const { name, tests, reason } of skipped) {
    console.log(`  ${name}${tests > 1 ? ` (${tests} tests)` : ""}: ${reason}`);
  }
  if (failed.length > 0) console.log("\nFailed:");
  for (const name of failed) console.log(`  ${name}`);
  if (unwanted.length > 0) console.log("\nATTUNE_REQUIRE_SERVERS=1: what was skipped counts as failed.");

  const failures = failed.length + count(unwanted);
  const left = count(skipped) - count(unwanted);
  console.log(`\n${passed} passed, ${failures} failed${left > 0 ? `, ${left} skipped` : ""}`);
  return failures === 0 ? 0 : 1;
}

const args = process.argv.slice(2);
const parts = [await runChecks()];
if (!args.includes("--checks")) parts.push(await runTests(args));
process.exitCode = report(parts, process.env["ATTUNE_REQUIRE_SERVERS"] === "1");
