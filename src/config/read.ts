import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { createCheck } from "./check.js";
import { type ConfigProblem, problem } from "./problems.js";
import type { Source } from "./sources.js";
import { type Environment, readYaml } from "./yaml-file.js";

/** Reads the files of a configuration folder, each by itself. */

/** A configuration is written by people; more than this is a mistake. */
const MAX_FILE_BYTES = 1_048_576;
const MAX_ACTIONS = 1_000;

export interface Reading {
  readonly folder: string;
  readonly environment: Environment;
  readonly errors: ConfigProblem[];
}

/** The file's data, with its defaults; undefined where it can't be used. A file that may be left out counts as empty then. */
export function readChecked<T>(
  name: string,
  check: ReturnType<typeof createCheck<T>>,
  { folder, environment, errors }: Reading,
  need: "required" | "optional",
): Source<T> | undefined {
  const place = path.join(folder, name);
  const text = readText(place, errors, { maxBytes: MAX_FILE_BYTES, ...(need === "optional" ? { missing: "" } : {}) });
  if (text === undefined) return undefined;
  const file = readYaml(place, text, environment);
  errors.push(...file.problems);
  if (file.problems.some((found) => found.code === "ATTUNE_CONFIG_SYNTAX")) return undefined;
  const { value, problems } = check(file);
  errors.push(...problems);
  return value === undefined ? undefined : { value, file };
}

/** undefined, with the reason in `errors`, where it can't be read. */
export function readText(
  place: string,
  errors: ConfigProblem[],
  { maxBytes, missing }: { readonly maxBytes: number; readonly missing?: string },
): string | undefined {
  const fail = (message: string): undefined => {
    errors.push(problem("ATTUNE_CONFIG_FILE", { file: place, line: 1, column: 1 }, message));
  };
  try {
    if (statSync(place).size > maxBytes) return fail(`larger than ${maxBytes} bytes`);
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(place));
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (isMissing && missing !== undefined) return missing;
    return fail(isMissing ? "there is no such file" : error instanceof Error ? error.message : String(error));
  }
}

/** The files of actions/, by name. None is a configuration too: profiles are kept and nothing is said. */
export function actionFiles({ folder, errors }: Reading): string[] {
  const actions = path.join(folder, "actions");
  try {
    const names = readdirSync(actions)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort();
    if (names.length > MAX_ACTIONS) {
      errors.push(
        problem("ATTUNE_CONFIG_FILE", { file: actions, line: 1, column: 1 }, `more than ${MAX_ACTIONS} actions`),
      );
    }
    return names.slice(0, MAX_ACTIONS).map((name) => path.join("actions", name));
  } catch {
    return [];
  }
}
