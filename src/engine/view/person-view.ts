import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";
import { ageAt } from "./birthday.js";

/** A tag that a site assigned is the trait "tag.<tag>". */
const TAG = "tag.";

export class PersonView implements Readonly<Record<keyof View["person"], unknown>> {
  readonly #basis: Basis;
  #traits: ReadonlyMap<string, unknown> | undefined;

  constructor(basis: Basis) {
    this.#basis = basis;
  }

  get known(): boolean {
    return this.#basis.draft.person.startsWith("u:");
  }

  get traits(): ReadonlyMap<string, unknown> {
    if (this.#traits === undefined) {
      const traits = new Map<string, unknown>();
      for (const { key, value } of this.#basis.draft.read("traits")) traits.set(key, value);
      this.#traits = traits;
    }
    return this.#traits;
  }

  get tags(): readonly string[] {
    const tags: string[] = [];
    for (const { key, value } of this.#basis.draft.read("traits")) {
      if (value === true && key.startsWith(TAG)) tags.push(key.slice(TAG.length));
    }
    return tags;
  }

  get language(): string {
    return (this.#basis.trait("language") ?? this.#basis.trait("locale") ?? "").replace("_", "-");
  }

  get country(): string {
    const country = this.#basis.trait("country") ?? "";
    return /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : "";
  }

  get zone(): string {
    return this.#basis.zone;
  }

  get age(): number {
    return ageAt(this.#basis.trait("birthday"), this.#basis.now, this.#basis.zone);
  }
}
