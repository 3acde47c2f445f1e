import type { PersonKey } from "../../domain/person.js";
import { Numbering } from "../read/numbering.js";
import { PersonLinks } from "../read/person-links.js";

const MOST_PEOPLE = 16_000_000;
const FIRST_CAPACITY = 4_096;
const ACTIVE = 1;
const ORDER = 2;

/** What an event was to the labels. */
export interface Moment {
  readonly person: PersonKey;
  /** The profile's clock after it, ms. */
  readonly time: number;
  /** The person did something: it belongs to a visit. */
  readonly isActive: boolean;
  readonly isOrder: boolean;
}

/** Moments of everybody, in columns, sorted by person, time, and the order in which they came. */
export interface Timeline {
  readonly count: number;
  /** By place in the order: the moment's number as it came, and its facts. */
  readonly number: Uint32Array;
  readonly person: Uint32Array;
  readonly time: Float64Array;
  readonly isActive: (place: number) => boolean;
  readonly isOrder: (place: number) => boolean;
}

/** Who did what when, told while events are run; in the end people are followed to whom they became, and who was erased is left out. */
export class TimelineBuilder {
  readonly #people = new Numbering("people", MOST_PEOPLE);
  readonly #links = new PersonLinks();
  readonly #erased = new Set<number>();
  #person = new Uint32Array(FIRST_CAPACITY);
  #time = new Float64Array(FIRST_CAPACITY);
  #what = new Uint8Array(FIRST_CAPACITY);
  #count = 0;

  add({ person, time, isActive, isOrder }: Moment): void {
    if (this.#count === this.#time.length) this.#grow();
    this.#person[this.#count] = this.#people.of(person);
    this.#time[this.#count] = time;
    this.#what[this.#count] = (isActive ? ACTIVE : 0) | (isOrder ? ORDER : 0);
    this.#count++;
  }

  /** `from` is the same person as `into`. */
  link(from: PersonKey, into: PersonKey, time: number): void {
    this.#links.link(this.#people.of(from), this.#people.of(into), time);
  }

  forget(person: PersonKey): void {
    const number = this.#people.forget(person);
    if (number === undefined) return;
    this.#erased.add(number);
    this.#links.forget(number);
  }

  finish(): Timeline {
    const own = this.#person.subarray(0, this.#count);
    const who = own.map((person, at) => this.#links.resolve(person, this.#time[at] as number));
    const isErased = (at: number): boolean =>
      this.#erased.has(own[at] as number) || this.#erased.has(who[at] as number);
    const number = own
      .map((_, at) => at)
      .filter((at) => !isErased(at))
      .sort(
        (a, b) =>
          (who[a] as number) - (who[b] as number) || (this.#time[a] as number) - (this.#time[b] as number) || a - b,
      );
    const what = number.map((at) => this.#what[at] as number);
    return {
      count: number.length,
      number,
      person: number.map((at) => who[at] as number),
      time: Float64Array.from(number, (at) => this.#time[at] as number),
      isActive: (place) => ((what[place] as number) & ACTIVE) !== 0,
      isOrder: (place) => ((what[place] as number) & ORDER) !== 0,
    };
  }

  #grow(): void {
    const capacity = 2 * this.#count;
    const person = new Uint32Array(capacity);
    const time = new Float64Array(capacity);
    const what = new Uint8Array(capacity);
    person.set(this.#person);
    time.set(this.#time);
    what.set(this.#what);
    this.#person = person;
    this.#time = time;
    this.#what = what;
  }
}
