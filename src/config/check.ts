import { Ajv, type ErrorObject } from "ajv";
import type { TSchema } from "@sinclair/typebox";
import { parseDuration } from "../domain/time.js";
import { type ConfigProblem, type ConfigProblemCode, problem } from "./problems.js";
import { TIME_PATTERN } from "./schema/delivery.js";
import { ID_PATTERN, publishedSchema } from "./schema/fields.js";
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
  const check = createPartCheck<T>(schema);
  // An empty file is an empty group: everything takes its default.
  return (file) => check(file.data === null ? {} : file.data, file, []);
}

/** The same of what stands at a path of a file. */
export function createPartCheck<T>(
  schema: TSchema,
): (data: unknown, file: YamlFile, at: Path) => { value: T | undefined; problems: ConfigProblem[] } {
  const validate = ajv.compile<T>(publishedSchema(schema, "checked"));
  return (data, file, at) => {
    if (data === undefined) return { value: undefined, problems: [] };
    if (validate(data)) return { value: data, problems: [] };
    const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== "propertyNames");
    return { value: undefined, problems: errors.map((error) => describe(error, file, at)) };
  };
}

function describe(error: ErrorObject, file: YamlFile, at: Path): ConfigProblem {
  const within: Path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const path: Path = [...at, ...within];
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
    const message = `"${error.propertyName}" can't be a name here; it ${inWords(error)}`;
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
    `${name} is ${isSecret(name, error) ? "not shown" : shown(error.data)}; it ${inWords(error)}`,
  );
}

function isSecret(name: string, { parentSchema }: ErrorObject): boolean {
  return SECRETS.has(name) || parentSchema?.["writeOnly"] === true;
}

/** Keys whose values stay out of messages; adapters mark theirs as `writeOnly`. */
const SECRETS: ReadonlySet<string> = new Set(["key", "secret", "receiptSecrets"]);

/** What the validator wants, as one would tell a person: "must be a whole number". */
function inWords(error: ErrorObject): string {
  const { keyword, parentSchema = {} } = error;
  const limit = (error.params as { limit?: number }).limit ?? 0;
  switch (keyword) {
    case "type":
      return `must be ${typeInWords(parentSchema)}`;
    case "minimum":
    case "maximum":
      return `must be ${rangeInWords(parentSchema)}`;
    case "minItems":
      return `must have at least ${counted(limit, "entry", "entries")}`;
    case "maxItems":
      return `must have at most ${counted(limit, "entry", "entries")}`;
    case "minLength":
      return limit === 1 ? "must not be empty" : `must have at least ${limit} characters`;
    case "maxLength":
      return `must have at most ${counted(limit, "character", "characters")}`;
    case "maxProperties":
      return `must have at most ${counted(limit, "key", "keys")}`;
    case "uniqueItems":
      return "must name each only once";
    case "pattern":
      return `must be ${PATTERNS[String(error.schema)] ?? `like ${String(error.schema)}`}`;
    default:
      return error.message ?? "is not what belongs here";
  }
}

const TYPES: Readonly<Record<string, string>> = {
  integer: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "a group of keys",
};

function typeInWords(schema: Readonly<Record<string, unknown>>): string {
  if (schema["duration"] !== undefined) return 'a duration such as "45 min"';
  const texts = typeof schema["pattern"] === "string" ? PATTERNS[schema["pattern"]] : undefined;
  const types = [schema["type"] as string | string[]].flat();
  return types.map((type) => (type === "string" ? texts : undefined) ?? TYPES[type] ?? type).join(" or ");
}

function rangeInWords(schema: Readonly<Record<string, unknown>>): string {
  const { minimum, maximum } = schema as { minimum?: number; maximum?: number };
  if (minimum === undefined) return `at most ${maximum}`;
  return maximum === undefined ? `at least ${minimum}` : `from ${minimum} to ${maximum}`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The patterns of the schemas. */
export const PATTERNS: Readonly<Record<string, string>> = {
  [ID_PATTERN]: "1 to 64 small letters, digits and hyphens, no hyphen in front",
  "^off$": '"off"',
  [TIME_PATTERN]: "a time of day such as 08:30",
  "^whsec_[A-Za-z0-9+/]{32,86}={0,2}$": "whsec_ and 24 to 64 bytes as base64",
  "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "a language such as de or pt-BR",
  "^[A-Z0-9]{0,12}$": "at most 12 capital letters and digits",
  "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$": "a month and a day such as 11-20",
  "^[^\\s].{0,99}$": "1 to 100 characters without a blank in front",
  "^[a-z]+\\.\\S.{0,99}$": "a fact such as trait.plan or item.name",
};

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
