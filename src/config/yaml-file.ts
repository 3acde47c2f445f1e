import { type Document, isMap, isPair, isScalar, LineCounter, type Node, parseDocument, Scalar, visit } from "yaml";
import { type ConfigProblem, problem } from "./problems.js";
import { offsetInSource, type ScalarStyle } from "./scalar-places.js";

/** One YAML file read with the place of every value, so that each mistake can be named by line and column. */

export type Path = readonly (string | number)[];
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface YamlFile {
  readonly file: string;
  /** Plain data; undefined when the file isn't YAML at all. */
  readonly data: unknown;
  readonly problems: readonly ConfigProblem[];
  /** Where the value at a path stands; the nearest one that is written when it is missing. */
  placeOf(path: Path): FilePlace;
  /** Where a character of the text at a path stands, by its index; the text's place where that can't be said. */
  placeIn(path: Path, index: number): FilePlace;
  /** Whether there is a value at a path in the file itself, not only by default. */
  isWritten(path: Path): boolean;
  /** Where a key stands. */
  placeOfKey(path: Path, key: string): FilePlace;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Aliases are for repeated text; a "billion laughs" file is refused by this bound. */
const MAX_ALIASES = 100;

export function readYaml(file: string, text: string, environment: Environment): YamlFile {
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const at = (offset: number): FilePlace => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const placeOf = (path: Path): FilePlace => at(startOf(nearest(document, path)));
  const problems: ConfigProblem[] = document.errors.map((error) =>
    problem(
      error.code === "DUPLICATE_KEY" ? "ATTUNE_CONFIG_DUPLICATE_KEY" : "ATTUNE_CONFIG_SYNTAX",
      at(error.pos[0]),
      error.code === "DUPLICATE_KEY"
        ? "the key stands here a second time"
        : (error.message.split("\n", 1)[0] as string),
    ),
  );
  for (const missing of substitute(document, environment)) {
    problems.push(problem("ATTUNE_CONFIG_ENVIRONMENT", at(missing.offset), missing.message));
  }
  return {
    file,
    data: plain(document, problems, at(0)),
    problems,
    placeOf,
    placeIn(path, index) {
      const node = nearest(document, path);
      const style = isScalar(node) ? STYLES[node.type ?? ""] : undefined;
      // What the environment replaced stands in the file in other words.
      if (style === undefined || !isScalar(node) || typeof node.value !== "string" || node.value !== node.source)
        return placeOf(path);
      return at(offsetInSource(text, startOf(node), style, node.value, index));
    },
    isWritten: (path) => document.hasIn(path),
    placeOfKey(path, key) {
      const parent = nearest(document, path);
      if (isMap(parent)) {
        for (const pair of parent.items) if (isScalar(pair.key) && pair.key.value === key) return at(startOf(pair.key));
      }
      return placeOf(path);
    },
  };
}

const STYLES: Readonly<Record<string, ScalarStyle | undefined>> = {
  [Scalar.PLAIN]: "plain",
  [Scalar.QUOTE_SINGLE]: "single",
  [Scalar.QUOTE_DOUBLE]: "double",
  [Scalar.BLOCK_FOLDED]: "block",
  [Scalar.BLOCK_LITERAL]: "block",
};

function plain(document: Document, problems: ConfigProblem[], start: FilePlace): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    problems.push(problem("ATTUNE_CONFIG_SYNTAX", start, error instanceof Error ? error.message : String(error)));
    return undefined;
  }
}

/** The node at a path, or the deepest one on the way to it. */
function nearest(document: Document, path: Path): Node | null {
  for (let depth = path.length; depth > 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (isNodeWithRange(node)) return node;
  }
  return document.contents;
}

function isNodeWithRange(node: unknown): node is Node {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}

function startOf(node: unknown): number {
  return isNodeWithRange(node) ? (node.range?.[0] ?? 0) : 0;
}

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Replaces `${NAME}` and `${NAME:-default}` within scalars (`$${` writes a plain `${`). It works on the parsed values, so that a
 * variable's text can't change the file's structure; an unquoted value that becomes a number or a boolean is one.
 */
function substitute(document: Document, environment: Environment): { offset: number; message: string }[] {
  const missing: { offset: number; message: string }[] = [];
  visit(document, {
    Scalar(key, node, path) {
      const parent = path.at(-1);
      if (typeof node.value !== "string" || !node.value.includes("${") || (key === "key" && isPair(parent))) return;
      const text = node.value.replaceAll("$${", "\u0000").replace(VARIABLE, (_, name: string, fallback?: string) => {
        const value = environment[name];
        if (value !== undefined && value !== "") return value;
        if (fallback === undefined) {
          missing.push({ offset: startOf(node), message: `the environment variable ${name} is not set` });
        }
        return fallback ?? "";
      });
      node.value = typed(text.replaceAll("\u0000", "${"), node.type === Scalar.PLAIN);
    },
  });
  return missing;
}

function typed(text: string, isPlain: boolean): string | number | boolean {
  if (!isPlain) return text;
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text === "true" ? true : text === "false" ? false : text;
}
