/**
 * What words may be made of, as plain JSON: a subject ("item") and its facts ("item.name"). What is not known is left out, so that a version
 * that needs it fails closed. Never a link: whoever holds a site's public write key could send one. config/facts.ts names and explains them.
 */
import type { Treatment } from "../../domain/action.js";
import type { Facts, Moment } from "../../domain/consideration.js";
import type { JsonObject } from "../../domain/event.js";
import { cartFacts, itemFacts, itemsFacts, savedFacts } from "./item-facts.js";
import type { Known } from "./known.js";
import { loyaltyFacts } from "./loyalty-facts.js";
import { orderFacts } from "./order-facts.js";
import { personFacts } from "./person-facts.js";
import { plain } from "./plain.js";

const SUBJECTS: Readonly<Record<string, (known: Known) => JsonObject | undefined>> = {
  person: personFacts,
  item: itemFacts,
  items: itemsFacts,
  cart: cartFacts,
  saved: savedFacts,
  order: orderFacts,
  loyalty: loyaltyFacts,
  search: ({ moment }) => named("query", moment, "search-without-result"),
  form: ({ moment }) => named("name", moment, "form-abandoned"),
  collection: ({ moment }) => named("name", moment, "new-collection"),
  moment: ({ moment }) => named("subject", moment, moment.occasion),
};

/** Facts of one moment, each subject worked out when the first treatment asks for it. */
export class KnownFacts {
  readonly #known: Known;
  readonly #facts: Facts = plain({});
  readonly #asked: string[] = [];

  constructor(known: Known) {
    this.#known = known;
  }

  /** Those that the treatment's words name, and perhaps more. */
  for(treatment: Treatment): Facts {
    for (const subject of subjectsOf(treatment)) {
      if (this.#asked.includes(subject)) continue;
      this.#asked.push(subject);
      const facts = SUBJECTS[subject]?.(this.#known);
      if (facts !== undefined) this.#facts[subject] = facts;
    }
    return this.#facts;
  }
}

/** The configuration's, so worked out once. */
const subjects = new WeakMap<Treatment, readonly string[]>();

function subjectsOf(treatment: Treatment): readonly string[] {
  let known = subjects.get(treatment);
  if (known === undefined) {
    const all = treatment.copy.flatMap(({ facts }) => facts.map((fact) => fact.slice(0, fact.indexOf("."))));
    known = [...new Set(all)].filter((subject) => Object.hasOwn(SUBJECTS, subject));
    subjects.set(treatment, known);
  }
  return known;
}

function named(fact: string, { subject, occasion }: Moment, at: string): JsonObject | undefined {
  return subject === "" || occasion !== at ? undefined : plain({ [fact]: subject });
}
