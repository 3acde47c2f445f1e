import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

/** What one run of vitest ended with, as scripts/test.ts reads it. `failed` and `skipped` name the tests. */
export interface RunSummary {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly Skipped[];
}

/** Tests that did not run for one reason: a single one by its name, or those of one group together. */
export interface Skipped {
  readonly name: string;
  readonly tests: number;
  readonly reason: string;
}

/** One test as the summary needs it: `names` are its file's project and the headings above it, outermost first. */
export interface SeenTest {
  readonly names: readonly string[];
  readonly state: "passed" | "failed" | "skipped" | "pending";
  readonly note?: string;
}

const NO_REASON = "switched off in the test file";
/** How a group that depends on a server names what is missing: `describe.skipIf(...)("Redis (skipped: no redis-server)")`. */
const REASON_IN_HEADING = /^(.*?) \(skipped: (.*)\)$/;

/** Counts a run. Skipped tests under one heading and with one reason become one line, so that a missing server is one line. */
export function summarize(tests: readonly SeenTest[], errors: readonly string[]): RunSummary {
  const groups = new Map<string, { names: (readonly string[])[]; reason: string }>();
  const failed = [...errors];
  let passed = 0;
  for (const test of tests) {
    if (test.state === "passed") passed++;
    else if (test.state === "skipped") {
      const { names, reason } = withReason(test);
      const key = JSON.stringify([names.slice(0, 2), reason]);
      const group = groups.get(key) ?? { names: [], reason };
      group.names.push(names);
      groups.set(key, group);
    } else failed.push(test.names.join(" > "));
  }
  const skipped = [...groups.values()].map(({ names, reason }) => ({
    name: (names.length === 1 ? names[0] : names[0]?.slice(0, 2))?.join(" > ") ?? "",
    tests: names.length,
    reason,
  }));
  return { passed, failed, skipped };
}

/** The reason is the test's own note, or stands in a heading above it, from which it is taken. */
function withReason(test: SeenTest): { names: readonly string[]; reason: string } {
  let reason = test.note ?? NO_REASON;
  const names = test.names.map((name) => {
    const found = REASON_IN_HEADING.exec(name);
    if (found?.[1] === undefined || found[2] === undefined) return name;
    reason = found[2];
    return found[1];
  });
  return { names, reason };
}

/** Writes the summary of the run, as JSON, to the file named in ATTUNE_TEST_SUMMARY; without that it does nothing. */
// oxlint-disable-next-line import/no-default-export -- vitest loads a reporter by its default export
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { message: string }[]): void {
    const file = process.env["ATTUNE_TEST_SUMMARY"];
    if (file === undefined) return;
    const errors = unhandled.map(({ message }) => `outside any test: ${message}`);
    const tests: SeenTest[] = [];
    for (const module of modules) {
      const broken = [module, ...module.children.allSuites()].filter((part) => part.errors().length > 0);
      errors.push(
        ...broken.map(
          (part) => `${module.project.name} > ${part.type === "suite" ? part.fullName : module.relativeModuleId}`,
        ),
      );
      for (const test of module.children.allTests()) tests.push(seen(test, broken));
    }
    writeFileSync(file, JSON.stringify(summarize(tests, errors)));
  }
}

/** A test that vitest skipped because the set-up above it failed did fail: it is not one that was left out on purpose. */
function seen(test: TestCase, broken: readonly (TestModule | TestSuite)[]): SeenTest {
  const headings: string[] = [];
  let stopped = broken.includes(test.module);
  for (let parent = test.parent; parent.type === "suite"; parent = parent.parent) {
    headings.unshift(parent.name);
    stopped ||= broken.includes(parent);
  }
  const result = test.result();
  const state = result.state === "skipped" && stopped ? "failed" : result.state;
  const names = [test.project.name, ...headings, test.name];
  return { names, state, ...(result.state === "skipped" && result.note !== undefined ? { note: result.note } : {}) };
}
