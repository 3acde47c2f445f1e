import { anonymousPerson, knownPerson, type PersonKey } from "../../domain/person.js";
import type { Person, Population } from "../population/index.js";

const DAY_MS = 86_400_000;

/** Who is meant by a key, and how many messages each had today. */
export class People {
  readonly #byKey = new Map<PersonKey, Person>();
  readonly #today = new Map<Person, { readonly day: number; count: number }>();

  constructor({ people }: Pick<Population, "people">) {
    for (const person of people) {
      if (person.account !== undefined) this.#byKey.set(knownPerson(person.account.userId), person);
      for (const { anonymousId } of person.devices) this.#byKey.set(anonymousPerson(anonymousId), person);
    }
  }

  of(key: PersonKey): Person | undefined {
    return this.#byKey.get(key);
  }

  /** The number of a message that reaches somebody now among those of the day, from 0. */
  numberToday(person: Person, now: number): number {
    const day = Math.floor(now / DAY_MS);
    const known = this.#today.get(person);
    if (known?.day === day) return ++known.count;
    this.#today.set(person, { day, count: 0 });
    return 0;
  }
}
