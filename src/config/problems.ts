import type { Place } from "../domain/errors.js";

/** The kinds of mistake that a configuration can hold, with what to do about each. A code is never renamed. */
export const CONFIG_PROBLEMS = {
  ATTUNE_CONFIG_FILE: "check that the file exists and can be read",
  ATTUNE_CONFIG_SYNTAX: "correct the YAML at this place (indentation by spaces, quotes closed, no tabs)",
  ATTUNE_CONFIG_DUPLICATE_KEY: "keep one of the two",
  ATTUNE_CONFIG_UNKNOWN_KEY: "correct the spelling or remove the key; the keys are described in config/README.md",
  ATTUNE_CONFIG_MISSING_KEY: "add the key",
  ATTUNE_CONFIG_TYPE: "give a value of the type named",
  ATTUNE_CONFIG_RANGE: "give a value within the bounds named",
  ATTUNE_CONFIG_VALUE: "give one of the values named",
  ATTUNE_CONFIG_DURATION: 'write a number and a unit: ms, s, min, h, days or weeks, e.g. "45 min"',
  ATTUNE_CONFIG_URL: "use embedded, embedded:<folder>, nats://host:port (log) or redis://host:port (state)",
  ATTUNE_CONFIG_ENVIRONMENT: "set the environment variable, or give a default: ${NAME:-default}",
  ATTUNE_CONFIG_DUPLICATE_ID: "give each a name of its own",
  ATTUNE_CONFIG_TEMPLATE: "correct the Liquid; the tags and filters that may be used are listed in config/README.md",
  ATTUNE_CONFIG_FACT: "use a fact that Attune knows (config/README.md), or write the words without it",
  ATTUNE_CONFIG_CEL: "correct the condition; the names and their types are listed in config/README.md",
  ATTUNE_CONFIG_REFERENCE: "name something that is in the configuration, or add it there",
  ATTUNE_CONFIG_SHARE: "give weights and shares that divide people as you mean it",
  ATTUNE_CONFIG_POLICY: "remove the contradiction: as it stands, the two can't both be meant",
  ATTUNE_CONFIG_LINK: "write the link's scheme and host in the template itself: https://shop.example.com/…",
} as const;

export type ConfigProblemCode = keyof typeof CONFIG_PROBLEMS;

/** One mistake in the configuration. `file` is as the user named the folder; lines and columns count from 1. */
export interface ConfigProblem extends Place {
  readonly code: ConfigProblemCode;
  readonly message: string;
  readonly fix: string;
}

export function problem(code: ConfigProblemCode, place: Place, message: string): ConfigProblem {
  return { code, file: place.file, line: place.line, column: place.column, message, fix: CONFIG_PROBLEMS[code] };
}

/** For people: `config/attune.yaml:6:17 ATTUNE_CONFIG_TYPE must be a number`. */
export function problemLine(found: ConfigProblem): string {
  return `${found.file}:${found.line}:${found.column} ${found.code} ${found.message}`;
}
