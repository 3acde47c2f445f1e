import { type Static, type TObject, type TProperties, type TSchema, type TUnsafe, Type } from "@sinclair/typebox";

/**
 * The building blocks of the configuration's schemas. A declaration gives four things: the TypeScript type, the check, the default, and
 * the JSON Schema that editors read. Every field says its default and the reason for it.
 */

/** The longest id of an action, treatment, write key: it stands in log headers, timer ids and metrics. */
export const ID_PATTERN = "^[a-z0-9][a-z0-9-]{0,63}$";

export function id(description: string) {
  return Type.String({ pattern: ID_PATTERN, description });
}

export function text(description: string, options: { default?: string; maxLength?: number } = {}) {
  return Type.String({
    minLength: 1,
    maxLength: options.maxLength ?? 2_000,
    description,
    ...defaulted(options.default),
  });
}

export function count(description: string, bounds: { default?: number; minimum: number; maximum: number }) {
  return Type.Integer({ minimum: bounds.minimum, maximum: bounds.maximum, description, ...defaulted(bounds.default) });
}

export function amount(description: string, bounds: { default?: number; minimum: number; maximum: number }) {
  return Type.Number({ minimum: bounds.minimum, maximum: bounds.maximum, description, ...defaulted(bounds.default) });
}

/** A text such as "45 min"; `duration` is checked by the keyword that check.ts adds to ajv, and ignored by editors. */
export function duration(description: string, bounds: { default?: string; minimum: string; maximum: string }) {
  return Type.String({
    description: `${description} From ${bounds.minimum} to ${bounds.maximum}.`,
    duration: { minimum: bounds.minimum, maximum: bounds.maximum },
    ...defaulted(bounds.default),
  });
}

export function oneOf<const T extends string>(values: readonly T[], description: string, fallback?: T): TUnsafe<T> {
  return Type.Unsafe<T>({ type: "string", enum: [...values], description, ...defaulted(fallback) });
}

/** A group of settings: unknown keys are mistakes, and a group that is left out takes the defaults of its fields. */
export function group<T extends TProperties>(description: string, fields: T): TObject<T> {
  return Type.Object(fields, { additionalProperties: false, description, default: {} });
}

/** A list's entry: unknown keys are mistakes, and its own fields without a default must be given. */
export function entry<T extends TProperties>(description: string, fields: T): TObject<T> {
  return Type.Object(fields, { additionalProperties: false, description });
}

/** Without `default` the list must be given. */
export function list<T extends TSchema>(
  of: T,
  description: string,
  bounds: { minItems?: number; maxItems: number; default?: Static<T>[] },
) {
  return Type.Array(of, { ...bounds, description });
}

/** A condition in CEL over domain/view.ts; checked by checks/conditions.ts. */
export function condition(description: string) {
  return text(`${description} CEL; the names are in config/README.md.`, { maxLength: 2_000 });
}

export function flag(description: string, fallback: boolean) {
  return Type.Boolean({ description, default: fallback });
}

/** A number, or "off". */
export function amountOrOff(
  description: string,
  bounds: { default: number | "off"; minimum: number; maximum: number },
): TUnsafe<number | "off"> {
  return Type.Unsafe<number | "off">({ type: ["number", "string"], pattern: "^off$", description, ...bounds });
}

/** Names that the shop makes up, each with a value of one kind. */
export function mapOf<T extends TSchema>(
  of: T,
  description: string,
  names: { pattern: string; maxProperties: number },
): TUnsafe<Record<string, Static<T>>> {
  return Type.Unsafe<Record<string, Static<T>>>({
    type: "object",
    additionalProperties: of,
    propertyNames: { pattern: names.pattern },
    maxProperties: names.maxProperties,
    description,
    default: {},
  });
}

function defaulted<T>(value: T | undefined): { default?: T } {
  return value === undefined ? {} : { default: value };
}

/**
 * The schema as plain JSON: what has a default isn't required of the person who writes the file. TypeBox, which types what is read after
 * the defaults were filled in, lists it as required.
 */
export function publishedSchema(schema: TSchema, title: string): Record<string, unknown> {
  const plain = JSON.parse(JSON.stringify(schema)) as Record<string, unknown>;
  delete plain["default"];
  relax(plain);
  return { $schema: "http://json-schema.org/draft-07/schema#", title, ...plain };
}

function relax(node: unknown): void {
  if (Array.isArray(node)) for (const child of node) relax(child);
  if (typeof node !== "object" || node === null || Array.isArray(node)) return;
  const schema = node as { required?: string[]; properties?: Record<string, { default?: unknown }> };
  if (Array.isArray(schema.required) && schema.properties !== undefined) {
    const properties = schema.properties;
    schema.required = schema.required.filter((name) => properties[name]?.default === undefined);
    if (schema.required.length === 0) delete schema.required;
  }
  for (const child of Object.values(node)) relax(child);
}
