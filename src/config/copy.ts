import type { Template } from "liquidjs";
import { liquidMistake, wordLiquid } from "../channels/render/index.js";
import type { CopyVersion } from "../domain/action.js";
import type { Copy } from "../domain/message.js";
import { factPath, type FactScope, isHalfDone, usableFacts } from "../domain/usable-fact.js";
import { safeLink } from "../links/index.js";
import { MAX_BODY, MAX_TITLE } from "./schema/treatment.js";
import { type Pieces, piecesOf } from "./copy-pieces.js";
import { FACTS, sampleFacts } from "./facts.js";
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

const liquid = wordLiquid();

/** Every mistake in one version of the words; empty when it can be compiled. */
export function checkCopy(copy: CopyTemplate): CopyProblem[] {
  const problems: CopyProblem[] = [];
  for (const [field, source] of fieldsOf(copy)) {
    try {
      const template = liquid.parse(source);
      const unknown = factsOf(template).filter((path) => !Object.hasOwn(FACTS, path));
      for (const path of unknown) {
        const message = `"${path}" is no fact; ${dottedSuggestion(path, Object.keys(FACTS))}`;
        problems.push({ code: "ATTUNE_CONFIG_FACT", field, message });
      }
      // A filter that refuses what it gets would refuse it from everybody: the version could never be said.
      if (unknown.length === 0) liquid.renderSync(template, sampleFacts());
    } catch (error) {
      problems.push({ code: "ATTUNE_CONFIG_TEMPLATE", field, message: liquidMistake(error).message });
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
    if (field !== "url" && source.replace(/\{%[^]*?%\}/g, "").includes("<")) {
      const message = 'words are plain text, without "<": a layout (templates/) makes markup of them';
      problems.push({ code: "ATTUNE_CONFIG_TEMPLATE", field, message });
    }
    if (field === "url" && !LINK.test(source)) {
      const message = "a link begins with https:// and a host, without facts; http:// only for localhost";
      problems.push({ code: "ATTUNE_CONFIG_LINK", field, message });
    }
  }
  return problems;
}

const LINK = /^(?:https:\/\/[a-z0-9.-]+|http:\/\/(?:localhost|127\.0\.0\.1))(?::\d+)?(?:[/?#]|$)/i;

/** `layoutFacts`: what its layout names beside. @throws Error on what checkCopy reports; call that first. */
export function compileCopy(copy: CopyTemplate, layoutFacts: readonly string[] = []): CopyVersion {
  const fields = fieldsOf(copy).map(([field, source]): Field => {
    const template = liquid.parse(source);
    const pieces = piecesOf(template);
    return { field, template, render: pieces ?? ((scope) => String(liquid.renderSync(template, scope))) };
  });
  const own = namesOf(fields.map(({ template }) => template));
  const facts = [...new Set([...own, ...layoutFacts])].sort();
  const paths = facts.map(factPath);
  const { generic } = copy;
  if (facts.length > 0) return { facts, generic, render: (known) => renderAll(fields, usableFacts(paths, known)) };
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

function renderAll(fields: readonly Field[], scope: FactScope | undefined): Copy | undefined {
  if (scope === undefined) return undefined;
  const words: { -readonly [K in keyof Copy]?: string } = {};
  for (const { field, render } of fields) {
    const text = renderSafely(render, scope);
    if (text === undefined || text.length > MOST_CHARS[field]) return undefined;
    words[field] = text;
  }
  if (words.url !== undefined && safeLink(words.url) === undefined) return undefined;
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

function renderSafely(render: Pieces, scope: FactScope): string | undefined {
  try {
    const text = render(scope).trim();
    return text === "" || isHalfDone(text) ? undefined : text;
  } catch {
    // Strict variables, limits, a filter that refused its value: the version can't be said.
    return undefined;
  }
}
