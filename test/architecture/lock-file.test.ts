import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly engines?: { readonly node?: string };
  readonly os?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly engines: { readonly node: string };
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;
const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Record<string, Entry> };
const entries = Object.entries(lock.packages).filter(([path]) => path !== "");

/** Whether a range of Node versions, as packages write it, takes one version. */
function takes(range: string, version: readonly [number, number, number]): boolean {
  return range.split("||").some((part) =>
    [
      ...part
        .trim()
        .matchAll(/(>=|<=|>|<|\^|~|=)?\s*v?(\d+|[x*])(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?(?:\s+-\s+v?(\d+))?/g),
    ].every((match) => {
      const [, sign = "", ...numbers] = match;
      const given = numbers
        .slice(0, 3)
        .filter((text) => text !== undefined && /\d/.test(text))
        .map(Number);
      const bound = [given[0] ?? 0, given[1] ?? 0, given[2] ?? 0];
      const order = version.map((n, i) => n - (bound[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
      const same = (digits: number) => given.slice(0, digits).every((n, i) => n === version[i]);
      if (sign === ">=") return order >= 0;
      if (sign === ">") return order > 0;
      if (sign === "<") return order < 0;
      if (sign === "<=") return order <= 0;
      if (sign === "^") return same(1) && order >= 0;
      if (sign === "~") return same(2) && order >= 0;
      return same(3);
    }),
  );
}

/** Whether Node would find a package from another's place. */
function resolves(from: string, name: string): boolean {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf("/node_modules/")))) {
    if (lock.packages[`${base === "" ? "" : `${base}/`}node_modules/${name}`] !== undefined) return true;
    if (base === "") return false;
  }
}

describe("the lock file", () => {
  it("names no registry: everybody installs from their own", () => {
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  it("holds every optional build, or `npm ci` refuses it (scripts/complete-lock.mjs adds what a mirror lacked)", () => {
    const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !resolves(path, name)),
    );
    expect(missing).toEqual([]);
    expect(resolves("", "no-such-package")).toBe(false);
  });

  it("has a hash for every package, but for builds for other systems", () => {
    expect(
      entries.filter(([, entry]) => entry.integrity === undefined && entry.os === undefined).map(([path]) => path),
    ).toEqual([]);
  });

  it("lets exactly the reviewed packages run a script when they are installed", () => {
    const scripted = entries
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.replace(/^.*node_modules\//, ""));
    expect(Object.keys(manifest.allowScripts).sort()).toEqual([...new Set(scripted)].sort());
  });
});

describe("the dependencies we name", () => {
  it("run on the oldest Node that we promise", () => {
    expect(manifest.engines.node).toBe(">=20.19");
    const named = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    const refused = named.filter(
      (name) => !takes(lock.packages[`node_modules/${name}`]?.engines?.node ?? "*", [20, 19, 0]),
    );
    expect(refused).toEqual([]);
  });

  it.each([
    [">=20", true],
    ["^20.19.0 || >=22.12.0", true],
    [">= 18.0", true],
    ["*", true],
    ["20.x || 22.x", true],
    [">=14 <21", true],
    [">=22", false],
    [">= 22.x", false],
    ["^18 || ^20.20", false],
    [">=20.19.1", false],
  ])("(a range %s takes 20.19.0: %s)", (range, expected) => {
    expect(takes(range, [20, 19, 0])).toBe(expected);
  });
});
