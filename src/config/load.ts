import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { TSchema } from "@sinclair/typebox";
import { AttuneError } from "../domain/errors.js";
import { type ActionFile, actionSchema } from "./action-schema.js";
import { addressProblem, type AddressKind } from "./addresses.js";
import { createCheck } from "./check.js";
import type { Configuration } from "./configuration.js";
import { crossCheckAction, crossCheckActions, crossCheckSettings } from "./cross-checks.js";
import { normalise } from "./normalise.js";
import { overridesOf, type Overrides } from "./overrides.js";
import { type ConfigProblem, problem, problemLine } from "./problems.js";
import { type AttuneFile, attuneSchema } from "./schema.js";
import { type Environment, readYaml, type YamlFile } from "./yaml-file.js";

/**
 * Reads a configuration: a folder with attune.yaml and actions/*.yaml. Collects every mistake with its place instead of stopping at the
 * first. It must never start anything: what it returns is data.
 */

export type LoadResult =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly errors: readonly ConfigProblem[] };

export interface LoadOptions {
  /** What ${NAME} and the ATTUNE_* overrides are read from; the process' environment by default. */
  readonly environment?: Environment;
  /** Stronger than the environment's, which are stronger than the file's. */
  readonly overrides?: Overrides;
}

/** A configuration is written by people; more than this is a mistake. */
const MAX_FILE_BYTES = 1_048_576;
const MAX_ACTIONS = 1_000;

const checkSettings = createCheck<AttuneFile>(attuneSchema);
const checkAction = createCheck<ActionFile>(actionSchema);

export function loadConfiguration(folder: string, options: LoadOptions = {}): LoadResult {
  const environment = options.environment ?? process.env;
  const errors: ConfigProblem[] = [];

  const settings = readChecked(path.join(folder, "attune.yaml"), environment, checkSettings, errors);
  if (settings !== undefined) errors.push(...crossCheckSettings(settings.value, settings.file));

  const files = actionFiles(folder, errors);
  const actions = files.flatMap((name) => readChecked(name, environment, checkAction, errors) ?? []);
  for (const { value, file } of actions) errors.push(...crossCheckAction(value, file));
  errors.push(...crossCheckActions(actions));

  const overrides = { ...overridesOf(environment, errors), ...options.overrides };
  errors.push(...addressProblems(overrides));

  if (settings === undefined || errors.length > 0) return { ok: false, errors: sorted(errors) };
  return {
    ok: true,
    configuration: normalise(
      folder,
      settings.value,
      actions.map((each) => each.value),
      overrides,
    ),
  };
}

/** @throws AttuneError ATTUNE_CONFIG_INVALID with every mistake in its message and the first one's place */
export function requireConfiguration(folder: string, options: LoadOptions = {}): Configuration {
  const result = loadConfiguration(folder, options);
  if (result.ok) return result.configuration;
  const [first] = result.errors;
  throw new AttuneError(
    "ATTUNE_CONFIG_INVALID",
    result.errors.map(problemLine).join("\n"),
    first === undefined ? {} : { place: first },
  );
}

/** The JSON Schemas that editors read, by the name of their file in config/schema/. */
export function publishedSchemas(): Readonly<Record<string, TSchema>> {
  return { "attune.schema.json": attuneSchema, "action.schema.json": actionSchema };
}

function readChecked<T>(
  name: string,
  environment: Environment,
  check: ReturnType<typeof createCheck<T>>,
  errors: ConfigProblem[],
): { value: T; file: YamlFile } | undefined {
  const text = readText(name, errors);
  if (text === undefined) return undefined;
  const file = readYaml(name, text, environment);
  errors.push(...file.problems);
  if (file.problems.some((found) => found.code === "ATTUNE_CONFIG_SYNTAX")) return undefined;
  const { value, problems } = check(file);
  errors.push(...problems);
  return value === undefined ? undefined : { value, file };
}

function readText(name: string, errors: ConfigProblem[]): string | undefined {
  const fail = (message: string): undefined => {
    errors.push(problem("ATTUNE_CONFIG_FILE", { file: name, line: 1, column: 1 }, message));
  };
  try {
    if (statSync(name).size > MAX_FILE_BYTES) return fail(`larger than ${MAX_FILE_BYTES} bytes`);
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(name));
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return fail(isMissing ? "there is no such file" : error instanceof Error ? error.message : String(error));
  }
}

/** None is a configuration too: profiles are kept and nothing is said. */
function actionFiles(folder: string, errors: ConfigProblem[]): string[] {
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
    return names.slice(0, MAX_ACTIONS).map((name) => path.join(actions, name));
  } catch {
    return [];
  }
}

function addressProblems(overrides: Overrides): ConfigProblem[] {
  return (["log", "state"] as const satisfies AddressKind[]).flatMap((kind) => {
    const address = overrides[kind];
    const wrong = address === undefined ? undefined : addressProblem(kind, address);
    const file = `--${kind} or ATTUNE_${kind.toUpperCase()}`;
    return wrong === undefined ? [] : [problem("ATTUNE_CONFIG_URL", { file, line: 1, column: 1 }, wrong)];
  });
}

function sorted(errors: readonly ConfigProblem[]): ConfigProblem[] {
  return errors.toSorted((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  );
}
