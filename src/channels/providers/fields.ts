import { type TProperties, type TUnsafe, Type } from "@sinclair/typebox";

/** The building blocks of the adapters' schemas. A field without a default must be given, unless it is optional. */

export function optionsOf<T extends TProperties>(description: string, fields: T) {
  return Type.Object(fields, { additionalProperties: false, description });
}

/** A group within the options; left out it takes the defaults of its fields. */
export function groupOf<T extends TProperties>(description: string, fields: T) {
  return Type.Object(fields, { additionalProperties: false, description, default: {} });
}

interface TextBounds {
  readonly default?: string;
  readonly maxLength?: number;
  readonly pattern?: string;
}

export function text(description: string, bounds: TextBounds = {}) {
  return Type.String({ minLength: bounds.default === "" ? 0 : 1, maxLength: 500, ...bounds, description });
}

/** Shown neither in a mistake's message nor by the doctor. */
export function secret(description: string, bounds: { maxLength?: number; pattern?: string } = {}) {
  return Type.String({ minLength: 1, maxLength: 5_000, ...bounds, description, writeOnly: true });
}

export function count(description: string, bounds: { default: number; minimum: number; maximum: number }) {
  return Type.Integer({ ...bounds, description });
}

export function oneOf<const T extends string>(values: readonly T[], description: string, fallback: T): TUnsafe<T> {
  return Type.Unsafe<T>({ type: "string", enum: [...values], description, default: fallback });
}

/** Names with a text each: headers, constant fields. */
export function texts(description: string, maxProperties: number): TUnsafe<Record<string, string>> {
  return Type.Unsafe<Record<string, string>>({
    type: "object",
    additionalProperties: { type: "string", maxLength: 2_000 },
    maxProperties,
    description,
    default: {},
  });
}
