import { type ConfigProblem, problem } from "./problems.js";
import type { Environment } from "./yaml-file.js";

/** What the command line and the environment may set over the file. */
export interface Overrides {
  readonly log?: string;
  readonly state?: string;
  readonly data?: string;
  readonly models?: string;
  readonly host?: string;
  readonly port?: number;
  readonly partitions?: number;
  readonly threads?: number;
}

/** ATTUNE_LOG, ATTUNE_STATE, ATTUNE_DATA, ATTUNE_MODELS, ATTUNE_HOST, ATTUNE_PORT, ATTUNE_PARTITIONS, ATTUNE_THREADS; an empty one counts as unset. */
export function overridesOf(environment: Environment, errors: ConfigProblem[]): Overrides {
  const text = (name: string): string | undefined => environment[name] || undefined;
  const number = (name: string, minimum: number, maximum: number): number | undefined => {
    const given = text(name);
    if (given === undefined) return undefined;
    const value = Number(given);
    if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    const message = `${name} is "${given}"; it must be a whole number from ${minimum} to ${maximum}`;
    errors.push(problem("ATTUNE_CONFIG_RANGE", { file: name, line: 1, column: 1 }, message));
    return undefined;
  };
  return given({
    log: text("ATTUNE_LOG"),
    state: text("ATTUNE_STATE"),
    data: text("ATTUNE_DATA"),
    models: text("ATTUNE_MODELS"),
    host: text("ATTUNE_HOST"),
    port: number("ATTUNE_PORT", 0, 65_535),
    partitions: number("ATTUNE_PARTITIONS", 1, 1_024),
    threads: number("ATTUNE_THREADS", 1, 64),
  });
}

type Maybe<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Without the keys that aren't set, so that a spread of it never hides a weaker value. */
export function given(overrides: Maybe<Overrides>): Overrides {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}
