import { AttuneError } from "../../domain/errors.js";
import type { LoggedChoices } from "./choices.js";

/** Bounds of what is held in memory: some 100 bytes a row. */
export const MOST_ROWS = 5_000_000;
const MOST_PLACES = 60_000_000;
const MOST_FACTS = 100_000_000;
const MOST_ARMS = 10_000;
const MOST_FEATURES = 100_000;
/** Arms by groups: the best arm of each group is found in a table of them. */
const MOST_CELLS = 10_000_000;

/** Places in the list of all choices. */
export interface Range {
  readonly from: number;
  readonly until: number;
}

export interface ChoiceRow {
  readonly person: string;
  readonly group: string;
  readonly range: Range;
  /** Which of the range, from 0. */
  readonly chosen: number;
  readonly propensity: number;
  readonly reward: number;
  /** What is known of the moment. A mark has the value 1. */
  readonly facts: readonly (readonly [name: string, value: number])[];
}

/** Collects logged choices, row by row. Each throws AttuneError ATTUNE_INPUT_TOO_LARGE where there are more than it may hold. */
export class ChoicesBuilder {
  readonly #source: string;
  readonly #arms: Names;
  readonly #groups: Names;
  readonly #features: Names;
  readonly #people: Names;
  readonly #columns = {
    person: [] as number[],
    group: [] as number[],
    reward: [] as number[],
    propensity: [] as number[],
    from: [] as number[],
    until: [] as number[],
    chosen: [] as number[],
    contextFrom: [0],
  };
  readonly #arm: number[] = [];
  readonly #belief: number[] = [];
  readonly #context: number[] = [];
  readonly #contextValue: number[] = [];

  constructor(source: string) {
    this.#source = source;
    this.#arms = new Names(source, "arms", MOST_ARMS);
    this.#groups = new Names(source, "groups", MOST_ARMS);
    this.#features = new Names(source, "different facts", MOST_FEATURES);
    this.#people = new Names(source, "people", MOST_ROWS);
  }

  get count(): number {
    return this.#columns.person.length;
  }

  /** What a row may choose; rows may share it. `belief`: what is believed of each, of all ranges or of none. */
  range(arms: readonly string[], belief?: readonly number[]): Range {
    const from = this.#arm.length;
    for (const arm of arms) this.#arm.push(this.#arms.numberOf(arm));
    for (const one of belief ?? []) this.#belief.push(one);
    if (this.#arm.length > MOST_PLACES) throw tooLarge(this.#source, MOST_PLACES, "choices in all");
    return { from, until: this.#arm.length };
  }

  add({ person, group, range, chosen, propensity, reward, facts }: ChoiceRow): void {
    const columns = this.#columns;
    columns.person.push(this.#people.numberOf(person));
    columns.group.push(this.#groups.numberOf(group));
    columns.reward.push(reward);
    columns.propensity.push(propensity);
    columns.from.push(range.from);
    columns.until.push(range.until);
    columns.chosen.push(range.from + chosen);
    for (const [name, value] of facts) {
      this.#context.push(this.#features.numberOf(name));
      this.#contextValue.push(value);
    }
    columns.contextFrom.push(this.#context.length);
    if (this.count > MOST_ROWS) throw tooLarge(this.#source, MOST_ROWS, "rows");
    if (this.#context.length > MOST_FACTS) throw tooLarge(this.#source, MOST_FACTS, "facts of moments");
  }

  finish(): LoggedChoices {
    if (this.#arms.count * this.#groups.count > MOST_CELLS)
      throw tooLarge(this.#source, MOST_CELLS, "arms times groups");
    const { person, group, reward, propensity, from, until, chosen, contextFrom } = this.#columns;
    return {
      source: this.#source,
      count: this.count,
      arms: this.#arms.all,
      groups: this.#groups.all,
      person: Uint32Array.from(person),
      group: Uint16Array.from(group),
      reward: Float64Array.from(reward),
      propensity: Float64Array.from(propensity),
      from: Uint32Array.from(from),
      until: Uint32Array.from(until),
      chosen: Uint32Array.from(chosen),
      arm: Uint16Array.from(this.#arm),
      belief: this.#belief.length === 0 ? undefined : Float32Array.from(this.#belief),
      contextFrom: Uint32Array.from(contextFrom),
      context: Uint32Array.from(this.#context),
      contextValue: Float32Array.from(this.#contextValue),
      features: this.#features.all,
    };
  }
}

/** Names by number, in the order in which they came. */
class Names {
  readonly #source: string;
  readonly #what: string;
  readonly #most: number;
  readonly #numbers = new Map<string, number>();

  constructor(source: string, what: string, most: number) {
    this.#source = source;
    this.#what = what;
    this.#most = most;
  }

  get count(): number {
    return this.#numbers.size;
  }

  get all(): readonly string[] {
    return [...this.#numbers.keys()];
  }

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    if (number >= this.#most) throw tooLarge(this.#source, this.#most, this.#what);
    this.#numbers.set(name, number);
    return number;
  }
}

export function tooLarge(source: string, most: number, what: string): AttuneError {
  return new AttuneError("ATTUNE_INPUT_TOO_LARGE", `${source}: more than ${most} ${what}`);
}
