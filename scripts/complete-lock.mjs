/**
 * Completes package-lock.json: one entry for every optional dependency that the locked packages name.
 *
 * A registry mirror that lacks the builds for other systems makes npm leave them out of the lock file, and `npm ci` then refuses
 * it everywhere ("Missing: ... from lock file"). What is written is what is known without the registry: the exact version that
 * the parent pins, and the system and processor that stand in the name. They carry no integrity hash; npm takes none for them.
 * test/architecture/lock-file.test.ts holds the lock file complete.
 */
import { readFileSync, writeFileSync } from "node:fs";

const SYSTEMS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "x64"];

/** The entries in the places where npm would put them, beside the parent. */
function missing(packages) {
  const found = {};
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const words = name.split(/[/-]/);
      const os = SYSTEMS.find((system) => words.includes(system));
      const cpu = PROCESSORS.find((processor) => words.includes(processor));
      if (os === undefined || cpu === undefined || resolves(packages, path, name)) continue;
      const libc = /musl/.test(name) ? ["musl"] : /gnu/.test(name) ? ["glibc"] : undefined;
      const dev = entry.dev === true ? { dev: true } : {};
      const place = { version, cpu: [cpu], ...dev, ...(libc && { libc }), optional: true, os: [os] };
      found[`node_modules/${name}`] = place;
    }
  }
  return found;
}

/** Whether a package named by another is in the lock file where Node would look for it. */
function resolves(packages, from, name) {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf("/node_modules/")))) {
    if (packages[`${base === "" ? "" : `${base}/`}node_modules/${name}`] !== undefined) return true;
    if (base === "") return false;
  }
}

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const added = missing(lock.packages);
const entries = Object.entries({ ...lock.packages, ...added });
lock.packages = Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b, "en")));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${Object.keys(added).length} entries added\n`);
