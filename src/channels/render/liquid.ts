import { Liquid } from "liquidjs";

/**
 * Liquid as messages may use it: strict, bounded, without a way to a file, without `raw`. Words and layouts have the same filters; layouts have
 * loops and blocks beside.
 */

const WORD_TAGS: readonly string[] = ["if", "unless", "case", "comment"];
const LAYOUT_TAGS: readonly string[] = [...WORD_TAGS, "for", "break", "continue", "render", "assign"];
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

interface Limits {
  readonly parseLimit: number;
  readonly renderLimit: number;
  readonly memoryLimit: number;
}
/** Characters of a template, ms of wall time (less failed on a busy machine with an innocent template), and liquidjs' own count of memory. */
const WORD_LIMITS: Limits = { parseLimit: 20_000, renderLimit: 1_000, memoryLimit: 1_000_000 };
const LAYOUT_LIMITS: Limits = { parseLimit: 400_000, renderLimit: 1_000, memoryLimit: 2_000_000 };

/** For a version of the words: plain text. */
export function wordLiquid(): Liquid {
  return restricted(WORD_LIMITS, WORD_TAGS, false, {});
}

/** For the layouts of one part and language. `blocks`: what `{% render "blocks/<name>" %}` puts in. */
export function layoutLiquid(part: string, blocks: Readonly<Record<string, string>>): Liquid {
  const engine = restricted(LAYOUT_LIMITS, LAYOUT_TAGS, part !== "text", blocks);
  engine.registerFilter("day", function (value: unknown) {
    return dayOf(value, String(this.context.getSync(["locale"])));
  });
  return engine;
}

function restricted(
  limits: Limits,
  tags: readonly string[],
  escapes: boolean,
  templates: Record<string, string>,
): Liquid {
  const engine = new Liquid({
    ...limits,
    ...(escapes ? { outputEscape: "escape" } : {}),
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    // In-memory templates only: no tag may reach a file.
    templates,
    // A block is parsed once, not each time that it is put in.
    cache: true,
    relativeReference: false,
  });
  for (const name of Object.keys(engine.filters)) if (!FILTERS.includes(name)) engine.unregisterFilter(name);
  for (const name of Object.keys(engine.tags)) if (!tags.includes(name)) delete engine.tags[name];
  engine.registerFilter("money", (value: unknown) => {
    if (typeof value !== "number" || !Number.isFinite(value)) throw new TypeError("money wants a number");
    return value.toFixed(2);
  });
  return engine;
}

/** "2026-03-16" as the language writes it: 16 March 2026. `locale` is "" where none is known. */
function dayOf(value: unknown, locale: string): string {
  const time =
    typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw new TypeError("day wants a date: 2026-03-16");
  return new Intl.DateTimeFormat(locale || "en-GB", { dateStyle: "long", timeZone: "UTC" }).format(time);
}

export interface LiquidMistake {
  readonly message: string;
  /** The template's name, where the mistake is in it or in a block. */
  readonly file: string | undefined;
  readonly line: number;
  readonly column: number;
}

/** What liquidjs says of a mistake, without its drawing of the place, and where it is. */
export function liquidMistake(error: unknown): LiquidMistake {
  const [text = ""] = error instanceof Error ? error.message.split("\n", 1) : [String(error)];
  const missing = /^ENOENT: Failed to lookup "([^"]*)"/.exec(text);
  const place = /, (?:file:(.*?), )?line:(\d+), col:(\d+)$/.exec(text);
  return {
    message: missing === null ? text.slice(0, place?.index) : `there is no block "${String(missing[1])}"`,
    file: place?.[1],
    line: Number(place?.[2] ?? 1),
    column: Number(place?.[3] ?? 1),
  };
}
