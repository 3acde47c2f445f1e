import { AttuneError } from "../../domain/errors.js";
import type { LayoutSettings } from "./settings.js";

/** What is used of the optional package mjml: version 4 answers at once, 5 with a promise. */
type Compile = (source: string, options: { readonly validationLevel: "strict" }) => Compiled | Promise<Compiled>;
interface Compiled {
  readonly html: string;
}

const MOST_MESSAGE = 300;
/** Held apart, so that it is looked for when a layout is written in it, and not before. */
const PACKAGE: string = "mjml";

/**
 * Layouts in MJML (`<name>.mjml.liquid`) as the HTML that they become; the others as they are. For whoever opens a renderer, once.
 * @throws AttuneError ATTUNE_CONFIG_INVALID where the package isn't installed, or a layout is none
 */
export async function withMjml(layouts: readonly LayoutSettings[]): Promise<readonly LayoutSettings[]> {
  if (layouts.every(({ part }) => part !== "mjml")) return layouts;
  const compile = await load();
  return Promise.all(
    layouts.map(async (layout) => {
      if (layout.part !== "mjml") return layout;
      return { ...layout, part: "html", source: await compiled(layout, compile) };
    }),
  );
}

async function load(): Promise<Compile> {
  try {
    const { default: compile } = (await import(PACKAGE)) as { readonly default: Compile };
    return compile;
  } catch (cause) {
    const message = "layouts are written in MJML, and the package mjml is not installed: npm install mjml";
    throw new AttuneError("ATTUNE_CONFIG_INVALID", message, { cause });
  }
}

async function compiled({ source, file }: LayoutSettings, compile: Compile): Promise<string> {
  try {
    const { html } = await compile(source, { validationLevel: "strict" });
    return html;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/\s+/g, " ").slice(0, MOST_MESSAGE) : String(cause);
    throw new AttuneError("ATTUNE_CONFIG_INVALID", why, { cause, place: { file, line: 1, column: 1 } });
  }
}
