/**
 * Builds dist/: `tsc -p src`, then the files that are not TypeScript (Lua scripts, pages) beside what reads them, then the mark that
 * makes the command executable. Plain JavaScript, because npm runs it as `prepare` before anything else of the project is built.
 *
 *   node scripts/build.mjs                build; a mistake in the types ends with exit code 1
 *   node scripts/build.mjs --prepare      after `npm ci`: does nothing where the compiler is left out (`npm ci --omit=dev`)
 *   node scripts/build.mjs --if-missing   builds only where there is no dist yet (installs made with --ignore-scripts)
 */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const output = join(root, "dist", "src");
const command = join(output, "cli.js");

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
    const to = join(output, from.slice(source.length));
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
  // Files whose source is gone must not stay behind: a test or a start could load them.
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [tsc, "-p", join(root, "src")], { cwd: root, stdio: "inherit" });
  copyAssets();
  if (existsSync(command)) chmodSync(command, 0o755);
  // An install goes on in spite of a mistake in the types, as long as there is a command to run: `npm test` is where that fails.
  return process.argv.includes("--prepare") && existsSync(command) ? 0 : (status ?? 1);
}

const skip = process.argv.includes("--if-missing") && existsSync(command);
process.exitCode = skip ? 0 : build();
