import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";

/** One import of one file: both paths from the root of the tree, with `/`; a package keeps its specifier. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

const SPECIFIER =
  /(?:^|[\s;])(?:import|export)\s(?:[^"'`;]*?\sfrom\s)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

/** The TypeScript files below a folder, from the root, sorted. */
export function sourceFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join(posix.sep))
    .sort();
}

/** Reads the imports by their text alone: a second pair of eyes that does not share the linter's mistakes. */
export function importsOf(root: string, file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  return [...text.matchAll(SPECIFIER)].map((match) => {
    const specifier = match[1] ?? match[2] ?? "";
    const to = specifier.startsWith(".") ? posix.join(dirname(file), specifier).replace(/\.js$/, ".ts") : specifier;
    return { from: file, to };
  });
}
