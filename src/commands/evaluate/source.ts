import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { AttuneError } from "../../domain/errors.js";

/** Data sets that are known by their file's name, with their form. */
const KNOWN_FILES: Readonly<Record<string, string>> = {
  "u.data": "movielens",
  "ratings.dat": "movietweetings",
  "UserBehavior.csv": "taobao",
};

export interface SourceOptions {
  readonly from: string;
  readonly data?: string;
  readonly preset?: string;
  readonly columns?: string;
}

/**
 * `--data` as what is evaluated: a file, or a folder with a known one; the form of known files needs no --preset. A folder without one is that of the embedded
 * log, as everywhere.
 * @throws AttuneError ATTUNE_INPUT_UNREADABLE
 */
export function withSource<T extends SourceOptions>(options: T): T {
  const { from, data, preset, columns } = options;
  const file = from === "log" ? fileOf(data) : from;
  if (file === undefined) return options;
  const known = KNOWN_FILES[path.basename(file)];
  const named = preset === undefined && columns === undefined && known !== undefined ? { preset: known } : {};
  const { data: _, ...rest } = options;
  return { ...(from === "log" ? rest : options), from: file, ...named } as T;
}

function fileOf(data: string | undefined): string | undefined {
  if (data === undefined) return undefined;
  if (!existsSync(data)) {
    throw new AttuneError("ATTUNE_INPUT_UNREADABLE", `--data: there is no ${data}`);
  }
  if (statSync(data).isFile()) return data;
  return Object.keys(KNOWN_FILES)
    .map((name) => path.join(data, name))
    .find((file) => existsSync(file));
}

/** Files of known names whose users and times stand in these columns. */
const KNOWN_SIGNS: Readonly<Record<string, string>> = { "ratings.dat": "1,4" };
const USUAL_SIGNS = "opens.csv";

export interface SignsOptions {
  readonly data: string;
  readonly columns?: string;
  readonly delimiter?: string;
}

/** The file of `--data` (in a folder: opens.csv, or one of a known name), its delimiter and columns. @throws AttuneError ATTUNE_INPUT_UNREADABLE */
export function signsFile({ data, columns, delimiter }: SignsOptions): {
  file: string;
  delimiter: string;
  columns: string | undefined;
} {
  if (!existsSync(data)) throw new AttuneError("ATTUNE_INPUT_UNREADABLE", `--data: there is no ${data}`);
  const names = [USUAL_SIGNS, ...Object.keys(KNOWN_SIGNS)];
  const file = statSync(data).isFile()
    ? data
    : names.map((name) => path.join(data, name)).find((place) => existsSync(place));
  if (file === undefined)
    throw new AttuneError(
      "ATTUNE_INPUT_UNREADABLE",
      `--data: ${data} holds none of ${names.join(", ")}; name the file`,
    );
  return {
    file,
    delimiter: delimiter === undefined ? usualDelimiter(file) : delimiter === "tab" ? "\t" : delimiter,
    columns: columns ?? KNOWN_SIGNS[path.basename(file)],
  };
}

function usualDelimiter(file: string): string {
  if (/\.tsv(?:\.gz)?$/i.test(file)) return "\t";
  return /\.dat(?:\.gz)?$/i.test(file) ? "::" : ",";
}
