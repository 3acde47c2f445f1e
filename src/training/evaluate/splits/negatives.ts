import { AttuneError } from "../../../domain/errors.js";
import type { Interactions } from "../../interactions.js";
import { seededRandom } from "../../seeded-random.js";
import { byPerson } from "./stratified.js";

/** A held-out item and what it is ranked against. */
export interface SampledCase {
  readonly person: number;
  readonly item: number;
  readonly negatives: readonly number[];
}

/**
 * NCF's test files (He et al., WWW 2017): a line is `(user,item)`, then the negatives, between tabs. The item in brackets is the one held out.
 * Ids that the training data doesn't know: an unknown person is an error, unknown items get numbers past the known ones.
 * @throws AttuneError ATTUNE_INPUT_UNREADABLE
 */
export function parseNegatives(
  text: string,
  { people, items }: Pick<Interactions, "people" | "items">,
): { readonly cases: SampledCase[]; readonly unknownItems: readonly string[] } {
  const persons = new Map(people.map((key, at) => [key.replace(/^[ua]:/, ""), at]));
  const numbers = new Map(items.map((id, at) => [id, at]));
  const unknownItems: string[] = [];
  const numberOf = (id: string): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    const made = items.length + unknownItems.push(id) - 1;
    numbers.set(id, made);
    return made;
  };
  const cases = text.split("\n").flatMap((line, at): SampledCase[] => {
    if (line.trim() === "") return [];
    const [pair = "", ...negatives] = line.trim().split("\t");
    const [, user, item] = /^\(\s*([^,]+?)\s*,\s*([^,]+?)\s*\)$/.exec(pair) ?? [];
    const person = user === undefined ? undefined : persons.get(user);
    if (item === undefined || negatives.length === 0)
      throw unreadable(at, "a line is (user,item) and its negatives, between tabs");
    if (person === undefined) throw unreadable(at, `the training data has no user ${user}`);
    return [{ person, item: numberOf(item), negatives: negatives.map(numberOf) }];
  });
  return { cases, unknownItems };
}

function unreadable(at: number, why: string): AttuneError {
  return new AttuneError("ATTUNE_INPUT_UNREADABLE", `negatives, line ${at + 1}: ${why}`);
}

/** `size` different items for each held-out interaction that the person never met, uniformly. */
export function sampleNegatives(
  interactions: Interactions,
  cases: Uint32Array,
  size: number,
  seed: number,
): SampledCase[] {
  const { items, person, item } = interactions;
  const random = seededRandom(seed);
  const own = byPerson(interactions);
  return [...cases].map((at) => {
    const who = person[at] as number;
    const met = new Set((own[who] as number[]).map((other) => item[other] as number));
    const wanted = Math.min(size, items.length - met.size);
    const negatives: number[] = [];
    while (negatives.length < wanted) {
      const drawn = Math.floor(random() * items.length);
      if (met.has(drawn)) continue;
      met.add(drawn);
      negatives.push(drawn);
    }
    return { person: who, item: item[at] as number, negatives };
  });
}
