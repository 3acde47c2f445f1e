import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDERS = ["src", "models", "config", "bench", "test", "scripts", ".ci", ".github"];
const ROOT_FILES = [
  ".biome.json",
  ".dockerignore",
  ".editorconfig",
  ".gitignore",
  ".oxlintrc.json",
  "CHANGELOG.md",
  "Dockerfile",
  "LICENSE",
  "README.md",
  "docker-compose.yml",
  "package-lock.json",
  "package.json",
  "tsconfig.json",
];
const THIS = "test/architecture/clean-tree.test.ts";

/** What a file may not hold: why -> pattern, and whether tests may. */
const FORBIDDEN: readonly { why: string; pattern: RegExp; inTests: boolean }[] = [
  {
    why: "a path of one machine",
    pattern: /(?:^|[\s"'`(=:])\/(?:root|home\/\w+|Users\/\w+)\/[\w.]/,
    inTests: false,
  },
  { why: "a temporary folder by name", pattern: /(?:^|[\s"'`(=:])\/tmp\/\w/, inTests: true },
  { why: "a test that runs alone", pattern: /\b(?:it|test|describe|suite)\.only\b/, inTests: false },
  { why: "work left over without an issue", pattern: /\b(?:TODO|FIXME|XXX|HACK)\b(?!\s*\(#\d+\))/, inTests: false },
  { why: "a mark of an unfinished merge", pattern: /^(?:<{7}|>{7}) /m, inTests: false },
];

/** What git has or would take; in a copy without git, every file outside the folders that .gitignore names. */
function projectFiles(): string[] {
  try {
    const args = ["-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    const listed = execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return listed.split("\0").filter((path) => path !== "");
  } catch {
    const ignored = readFileSync(join(ROOT, ".gitignore"), "utf8")
      .split("\n")
      .map((line) => line.replace(/\/$/, ""));
    const tops = readdirSync(ROOT).filter((name) => ![...ignored, ".git"].includes(name) && !name.endsWith(".log"));
    return tops.flatMap((top) => (statSync(join(ROOT, top)).isDirectory() ? filesBelow(top) : [top]));
  }
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
  return files.map((path) => path.split(sep).join(posix.sep));
}

function faults(path: string, text: string): string[] {
  const test = path.startsWith("test/") || path.endsWith(".test.ts");
  const broken = FORBIDDEN.filter(({ pattern, inTests }) => !(test && inTests) && pattern.test(text));
  return broken.map(({ why }) => `${path}: ${why}`);
}

describe("the tree", () => {
  const files = projectFiles();

  it("keeps its root short", () => {
    expect(files.length).toBeGreaterThan(20);
    const strangers = files.filter((path) => {
      const [first = "", ...rest] = path.split("/");
      return rest.length === 0 ? !ROOT_FILES.includes(first) : !FOLDERS.includes(first);
    });
    expect(strangers).toEqual([]);
  });

  it("holds nothing of one machine, no lone tests and no loose ends", () => {
    const text = files.filter(
      (path) => /\.(?:ts|mjs|js|json|md|ya?ml|lua|conf|sh)$|^\.ci\//.test(path) && path !== THIS,
    );
    expect(text.flatMap((path) => faults(path, read(path)))).toEqual([]);
  });

  it("would show each of them", () => {
    const planted = ['open("/home/ada/x")', "see /tmp/out.log", "it.only(", "// TODO later", "<<<<<<< HEAD"];
    expect(planted.map((text) => faults("src/a.ts", text).length)).toEqual([1, 1, 1, 1, 1]);
    expect(faults("src/a.ts", "// TODO (#12) shorter; see https://example.com/root/y")).toEqual([]);
  });
});

/** A file that was removed but is still in git's index reads as empty. */
function read(path: string): string {
  try {
    return readFileSync(join(ROOT, path), "utf8");
  } catch {
    return "";
  }
}
