import { type Static, type TSchema, Type } from "@sinclair/typebox";
import { problem } from "../../collector/index.js";

/** Building blocks of the API's schemas: each declaration is the check, the TypeScript type and the documentation. */

/** Ids of people and items: 1 to 256 characters, none a control character. */
export function idText(description: string) {
  return Type.String({ minLength: 1, maxLength: 256, pattern: "^[^\\u0000-\\u001f\\u007f]+$", description });
}

export function label(description: string, maxLength: number) {
  return Type.String({ maxLength, pattern: "^[^\\u0000-\\u001f\\u007f]*$", description });
}

/** ISO 8601 with a zone. */
export function moment(description: string) {
  return Type.String({
    pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?(Z|[+-]\\d\\d:\\d\\d)$",
    description,
    examples: ["2026-03-02T10:45:00Z"],
  });
}

export function listOf<T extends TSchema>(of: T, maxItems: number, description: string) {
  return Type.Array(of, { maxItems, description });
}

export function oneOf<const T extends string>(values: readonly T[], description: string) {
  return Type.Unsafe<T>({ type: "string", enum: [...values], description });
}

/** A schema of the document's own list, by its $id. */
export function refTo<T extends TSchema>(schema: T, description?: string) {
  return Type.Unsafe<Static<T>>({
    $ref: `${String(schema.$id)}#`,
    ...(description === undefined ? {} : { description }),
  });
}

const REFUSALS = {
  400: problem("A parameter or the body is not as documented; the message names it."),
  401: problem("No key was given, or one that is not known."),
  403: problem("The key may not do this."),
  404: problem("There is no such thing."),
  413: problem("The body is too large."),
  429: problem("Too fast; Retry-After says when."),
  503: problem("The log or the state can't be reached now, or too much is in work."),
};

/** The refusals that a route may answer with, for its documentation. */
export function refusals(...further: (404 | 413)[]) {
  const { 404: unknown, 413: large, ...usual } = REFUSALS;
  return {
    ...usual,
    ...(further.includes(404) ? { 404: unknown } : {}),
    ...(further.includes(413) ? { 413: large } : {}),
  };
}
