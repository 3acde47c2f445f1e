import { Ajv, type ErrorObject } from "ajv";
import type { TSchema } from "@sinclair/typebox";
import { parseDuration } from "../domain/time.js";
import { type ConfigProblem, type ConfigProblemCode, problem } from "./problems.js";
import { publishedSchema } from "./schema/fields.js";
import { nearest, suggestion } from "./spelling.js";
import type { Path, YamlFile } from "./yaml-file.js";

/** Checks one file's data against its schema, fills in the defaults, and names every mistake by its place. */

const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: true, allowUnionTypes: true, verbose: true });
ajv.addKeyword({
  keyword: "duration",
  type: "string",
  schemaType: "object",
  errors: false,
  validate: (bounds: { minimum: string; maximum: string }, text: string) => {
    const value = parseDuration(text);
    return value !== undefined && value >= toMs(bounds.minimum) && value <= toMs(bounds.maximum);
  },
});

/** A duration that the schema has accepted. */
export function toMs(text: string): number {
  const value = parseDuration(text);
  if (value === undefined) throw new TypeError(`not a duration: ${text}`);
  return value;
}

export function createCheck<T>(
  schema: TSchema,
): (file: YamlFile) => { value: T | undefined; problems: ConfigProblem[] } {
  const validate = ajv.compile<T>(publishedSchema(schema, "checked"));
  return (file) => {
    // An empty file is an empty group: everything takes its default.
    const data: unknown = file.data === null ? {} : file.data;
    if (data === undefined) return { value: undefined, problems: [] };
    if (validate(data)) return { value: data, problems: [] };
    const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== "propertyNames");
    return { value: undefined, problems: errors.map((error) => describe(error, file)) };
  };
}

function describe(error: ErrorObject, file: YamlFile): ConfigProblem {
  const path: Path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const name = path.filter((part) => typeof part === "string").at(-1) ?? "the file";
  if (error.keyword === "additionalProperties") {
    const key = String((error.params as { additionalProperty: unknown }).additionalProperty);
    const known = Object.keys((error.parentSchema?.["properties"] as object | undefined) ?? {});
    return problem(
      "ATTUNE_CONFIG_UNKNOWN_KEY",
      file.placeOfKey(path, key),
      `"${key}" is not a key here; ${suggestion(key, known)}`,
    );
  }
  if (error.propertyName !== undefined) {
    const message = `"${error.propertyName}" can't be a name here; it ${error.message}`;
    return problem("ATTUNE_CONFIG_VALUE", file.placeOfKey(path, error.propertyName), message);
  }
  const place = file.placeOf(path);
  if (error.keyword === "required") {
    const key = String((error.params as { missingProperty: unknown }).missingProperty);
    return problem("ATTUNE_CONFIG_MISSING_KEY", place, `"${key}" is missing`);
  }
  if (error.keyword === "enum") {
    const { allowedValues } = error.params as { allowedValues: string[] };
    const near = typeof error.data === "string" ? nearest(error.data, allowedValues) : undefined;
    const wanted = near === undefined ? `it must be one of: ${allowedValues.join(", ")}` : `did you mean "${near}"?`;
    return problem("ATTUNE_CONFIG_VALUE", place, `${name} is ${shown(error.data)}; ${wanted}`);
  }
  if (error.keyword === "duration") {
    const { minimum, maximum } = error.schema as { minimum: string; maximum: string };
    const wanted = `it must be a duration from ${minimum} to ${maximum}, such as "45 min"`;
    return problem("ATTUNE_CONFIG_DURATION", place, `${name} is ${shown(error.data)}; ${wanted}`);
  }
  return problem(
    CODES[error.keyword] ?? "ATTUNE_CONFIG_VALUE",
    place,
    `${name} is ${SECRETS.has(name) ? "not shown" : shown(error.data)}; it ${messageOf(error)}`,
  );
}

/** Keys whose values stay out of messages. */
const SECRETS: ReadonlySet<string> = new Set(["key", "secret"]);

function messageOf(error: ErrorObject): string {
  if (error.keyword === "type") return `must be ${[error.schema as string | string[]].flat().join(" or ")}`;
  return error.message ?? "is not what belongs here";
}

const CODES: Readonly<Record<string, ConfigProblemCode>> = {
  type: "ATTUNE_CONFIG_TYPE",
  minimum: "ATTUNE_CONFIG_RANGE",
  maximum: "ATTUNE_CONFIG_RANGE",
  minItems: "ATTUNE_CONFIG_RANGE",
  maxItems: "ATTUNE_CONFIG_RANGE",
  minLength: "ATTUNE_CONFIG_RANGE",
  maxLength: "ATTUNE_CONFIG_RANGE",
  maxProperties: "ATTUNE_CONFIG_RANGE",
  uniqueItems: "ATTUNE_CONFIG_DUPLICATE_ID",
};

/** Short, and never the text of a secret's neighbourhood: a value of the file as the reader will recognise it. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
