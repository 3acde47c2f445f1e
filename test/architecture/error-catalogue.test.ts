import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { codesPages } from "../../scripts/codes-pages.js";
import { CONFIG_PROBLEMS } from "../../src/config/problems.js";
import { ERRORS } from "../../src/domain/errors.js";
import { REASONS } from "../../src/domain/reasons.js";
import { sourceFiles } from "./import-graph.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const errors = [...Object.keys(ERRORS), ...Object.keys(CONFIG_PROBLEMS)];
const CATALOGUES = ["src/domain/errors.ts", "src/domain/reasons.ts", "src/config/problems.ts"];
const reasons = Object.keys(REASONS);

/** The codes that a page's table lists. */
function listed(page: string): string[] {
  return [...page.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? "");
}

/** Names that look like one of the catalogue's codes (they start with the first two words of one) and are no setting. */
function codesIn(text: string): string[] {
  const families = new Set(errors.map((code) => code.split("_").slice(0, 2).join("_")));
  const names = [...text.matchAll(/\bATTUNE_[A-Z]+_[A-Z_]*[A-Z]\b/g)].map(([name]) => name);
  const settings = new Set([...text.matchAll(/\benv(?:\.|\["| )(ATTUNE_[A-Z_]+)/g)].map((match) => match[1]));
  return names.filter((name) => !settings.has(name) && families.has(name.split("_").slice(0, 2).join("_")));
}

const code = sourceFiles(ROOT, "src")
  .filter((file) => !file.endsWith(".test.ts") && !CATALOGUES.includes(file))
  .map((file) => ({ file, text: readFileSync(join(ROOT, file), "utf8") }));
const pages = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".md"))
  .map((file) => ({ file, text: readFileSync(join(ROOT, "src", file), "utf8") }));

describe("the reference pages of the codes", () => {
  it.each(Object.entries(codesPages()))("%s is what `npm run docs:codes` makes", (path, text) => {
    expect(readFileSync(join(ROOT, path), "utf8")).toBe(text);
  });

  it("list every code once, and no code that is gone", () => {
    const committed = (path: string) => listed(readFileSync(join(ROOT, path), "utf8"));
    expect(committed("src/domain/ERRORS.md")).toEqual(errors);
    expect(committed("src/domain/REASONS.md")).toEqual(reasons);
  });
});

describe("the error codes", () => {
  it("stand once, and say what to do on one line", () => {
    const fixes = [...Object.values(ERRORS).map(({ fix }) => fix), ...Object.values(CONFIG_PROBLEMS)];
    expect(new Set(errors).size).toBe(errors.length);
    expect(fixes.filter((fix) => fix.trim().length < 10 || fix.includes("\n"))).toEqual([]);
  });

  it("named in the sources and the pages exist", () => {
    const unknown = [...code, ...pages].flatMap(({ file, text }) =>
      codesIn(text)
        .filter((name) => !errors.includes(name))
        .map((name) => `${file}: ${name}`),
    );
    expect(unknown).toEqual([]);
    expect(codesIn('ATTUNE_EVENT_UNHEARD_OF, ATTUNE_HOME_FOLDER, env["ATTUNE_LOG_LEVEL"]')).toEqual([
      "ATTUNE_EVENT_UNHEARD_OF",
    ]);
  });

  it("are all used somewhere", () => {
    expect(errors.filter((name) => !code.some(({ text }) => text.includes(`"${name}"`)))).toEqual([]);
  });
});

describe("the reason codes", () => {
  it("are all used somewhere", () => {
    expect(reasons.filter((name) => !code.some(({ text }) => text.includes(`"${name}"`)))).toEqual([]);
  });
});
