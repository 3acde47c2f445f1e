import type { JsonObject } from "../../domain/event.js";
import type { Known } from "./known.js";
import { plain } from "./plain.js";

/** Segment's reserved traits are camelCase; many sites send snake case. */
const NAMES: Readonly<Record<string, string>> = {
  firstName: "firstName",
  first_name: "firstName",
  lastName: "lastName",
  last_name: "lastName",
};

export function personFacts({ draft }: Known): JsonObject {
  const person = plain({});
  for (const { key, value } of draft.read("traits")) {
    const name = Object.hasOwn(NAMES, key) ? (NAMES[key] as string) : undefined;
    if (name !== undefined && (person[name] === undefined || name === key)) person[name] = value;
  }
  return person;
}
