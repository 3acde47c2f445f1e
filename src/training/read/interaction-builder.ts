import { AttuneError } from "../../domain/errors.js";
import type { PersonKey } from "../../domain/person.js";
import type { ItemKind } from "../../domain/profile.js";
import { type Interactions, KINDS } from "../interactions.js";
import { Numbering } from "./numbering.js";
import { orderByTime } from "./order-by-time.js";
import { PersonLinks } from "./person-links.js";

/** What one source may hold; about 40 bytes an interaction while it is sorted. */
export const MOST_INTERACTIONS = 100_000_000;
const MOST_PEOPLE = 16_000_000;
const MOST_ITEMS = 4_000_000;
const CHUNK = 65_536;

export interface ReadInteraction {
  readonly person: PersonKey;
  readonly item: string;
  readonly kind: ItemKind;
  /** ms since the epoch, a whole number. */
  readonly time: number;
  /** "" or undefined: not known. */
  readonly category?: string | undefined;
  readonly price?: number | undefined;
}

interface Chunk {
  readonly person: Uint32Array;
  readonly item: Uint32Array;
  readonly kind: Uint8Array;
  readonly time: Float64Array;
}

/** Gathers interactions in any order of time and makes sorted columns of them. */
export class InteractionBuilder {
  readonly #chunks: Chunk[] = [];
  readonly #people = new Numbering("people", MOST_PEOPLE);
  readonly #items = new Numbering("items", MOST_ITEMS);
  readonly #links = new PersonLinks();
  readonly #erased = new Set<number>();
  readonly #categories: string[] = [];
  readonly #prices: { value: number; time: number }[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @throws AttuneError ATTUNE_INPUT_TOO_LARGE */
  add({ person, item, kind, time, category, price }: ReadInteraction): void {
    if (this.#count === MOST_INTERACTIONS)
      throw new AttuneError(
        "ATTUNE_INPUT_TOO_LARGE",
        `more than ${MOST_INTERACTIONS.toLocaleString("en-US")} interactions`,
      );
    const at = this.#count % CHUNK;
    const chunk = at === 0 ? newChunk() : (this.#chunks.at(-1) as Chunk);
    if (at === 0) this.#chunks.push(chunk);
    const number = this.#items.of(item);
    chunk.person[at] = this.#people.of(person);
    chunk.item[at] = number;
    chunk.kind[at] = KINDS.indexOf(kind);
    chunk.time[at] = time;
    this.#count++;
    if (category !== undefined && category !== "") this.#categories[number] = category;
    if (price !== undefined && time >= (this.#prices[number]?.time ?? Number.NEGATIVE_INFINITY))
      this.#prices[number] = { value: price, time };
  }

  /** `from` is the same person as `into`. */
  link(from: PersonKey, into: PersonKey, time: number): void {
    this.#links.link(this.#people.of(from), this.#people.of(into), time);
  }

  /** Takes out everything of a person so far. */
  forget(person: PersonKey): void {
    const number = this.#people.forget(person);
    if (number === undefined) return;
    this.#erased.add(number);
    this.#links.forget(number);
  }

  /** Sorted by (time, place in the source), over shared memory; people and items numbered by their first interaction. */
  finish(source: string): Interactions {
    const kept = this.#kept();
    const order = orderByTime(kept.time);
    const count = order.length;
    const person = new Uint32Array(new SharedArrayBuffer(count * 4));
    const item = new Uint32Array(new SharedArrayBuffer(count * 4));
    const kind = new Uint8Array(new SharedArrayBuffer(count));
    const time = new Float64Array(new SharedArrayBuffer(count * 8));
    const people = new Renumbering(this.#people.names);
    const items = new Renumbering(this.#items.names);
    for (let at = 0; at < count; at++) {
      const place = order[at] as number;
      person[at] = people.of(kept.person[place] as number);
      item[at] = items.of(kept.item[place] as number);
      kind[at] = kept.kind[place] as number;
      time[at] = kept.time[place] as number;
    }
    return {
      count,
      people: people.names,
      items: items.names,
      person,
      item,
      kind,
      time,
      categories: items.before.map((number) => this.#categories[number] ?? ""),
      prices: Float64Array.from(items.before, (number) => this.#prices[number]?.value ?? Number.NaN),
      source,
    };
  }

  /** One piece, people followed to whom they became, without who was erased. */
  #kept(): Chunk {
    const all = newChunk(this.#count);
    let kept = 0;
    this.#chunks.forEach((chunk, index) => {
      const length = Math.min(CHUNK, this.#count - index * CHUNK);
      for (let at = 0; at < length; at++) {
        const raw = chunk.person[at] as number;
        const time = chunk.time[at] as number;
        const person = this.#links.resolve(raw, time);
        if (this.#erased.has(raw) || this.#erased.has(person)) continue;
        all.person[kept] = person;
        all.item[kept] = chunk.item[at] as number;
        all.kind[kept] = chunk.kind[at] as number;
        all.time[kept] = time;
        kept++;
      }
    });
    this.#chunks.length = 0;
    return {
      person: all.person.subarray(0, kept),
      item: all.item.subarray(0, kept),
      kind: all.kind.subarray(0, kept),
      time: all.time.subarray(0, kept),
    };
  }
}

/** Numbers by first use; `before` says which number each had. */
class Renumbering {
  readonly names: string[] = [];
  readonly before: number[] = [];
  readonly #all: readonly string[];
  readonly #now: Int32Array;

  constructor(all: readonly string[]) {
    this.#all = all;
    this.#now = new Int32Array(all.length).fill(-1);
  }

  of(number: number): number {
    const known = this.#now[number] as number;
    if (known >= 0) return known;
    const next = this.names.length;
    this.#now[number] = next;
    this.before.push(number);
    this.names.push(this.#all[number] as string);
    return next;
  }
}

function newChunk(length = CHUNK): Chunk {
  return {
    person: new Uint32Array(length),
    item: new Uint32Array(length),
    kind: new Uint8Array(length),
    time: new Float64Array(length),
  };
}
