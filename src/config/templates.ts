import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { BLOCK, checkLayouts, Layouts, type LayoutSettings } from "../channels/render/index.js";
import { FACTS, sampleFacts } from "./facts.js";
import { shippedFolder } from "./folder.js";
import { type ConfigProblem, problem } from "./problems.js";
import { readText } from "./read.js";
import { isLocale } from "./locales.js";
import { dottedSuggestion } from "./spelling.js";

/**
 * The layouts: `templates/<name>.<part>.liquid`, for one language `templates/<name>.<part>.<locale>.liquid`, and the blocks that they put in,
 * `templates/blocks/…`. One that the folder doesn't have is the one that Attune ships.
 */

const MAX_BYTES = 131_072;
const MAX_FILES = 500;
const NAME = /^([a-z0-9][a-z0-9-]{0,63})\.([a-z]+)(?:\.([A-Za-z0-9-]+))?\.liquid$/;

/** In the order of their names. The same list as the last time where nothing has changed: it isn't checked again then. */
export function readTemplates(folder: string, errors: ConfigProblem[]): readonly LayoutSettings[] {
  const files = filesFor(folder, errors);
  if (JSON.stringify(files) !== JSON.stringify(last)) last = files;
  return last;
}

let last: readonly LayoutSettings[] = [];

function filesFor(folder: string, errors: ConfigProblem[]): LayoutSettings[] {
  const own = layoutsIn(folder, errors);
  const isOwn = ({ name, part }: LayoutSettings): boolean =>
    own.some((file) => file.name === name && partOf(file) === partOf({ part }));
  const shipped = shippedFolder();
  if (path.resolve(shipped) === path.resolve(folder)) return own;
  return [...own, ...layoutsIn(shipped, errors).filter((file) => !isOwn(file))];
}

/** MJML becomes HTML. */
function partOf({ part }: Pick<LayoutSettings, "part">): string {
  return part === "mjml" ? "html" : part;
}

function layoutsIn(folder: string, errors: ConfigProblem[]): LayoutSettings[] {
  return ["", BLOCK].flatMap((prefix) => {
    const place = path.join(folder, "templates", prefix);
    const names = existsSync(place) ? readdirSync(place).filter((name) => name.endsWith(".liquid")) : [];
    if (names.length > MAX_FILES) {
      errors.push(problem("ATTUNE_CONFIG_FILE", { file: place, line: 1, column: 1 }, `more than ${MAX_FILES} layouts`));
    }
    return names
      .toSorted()
      .slice(0, MAX_FILES)
      .flatMap((name) => layoutOf(prefix, path.join(place, name), errors) ?? []);
  });
}

function layoutOf(prefix: string, file: string, errors: ConfigProblem[]): LayoutSettings | undefined {
  const [, name, part, locale] = NAME.exec(path.basename(file)) ?? [];
  if (name === undefined || part === undefined || (locale !== undefined && !isLocale(locale))) {
    const message =
      "a layout is called <name>.<part>.liquid or <name>.<part>.<language>.liquid, such as email.html.de.liquid";
    errors.push(problem("ATTUNE_CONFIG_FILE", { file, line: 1, column: 1 }, message));
    return undefined;
  }
  const source = readText(file, errors, { maxBytes: MAX_BYTES });
  if (source === undefined) return undefined;
  return { name: `${prefix}${name}`, part, ...(locale === undefined ? {} : { locale }), source, file };
}

const CODES = {
  template: "ATTUNE_CONFIG_TEMPLATE",
  fact: "ATTUNE_CONFIG_FACT",
  policy: "ATTUNE_CONFIG_POLICY",
} as const;

const checked = new WeakMap<readonly LayoutSettings[], readonly ConfigProblem[]>();

export function checkTemplates(layouts: readonly LayoutSettings[]): readonly ConfigProblem[] {
  let found = checked.get(layouts);
  if (found === undefined) checked.set(layouts, (found = problemsOf(layouts)));
  return found;
}

function problemsOf(layouts: readonly LayoutSettings[]): ConfigProblem[] {
  return checkLayouts(layouts, sampleFacts()).map(({ kind, message, fact, ...place }) => {
    const what = fact === undefined ? message : `"${fact}" is no fact; ${dottedSuggestion(fact, Object.keys(FACTS))}`;
    return problem(CODES[kind], place, what);
  });
}

/** The names that a treatment's `template` may have. */
export function templateNames(layouts: readonly LayoutSettings[]): ReadonlySet<string> {
  return new Set(layouts.map(({ name }) => name).filter((name) => !name.startsWith(BLOCK)));
}

const facts = new WeakMap<readonly LayoutSettings[], ReadonlyMap<string, readonly string[]>>();

/** The merge fields that each layout names, in any of its parts and languages; of those that can be compiled. */
export function templateFacts(files: readonly LayoutSettings[]): ReadonlyMap<string, readonly string[]> {
  let known = facts.get(files);
  if (known === undefined) facts.set(files, (known = factsByName(files)));
  return known;
}

function factsByName(files: readonly LayoutSettings[]): ReadonlyMap<string, readonly string[]> {
  const layouts = new Layouts(files);
  // A block may speak a language that the layout itself doesn't.
  const languages = [undefined, ...new Set(files.flatMap(({ locale }) => locale ?? []))];
  const byName = new Map<string, readonly string[]>();
  for (const name of templateNames(files)) {
    const parts = files.filter((file) => file.name === name).map(({ part }) => part);
    const found = parts.flatMap((part) => languages.flatMap((language) => factsIn(layouts, name, part, language)));
    byName.set(name, [...new Set(found)].sort());
  }
  return byName;
}

function factsIn(layouts: Layouts, name: string, part: string, language: string | undefined): readonly string[] {
  try {
    return layouts.find(name, part, language)?.facts ?? [];
  } catch {
    // checkTemplates says why.
    return [];
  }
}
