import { CHANNELS } from "../../domain/message.js";
import { markupMistakes } from "./check-markup.js";
import { BLOCK, type Layout, Layouts } from "./layouts.js";
import { layoutLiquid, liquidMistake } from "./liquid.js";
import { BARE_MESSAGE, FULL_MESSAGE } from "./sample-scope.js";
import type { LayoutSettings } from "./settings.js";

/** What a configuration knows of facts: a value of its type for each. */
export type SampleFacts = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

export interface LayoutMistake {
  readonly kind: "template" | "fact" | "policy";
  readonly message: string;
  /** The file it stands in: the layout's, or a block's that it puts in. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** fact: its name. */
  readonly fact?: string;
}

const PARTS: readonly string[] = ["html", "text", "mjml"];

/** Every mistake of the layouts: what can be found out now doesn't wait for the first message. */
export function checkLayouts(files: readonly LayoutSettings[], facts: SampleFacts): LayoutMistake[] {
  const layouts = new Layouts(files);
  return files.flatMap((file) => {
    const wrong = shapeMistake(file);
    if (wrong !== undefined) return [at(file, 0, "policy", wrong)];
    const markup = file.part === "text" ? [] : markupMistakes(file.source);
    const mistakes = markup.map(({ index, message }) => at(file, index, "template", message));
    if (file.name.startsWith(BLOCK)) return [...mistakes, ...blockMistakes(file)];
    const inAll = languagesOf(file, files).flatMap((language) => contentMistakes(file, language, layouts, facts));
    return [...mistakes, ...distinct(inAll)];
  });
}

/** A layout without a language is read in all of those that its blocks may speak. */
function languagesOf({ locale, name, part }: LayoutSettings, files: readonly LayoutSettings[]): (string | undefined)[] {
  if (locale !== undefined) return [locale];
  const own = files.filter((file) => file.name === name && file.part === part).map((file) => file.locale);
  const others = new Set(files.flatMap((file) => file.locale ?? []).filter((language) => !own.includes(language)));
  return [undefined, ...others];
}

function distinct(mistakes: readonly LayoutMistake[]): LayoutMistake[] {
  return [...new Map(mistakes.map((mistake) => [JSON.stringify(mistake), mistake])).values()];
}

function shapeMistake({ name, part }: LayoutSettings): string | undefined {
  if (!PARTS.includes(part)) return `a layout's part is ${PARTS.join(", ")}, not "${part}"`;
  const isOther = CHANNELS.some((channel) => channel === name && channel !== "email");
  return isOther && part !== "text" ? `${name} carries text alone: its layout's part is text` : undefined;
}

/** A block by itself doesn't say what it is given: what it names is looked at where it is put in. */
function blockMistakes(file: LayoutSettings): LayoutMistake[] {
  try {
    layoutLiquid(file.part, {}).parse(file.source, file.file);
    return [];
  } catch (error) {
    const { message, line, column } = liquidMistake(error);
    return [{ kind: "template", message, file: file.file, line, column }];
  }
}

function contentMistakes(
  file: LayoutSettings,
  language: string | undefined,
  layouts: Layouts,
  facts: SampleFacts,
): LayoutMistake[] {
  try {
    const layout = layouts.find(file.name, file.part, language);
    if (layout === undefined) return [];
    const unknown = layout.facts.filter((fact) => !isKnown(fact, facts));
    if (unknown.length > 0)
      return unknown.map((fact) => ({ ...at(file, placeOf(fact, file), "fact", "is no fact"), fact }));
    const isChannels = CHANNELS.some((channel) => channel === file.name);
    if (isChannels && layout.facts.length > 0) {
      const message = `every message on the channel has this layout, so it names no facts (${layout.facts.join(", ")}): give it a name of its own, and name that as a treatment's template`;
      return [at(file, placeOf(layout.facts[0] as string, file), "policy", message)];
    }
    return tryOut(file, layout, facts);
  } catch (error) {
    const { message, line, column, file: block } = liquidMistake(error);
    return [
      {
        kind: "template",
        message,
        file: block?.startsWith(BLOCK) === true ? `${block} (in ${file.file})` : file.file,
        line,
        column,
      },
    ];
  }
}

/** A filter that refuses what it gets, a name that no item has, a link that leads nowhere. */
function tryOut(file: LayoutSettings, layout: Layout, facts: SampleFacts): LayoutMistake[] {
  for (const scope of [FULL_MESSAGE, BARE_MESSAGE]) {
    const content = layout.render({ ...facts, ...scope });
    const empty = file.part === "text" ? null : /\s(?:href|src|background)\s*=\s*(?:""|'')/i.exec(content);
    if (empty !== null) {
      const message = `an address that a message may not have: ask for it first, {% if message.url %} … {% endif %}`;
      return [at(file, 0, "template", message)];
    }
    if (content.trim() === "")
      return [at(file, 0, "template", "nothing is left of it where a message brings only words")];
  }
  return [];
}

function isKnown(fact: string, facts: SampleFacts): boolean {
  const [subject = "", name = "", ...deeper] = fact.split(".");
  return deeper.length === 0 && Object.hasOwn(facts, subject) && Object.hasOwn(facts[subject] ?? {}, name);
}

function placeOf(name: string, { source }: LayoutSettings): number {
  return Math.max(0, source.indexOf(name));
}

function at(file: LayoutSettings, index: number, kind: LayoutMistake["kind"], message: string): LayoutMistake {
  const before = file.source.slice(0, index).split("\n");
  return { kind, message, file: file.file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
