/**
 * Builds dist/: `tsc -p src`, then the files that are not TypeScript (Lua scripts, pages) beside what reads them, then the mark that
 * makes the command executable. Plain JavaScript, because npm runs it as `prepare` before anything else of the project is built.
 *
 *   node scripts/build.mjs                build; a mistake in the types ends with exit code 1
 *   node scripts/build.mjs --prepare      after `npm ci`: does nothing where the compiler is left out (`npm ci --omit=dev`)
 *   node scripts/build.mjs --if-stale     builds only where dist is missing or older than a source
 *
 * The build is made beside dist/ and put in its place at the end, so that an interrupted one leaves the old dist/ whole.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const beside = join(root, `dist.${process.pid}`);
const command = join(dist, "src", "cli.js");

/** The compiler's own program, or undefined where development dependencies are left out. */
function compiler() {
  try {
    return createRequire(join(root, "package.json")).resolve("typescript/bin/tsc");
  } catch {
    return undefined;
  }
}

function copyAssets() {
  const source = join(root, "src");
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:lua|html|css|svg|sql|json)$/.test(entry.name) || entry.name === "tsconfig.json")
      continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(beside, "src", from.slice(source.length));
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to);
  }
}

function build() {
  const tsc = compiler();
  if (tsc === undefined) {
    process.stderr.write("dist/ was not built: the TypeScript compiler is not installed (npm ci --omit=dev)\n");
    return process.argv.includes("--prepare") ? 0 : 1;
  }
  const { status } = spawnSync(process.execPath, [tsc, "-p", join(root, "src"), "--outDir", beside], {
    cwd: root,
    stdio: "inherit",
  });
  const built = join(beside, "src", "cli.js");
  // An install goes on in spite of a mistake in the types, as long as there is a command to run: `npm test` is where that fails.
  if (existsSync(built)) {
    copyAssets();
    chmodSync(built, 0o755);
    rmSync(dist, { recursive: true, force: true });
    renameSync(beside, dist);
  }
  rmSync(beside, { recursive: true, force: true });
  return process.argv.includes("--prepare") && existsSync(command) ? 0 : (status ?? 1);
}

/** npm runs `prepare` again before `npx attune`; what is newer than every source need not be built again. */
function isFresh() {
  if (!existsSync(command)) return false;
  const { mtimeMs: builtAt } = statSync(command);
  const sources = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return [...sources, join(root, "package.json"), join(root, "tsconfig.json")].every(
    (file) => statSync(file).mtimeMs <= builtAt,
  );
}

const maySkip = process.argv.includes("--prepare") || process.argv.includes("--if-stale");
process.exitCode = maySkip && isFresh() ? 0 : build();
