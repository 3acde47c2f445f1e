import { AttuneError } from "../../domain/errors.js";

/** Numbers for names, from 0 in the order in which they come. Bounded: a Map holds no more, and neither would the machine. */
export class Numbering {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #what: string;
  readonly #most: number;

  constructor(what: string, most: number) {
    this.#what = what;
    this.#most = most;
  }

  get names(): readonly string[] {
    return this.#names;
  }

  /** @throws AttuneError ATTUNE_INPUT_TOO_LARGE */
  of(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#names.length;
    if (number === this.#most)
      throw new AttuneError("ATTUNE_INPUT_TOO_LARGE", `more than ${this.#most.toLocaleString("en-US")} ${this.#what}`);
    this.#numbers.set(name, number);
    this.#names.push(name);
    return number;
  }

  /** The name gets another number when it comes again; returns the one that it had. */
  forget(name: string): number | undefined {
    const number = this.#numbers.get(name);
    this.#numbers.delete(name);
    return number;
  }
}
