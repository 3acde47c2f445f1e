import { Liquid, type Template } from "liquidjs";
import type { CopyVersion } from "../domain/action.js";
import type { JsonObject } from "../domain/event.js";
import type { Copy } from "../domain/message.js";
import { MAX_BODY, MAX_TITLE } from "./schema/treatment.js";
import { type Pieces, piecesOf, type Scope } from "./copy-pieces.js";
import { FACTS, usableFact } from "./facts.js";
import type { ConfigProblemCode } from "./problems.js";
import { dottedSuggestion } from "./spelling.js";

/**
 * Words with facts in them. What can be known when the configuration is loaded is checked there; what is left fails closed: a version
 * whose facts aren't all known renders nothing, and the next one is tried (invariant 6). It must never read a file, and never
 * show a placeholder.
 */

export interface CopyTemplate {
  readonly title: string;
  readonly body: string;
  readonly url?: string;
  readonly generic: boolean;
}
export type CopyField = "title" | "body" | "url";
export interface CopyProblem {
  readonly code: Extract<ConfigProblemCode, "ATTUNE_CONFIG_TEMPLATE" | "ATTUNE_CONFIG_FACT" | "ATTUNE_CONFIG_LINK">;
  readonly field: CopyField;
  readonly message: string;
}

const TAGS: readonly string[] = ["if", "unless", "case", "comment"];
const FILTERS: readonly string[] = [
  "upcase",
  "downcase",
  "capitalize",
  "strip",
  "truncate",
  "truncatewords",
  "append",
  "prepend",
  "replace",
  "remove",
  "url_encode",
  "round",
  "floor",
  "ceil",
  "abs",
  "plus",
  "minus",
  "times",
  "divided_by",
  "at_least",
  "at_most",
];

const liquid = createLiquid();

function createLiquid(): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    // In-memory templates only: no tag may reach a file.
    templates: {},
    relativeReference: false,
    parseLimit: 20_000,
    // Wall time: less than this failed on a busy machine with an innocent template.
    renderLimit: 1_000,
    memoryLimit: 1_000_000,
  });
  for (const name of Object.keys(engine.filters)) if (!FILTERS.includes(name)) engine.unregisterFilter(name);
  for (const name of Object.keys(engine.tags)) if (!TAGS.includes(name)) delete engine.tags[name];
  engine.registerFilter("money", (value: unknown) => {
    if (typeof value !== "number" || !Number.isFinite(value)) throw new TypeError("money wants a number");
    return value.toFixed(2);
  });
  return engine;
}

/** Every mistake in one version of the words; empty when it can be compiled. */
export function checkCopy(copy: CopyTemplate): CopyProblem[] {
  const problems: CopyProblem[] = [];
  for (const [field, source] of fieldsOf(copy)) {
    try {
      for (const path of factsOf(liquid.parse(source))) {
        if (FACTS[path] === undefined) {
          problems.push({
            code: "ATTUNE_CONFIG_FACT",
            field,
            message: `"${path}" is no fact; ${dottedSuggestion(path, Object.keys(FACTS))}`,
          });
        }
      }
    } catch (error) {
      problems.push({ code: "ATTUNE_CONFIG_TEMPLATE", field, message: messageOf(error) });
      continue;
    }
    if (field === "title" && /[\r\n]/.test(source.trim())) {
      problems.push({ code: "ATTUNE_CONFIG_TEMPLATE", field, message: "a title is one line" });
    }
    if (!/(?:\{\{|\{%)/.test(source) && /(?:\}\}|%\})/.test(source)) {
      problems.push({
        code: "ATTUNE_CONFIG_TEMPLATE",
        field,
        message: "a placeholder is closed that was never opened",
      });
    }
    if (field === "url" && !/^https?:\/\/[a-z0-9.-]+(?::\d+)?(?:[/?#]|$)/i.test(source)) {
      problems.push({
        code: "ATTUNE_CONFIG_LINK",
        field,
        message: "a link begins with http:// or https:// and a host, without facts",
      });
    }
  }
  return problems;
}

/** @throws Error on what checkCopy reports; call that first. */
export function compileCopy(copy: CopyTemplate): CopyVersion {
  const fields = fieldsOf(copy).map(([field, source]): Field => {
    const template = liquid.parse(source);
    const pieces = piecesOf(template);
    return { field, template, render: pieces ?? ((scope) => String(liquid.renderSync(template, scope))) };
  });
  const facts = namesOf(fields.map(({ template }) => template));
  const paths = facts.map(pathOf);
  const { generic } = copy;
  if (facts.length > 0) return { facts, generic, render: (known) => renderAll(fields, scopeOf(paths, known)) };
  // Words without facts are always the same.
  const always = renderAll(fields, {});
  return { facts, generic, render: () => always };
}

interface Field {
  readonly field: CopyField;
  readonly template: Template[];
  readonly render: Pieces;
}

const MOST_CHARS: Readonly<Record<CopyField, number>> = { title: MAX_TITLE, body: MAX_BODY, url: 2_000 };

function renderAll(fields: readonly Field[], scope: Scope | undefined): Copy | undefined {
  if (scope === undefined) return undefined;
  const words: { -readonly [K in keyof Copy]?: string } = {};
  for (const { field, render } of fields) {
    const text = renderSafely(render, scope);
    if (text === undefined || text.length > MOST_CHARS[field]) return undefined;
    words[field] = text;
  }
  if (words.url !== undefined && !URL.canParse(words.url)) return undefined;
  return words as Copy;
}

/** The facts that a version names, each once; none of one that can't be compiled. */
export function copyFacts(copy: CopyTemplate): readonly string[] {
  try {
    return namesOf(fieldsOf(copy).map(([, source]) => liquid.parse(source)));
  } catch {
    return [];
  }
}

function namesOf(templates: readonly Template[][]): string[] {
  return [...new Set(templates.flatMap(factsOf))].sort();
}

function fieldsOf(copy: CopyTemplate): [CopyField, string][] {
  const fields: [CopyField, string][] = [
    ["title", copy.title],
    ["body", copy.body],
  ];
  if (copy.url !== undefined) fields.push(["url", copy.url]);
  return fields;
}

function factsOf(template: Template[]): string[] {
  return liquid.globalFullVariablesSync(template);
}

type Path = readonly [subject: string, name: string];

function pathOf(fact: string): Path {
  const [subject = "", name = ""] = fact.split(".");
  return [subject, name];
}

/** Only the facts a version names, nested as Liquid reads them; undefined when one of them can't be used. */
function scopeOf(paths: readonly Path[], known: JsonObject): Scope | undefined {
  const scope: Record<string, Record<string, string | number>> = {};
  for (const [subject, name] of paths) {
    const about = Object.hasOwn(known, subject) ? known[subject] : undefined;
    const isKnown = typeof about === "object" && about !== null && !Array.isArray(about) && Object.hasOwn(about, name);
    const value = isKnown ? usableFact(about[name]) : undefined;
    if (value === undefined) return undefined;
    (scope[subject] ??= {})[name] = value;
  }
  return scope;
}

function renderSafely(render: Pieces, scope: Scope): string | undefined {
  try {
    const text = render(scope).trim();
    const isHalfDone = /\{\{|\{%|\}\}|%\}|\[object |\b(?:undefined|null|NaN)\b/.test(text);
    return text === "" || isHalfDone ? undefined : text;
  } catch {
    // Strict variables, limits, a filter that refused its value: the version can't be said.
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n", 1)[0] as string) : String(error);
}
