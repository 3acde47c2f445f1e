import type { GuardPolicy } from "../../domain/policy.js";
import type { View } from "../../domain/view.js";
import { partsOf } from "./fact.js";

/** An order tells more than a visit: two points for each order, a quarter for each visit. One order and four visits make 3. */
const PER_ORDER = 2;
const PER_SESSION = 0.25;

function relationshipScore(view: View): number {
  return view.orders.count * PER_ORDER + view.activity.sessions * PER_SESSION;
}

const NAMES = new Set([
  "name",
  "firstname",
  "lastname",
  "middlename",
  "fullname",
  "surname",
  "givenname",
  "familyname",
  "nickname",
]);

/** By fact: they are what words and treatments of the configuration name, so they are few. */
const naming = new Map<string, boolean>();

/** "person.firstName", "trait.last_name" … */
function isNaming(fact: string): boolean {
  let known = naming.get(fact);
  if (known === undefined) {
    const { subject, key } = partsOf(fact);
    const [name = ""] = key.split(".", 1);
    known = (subject === "person" || subject === "trait") && NAMES.has(name.toLowerCase().replaceAll("_", ""));
    naming.set(fact, known);
  }
  return known;
}

/** Whoever hardly knows a person doesn't use their name. undefined: it is no name, or the shop knows them well enough. */
export function relationshipProblem(fact: string, view: View, guard: GuardPolicy): string | undefined {
  if (guard.minimumRelationship <= 0 || !isNaming(fact)) return undefined;
  const score = relationshipScore(view);
  return score < guard.minimumRelationship ? `relationship ${score} of ${guard.minimumRelationship}` : undefined;
}
