import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { AttuneError } from "../domain/errors.js";

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
