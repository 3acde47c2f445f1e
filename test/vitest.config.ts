import { defineConfig } from "vitest/config";

/**
 * One project for each kind of test, so that one kind can be run alone: `npx vitest run --config test/vitest.config.ts --root .
 * --project contract`. Every test file runs in a process of its own (LMDB and piscina hold native handles), two at a time. The fault
 * run kills servers and the browser tests start Chromium: they come last, one file at a time.
 */
const root = new URL("..", import.meta.url).pathname;

function project(name: string, include: readonly string[], groupOrder: number, maxWorkers: number) {
  return {
    extends: true as const,
    root,
    test: { name, include: [...include], maxWorkers, fileParallelism: maxWorkers > 1, sequence: { groupOrder } },
  };
}

export default defineConfig({
  root,
  test: {
    pool: "forks",
    exclude: ["**/node_modules/**", "dist/**", "data/**"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    passWithNoTests: true,
    setupFiles: ["test/harness/property-seed.ts"],
    coverage: { provider: "v8", include: ["src/**/*.ts"], exclude: ["src/**/*.test.ts"], reportsDirectory: "coverage" },
    projects: [
      project("unit", ["src/**/*.test.ts", "bench/**/*.test.ts"], 0, 2),
      project("architecture", ["test/architecture/**/*.test.ts", "test/harness/**/*.test.ts"], 0, 2),
      project("contract", ["test/contract/**/*.test.ts"], 0, 2),
      project("journeys", ["test/journeys/**/*.test.ts", "test/guide/**/*.test.ts"], 0, 2),
      project("properties", ["test/properties/**/*.test.ts"], 0, 2),
      project("faults", ["test/faults/**/*.test.ts"], 1, 1),
      project("browser", ["test/e2e/**/*.test.ts"], 2, 1),
    ],
  },
});
