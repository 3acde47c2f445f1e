import type { Liquid, Template } from "liquidjs";
import { layoutLiquid } from "./liquid.js";
import { isOfMessage } from "./scope.js";
import type { LayoutSettings } from "./settings.js";

/** Blocks are layouts that others put in: `{% render "blocks/footer" %}`. */
export const BLOCK = "blocks/";

/** A layout in one part and language, compiled. */
export interface Layout {
  /** The merge fields it names, its blocks' among them. */
  readonly facts: readonly string[];
  /** @throws Error where something it names isn't there, or a limit is passed */
  render(scope: object): string;
}

/** The layouts of a configuration; each is compiled when it is first asked for. */
export class Layouts {
  readonly #files: readonly LayoutSettings[];
  readonly #locales: ReadonlySet<string>;
  readonly #engines = new Map<string, Liquid>();
  readonly #compiled = new Map<string, Layout | undefined>();

  constructor(files: readonly LayoutSettings[]) {
    this.#files = files;
    this.#locales = new Set(files.flatMap(({ locale }) => locale?.toLowerCase() ?? []));
  }

  /**
   * In the person's language, else its base language, else the one for everybody; undefined: there is none.
   * @throws Error where it can't be compiled: the configuration's check has found that before
   */
  find(name: string, part: string, locale: string | undefined): Layout | undefined {
    const languages = languagesOf(locale).filter((language) => this.#locales.has(language));
    const key = [part, name, ...languages].join("\n");
    if (!this.#compiled.has(key)) this.#compiled.set(key, this.#compile(name, part, languages));
    return this.#compiled.get(key);
  }

  #compile(name: string, part: string, languages: readonly string[]): Layout | undefined {
    const file = this.#choose(name, part, languages);
    if (file === undefined) return undefined;
    const engine = this.#engineOf(part, languages);
    const template = engine.parse(file.source, file.file);
    return {
      facts: factsOf(engine, template),
      render: (scope) => String(engine.renderSync(template, {}, { globals: scope })),
    };
  }

  #engineOf(part: string, languages: readonly string[]): Liquid {
    const key = [part, ...languages].join("\n");
    let engine = this.#engines.get(key);
    if (engine === undefined) this.#engines.set(key, (engine = layoutLiquid(part, this.#blocks(part, languages))));
    return engine;
  }

  /** A block without a file for this part has its text's: what it puts in is escaped all the same. */
  #blocks(part: string, languages: readonly string[]): Record<string, string> {
    const names = new Set(this.#files.map(({ name }) => name).filter((name) => name.startsWith(BLOCK)));
    const found = [...names].flatMap((name) => {
      const file = this.#choose(name, part, languages) ?? this.#choose(name, "text", languages);
      return file === undefined ? [] : [[name, file.source] as const];
    });
    return Object.fromEntries(found);
  }

  #choose(name: string, part: string, languages: readonly string[]): LayoutSettings | undefined {
    const all = this.#files.filter((file) => file.name === name && file.part === part);
    for (const language of languages) {
      const spoken = all.find(({ locale }) => locale?.toLowerCase() === language);
      if (spoken !== undefined) return spoken;
    }
    return all.find(({ locale }) => locale === undefined);
  }
}

/** "de-AT": de-at, de. */
function languagesOf(locale: string | undefined): string[] {
  const tags = locale?.toLowerCase().split("-") ?? [];
  return tags.map((_, i) => tags.slice(0, tags.length - i).join("-"));
}

function factsOf(engine: Liquid, template: Template[]): string[] {
  return [...new Set(engine.globalFullVariablesSync(template))].filter((name) => !isOfMessage(name)).sort();
}
