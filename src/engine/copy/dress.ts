import type { CopyVersion, Treatment } from "../../domain/action.js";
import type { Facts } from "../../domain/consideration.js";
import { objectOf } from "../../domain/fields.js";
import type { Message } from "../../domain/message.js";
import { factPath } from "../../domain/usable-fact.js";

/** The layout of a message, with what it names of the person: no more than that leaves. */
export type Dress = Pick<Message, "template" | "facts">;

/** A version that hasn't the layout's facts, as the guard softened to it, is said in the channel's own layout, which names none. */
export function dressOf({ template, layoutFacts = [] }: Treatment, version: CopyVersion, known: Facts): Dress {
  if (template === undefined || !layoutFacts.every((fact) => version.facts.includes(fact))) return {};
  if (layoutFacts.length === 0) return { template };
  const facts: Facts = {};
  for (const fact of layoutFacts) {
    const [subject, name] = factPath(fact);
    const value = objectOf(known[subject])?.[name];
    if (value !== undefined) facts[subject] = { ...objectOf(facts[subject]), [name]: value };
  }
  return { template, facts };
}
