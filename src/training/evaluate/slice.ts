import type { Interactions } from "../interactions.js";

/** Some of the interactions (numbers, ascending) as if there were no others: people and items that aren't met don't exist for who trains on it. */
export function sliceInteractions(interactions: Interactions, chosen: ArrayLike<number>): Interactions {
  const { person, item, kind, time, source } = interactions;
  const people = new Renumbering(interactions.people.length);
  const items = new Renumbering(interactions.items.length);
  const count = chosen.length;
  const made = {
    person: new Uint32Array(count),
    item: new Uint32Array(count),
    kind: new Uint8Array(count),
    time: new Float64Array(count),
  };
  for (let to = 0; to < count; to++) {
    const at = chosen[to] as number;
    made.person[to] = people.of(person[at] as number);
    made.item[to] = items.of(item[at] as number);
    made.kind[to] = kind[at] as number;
    made.time[to] = time[at] as number;
  }
  return {
    count,
    ...made,
    people: people.old.map((who) => interactions.people[who] as string),
    items: items.old.map((what) => interactions.items[what] as string),
    categories: items.old.map((what) => interactions.categories[what] as string),
    prices: Float64Array.from(items.old, (what) => interactions.prices[what] as number),
    source,
  };
}

/** The interactions [0, end). */
export function before(interactions: Interactions, end: number): Interactions {
  return sliceInteractions(
    interactions,
    Uint32Array.from({ length: end }, (_, at) => at),
  );
}

/** New numbers in the order of being met. */
class Renumbering {
  readonly old: number[] = [];
  readonly #to: Int32Array;

  constructor(size: number) {
    this.#to = new Int32Array(size).fill(-1);
  }

  of(old: number): number {
    if (this.#to[old] === -1) this.#to[old] = this.old.push(old) - 1;
    return this.#to[old] as number;
  }
}
