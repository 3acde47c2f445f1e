import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Import, importsOf, sourceFiles } from "./import-graph.js";
import { DRIVERS, LAYERS, PURE, ROOT_FILES } from "./layers.js";
import { PLANTED } from "./planted-breaches.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What the linter says of each file of a tree with our configuration: path -> rules that fired. */
async function lint(tree: string): Promise<Map<string, Set<string>>> {
  const oxlint = join(ROOT, "node_modules", ".bin", "oxlint");
  const run = promisify(execFile)(oxlint, ["--type-aware", "--format=json", "src"], { cwd: tree, maxBuffer: 64 << 20 });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { filename: string; code?: string }[] };
  const found = new Map<string, Set<string>>();
  for (const { filename, code } of diagnostics) {
    found.set(filename, (found.get(filename) ?? new Set()).add(code ?? "no code"));
  }
  return found;
}

describe("the lint rules", () => {
  let tree: string;
  let found: Map<string, Set<string>>;

  beforeAll(async () => {
    tree = mkdtempSync(join(tmpdir(), "attune-lint-"));
    writeFileSync(join(tree, ".oxlintrc.json"), readFileSync(join(ROOT, ".oxlintrc.json")));
    const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, "tsconfig.json"), "utf8")) as {
      compilerOptions: object;
    };
    writeFileSync(
      join(tree, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { ...compilerOptions, types: [] }, include: ["src"] }),
    );
    for (const { path, code } of PLANTED) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), code);
    }
    found = await lint(tree);
  });

  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it("were given something to find, each planted file under a name of its own", () => {
    expect(new Set(PLANTED.map(({ path }) => path)).size).toBe(PLANTED.length);
    expect(PLANTED.filter(({ rule }) => rule !== undefined).length).toBeGreaterThan(80);
  });

  it.each(PLANTED.filter(({ rule }) => rule !== undefined))("fire on $path: $rule", ({ path, rule }) => {
    expect([...(found.get(path) ?? [])]).toContain(rule);
  });

  it("stay quiet where the table allows the import", () => {
    const wrong = PLANTED.filter(({ path, rule }) => rule === undefined && found.has(path));
    expect(wrong.map(({ path }) => [path, [...(found.get(path) ?? [])]])).toEqual([]);
  });
});

/** The part of src/ that a path lies in: a folder's name, or a file that lies in src/ itself. */
function partOf(path: string): string {
  return path.split("/")[1] ?? "";
}

function breaches(files: readonly string[], imports: readonly Import[]): string[] {
  const known = { ...LAYERS, ...ROOT_FILES };
  const unknown = files
    .filter((file) => !(partOf(file) in known))
    .map((file) => `${file} lies in a folder without a layer`);
  const wrong = imports.filter(({ from, to }) => {
    const part = partOf(from);
    if (to.startsWith("node:")) return (PURE as readonly string[]).includes(part);
    if ((DRIVERS as readonly string[]).includes(to)) return part !== "adapters";
    if (!/^(?:src|test|bench|scripts)\//.test(to)) return false;
    if (!to.startsWith("src/")) return true;
    if (part === partOf(to)) return crossesStage(from, to);
    return !known[part]?.includes(partOf(to));
  });
  return [...unknown, ...wrong.map(({ from, to }) => `${from} imports ${to}`)];
}

/** Inside the engine a stage knows itself only; inside the adapters, one technology does not know another. */
function crossesStage(from: string, to: string): boolean {
  const [, part, stage, ...rest] = from.split("/");
  const [, , other, ...below] = to.split("/");
  if (rest.length === 0 || stage === other) return false;
  return part === "engine" || (part === "adapters" && below.length > 0);
}

describe("the import graph", () => {
  const files = sourceFiles(ROOT, "src").filter((file) => !file.endsWith(".test.ts"));
  const imports = files.flatMap((file) => importsOf(ROOT, file));

  it("was read at all", () => {
    expect(files.length).toBeGreaterThan(10);
    expect(imports.length).toBeGreaterThan(files.length / 2);
  });

  it("keeps to the layers", () => {
    expect(breaches(files, imports)).toEqual([]);
  });

  it("would show a breach", () => {
    const planted = [
      { from: "src/domain/event.ts", to: "src/ports/event-log.ts" },
      { from: "src/engine/index.ts", to: "node:fs" },
      { from: "src/engine/timing/hours.ts", to: "src/engine/profile/cart.ts" },
      { from: "src/adapters/nats/log.ts", to: "src/adapters/redis/store.ts" },
      { from: "src/worker/loop.ts", to: "lmdb" },
      { from: "src/app/start.ts", to: "test/harness/ports.ts" },
    ];
    expect(breaches([], planted)).toHaveLength(planted.length);
    expect(breaches(["src/utils/all.ts"], [])).toHaveLength(1);
  });
});
