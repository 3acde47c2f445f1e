import type { Facts } from "./consideration.js";

/**
 * Which facts may stand in words that leave (invariant 6): the same rule when a decision is made, when a layout is filled, and for what a catalogue
 * says of an item. What breaks it counts as not known.
 */

/** Words that systems write where they know nothing, and other systems' placeholders. */
const EMPTY_WORDS =
  /^(?:null|undefined|nan|none|nil|n\/?a|unknown|anonymous|test|[-–—_.?*\s]*|<.*>|\[.*\]|\$?\{.*\}|%.*%|\*\|.*\|\*)$/i;
/** What nobody sees: a name of nothing else is an empty one. */
const INVISIBLE = /[\p{Cf}\p{Z}\p{Mn}\u115f\u1160\u2800\u3164\uffa0]+/gu;
/** Something that is drawn: no mark that stands on nothing, no letter that there is none. */
const DRAWN = /[^\p{M}\p{C}]/u;
/** Control and direction marks, markup, placeholders, and links, which mail programs make of plain text. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069<]|\{\{|\{%|\}\}|%\}|:\/\/|\bwww\./i;
const HALF_DONE = /\{\{|\{%|\}\}|%\}|\[object |\b(?:undefined|null|NaN)\b/;
const MAX_LENGTH = 200;

/** The fact as it may stand in words, or undefined where it is missing, empty, a system's word for nothing, or unsafe. */
export function usableFact(value: unknown): string | number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.length > MAX_LENGTH || !value.isWellFormed()) return undefined;
  const trimmed = value.trim();
  const isEmpty = !isDrawn(trimmed) || EMPTY_WORDS.test(trimmed) || EMPTY_WORDS.test(trimmed.replace(INVISIBLE, ""));
  return isEmpty || UNSAFE.test(trimmed) || isHalfDone(trimmed) ? undefined : trimmed;
}

/** Whether there is anything to see in it. */
export function isDrawn(words: string): boolean {
  return DRAWN.test(words.replace(INVISIBLE, ""));
}

/** Whether a placeholder, or a program's word for nothing, stands in words that were put together. */
export function isHalfDone(words: string): boolean {
  return HALF_DONE.test(words);
}

/** Facts as Liquid reads them: {"item": {"name": "Lamp"}}. */
export type FactScope = Readonly<Record<string, Readonly<Record<string, string | number>>>>;
export type FactPath = readonly [subject: string, name: string];

/** "item.name" */
export function factPath(fact: string): FactPath {
  const [subject = "", name = ""] = fact.split(".");
  return [subject, name];
}

/** Only the facts asked for; undefined when one of them can't be used. */
export function usableFacts(paths: readonly FactPath[], known: Facts): FactScope | undefined {
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
