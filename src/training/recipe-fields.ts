import { type TProperties, Type } from "@sinclair/typebox";

/** What recipes are written with: every field has a description, a default and bounds, so that an empty file is a whole recipe. */

interface Bounds {
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly multipleOf?: number;
}

/** Unknown keys are mistakes, and a group that is left out takes the defaults of its fields. */
export function group<T extends TProperties>(description: string, fields: T) {
  return Type.Object(fields, { additionalProperties: false, description, default: {} });
}

export function count(description: string, bounds: Bounds) {
  return Type.Integer({ description, ...bounds });
}

export function amount(description: string, bounds: Bounds) {
  return Type.Number({ description, ...bounds });
}

/** A text such as "45 min"; bounds are checked by the keyword that config/check.ts knows. */
export function duration(description: string, bounds: { default: string; minimum: string; maximum: string }) {
  const { default: fallback, ...limits } = bounds;
  return Type.String({ description, default: fallback, duration: limits });
}

/** One of a few words. */
export function oneOf<const T extends string>(description: string, words: readonly T[], fallback: NoInfer<T>) {
  return Type.Unsafe<T>({ type: "string", enum: [...words], description, default: fallback });
}

/** Whole numbers, each within the bounds. */
export function counts(
  description: string,
  { default: fallback, most, ...bounds }: { default: number[]; most: number; minimum: number; maximum: number },
) {
  return Type.Array(Type.Integer(bounds), { description, default: fallback, maxItems: most });
}
