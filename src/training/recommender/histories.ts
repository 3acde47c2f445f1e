import type { ItemKind } from "../../domain/profile.js";
import { type Interactions, KINDS } from "../interactions.js";
import { type Groups, groupBy } from "./group-by.js";

/** What each person did, in their order of time: entries of person p are `offsets[p] .. offsets[p + 1]`. 16 bytes an entry. */
export interface Histories {
  readonly offsets: Uint32Array;
  /** By entry. */
  readonly items: Uint32Array;
  readonly people: Uint32Array;
  readonly times: Float64Array;
}

export interface HistoryOptions {
  /** Only these; left out: all. */
  readonly kinds?: readonly ItemKind[] | undefined;
  /** Only so many of a person's newest; left out: all. */
  readonly most?: number | undefined;
  /** One item several times in a row, such as viewed, put into the cart and bought, is one entry, of the first time. */
  readonly runsAsOne?: boolean;
}

export function historiesOf(
  interactions: Interactions,
  { kinds = KINDS, most = Number.POSITIVE_INFINITY, runsAsOne = false }: HistoryOptions = {},
): Histories {
  const wanted = KINDS.map((kind) => kinds.includes(kind));
  const { offsets: from, places } = groupBy(interactions.person, interactions.people.length);
  const offsets = new Uint32Array(interactions.people.length + 1);
  // Entries take the places of the list of places, which is read ahead of them.
  let count = 0;
  for (let person = 0; person < interactions.people.length; person++) {
    const first = count;
    for (let at = from[person] as number; at < (from[person + 1] as number); at++) {
      const place = places[at] as number;
      if (!wanted[interactions.kind[place] as number]) continue;
      if (runsAsOne && count > first && sameItem(interactions, places[count - 1] as number, place)) continue;
      places[count++] = place;
    }
    if (count - first > most) {
      places.copyWithin(first, count - most, count);
      count = first + most;
    }
    offsets[person + 1] = count;
  }
  return gather(interactions, offsets, places.subarray(0, count));
}

function sameItem({ item }: Interactions, place: number, other: number): boolean {
  return item[place] === item[other];
}

function gather({ item, person, time }: Interactions, offsets: Uint32Array, places: Uint32Array): Histories {
  const items = new Uint32Array(places.length);
  const people = new Uint32Array(places.length);
  const times = new Float64Array(places.length);
  for (let entry = 0; entry < places.length; entry++) {
    const place = places[entry] as number;
    items[entry] = item[place] as number;
    people[entry] = person[place] as number;
    times[entry] = time[place] as number;
  }
  return { offsets, items, people, times };
}

/** Inverted lists: the entries with an item, by person and time. */
export function entriesByItem({ items }: Histories, count: number): Groups {
  return groupBy(items, count);
}

/** Forward decay (Cormode et al., ICDE 2009), exponential, as of `until`: 1 now, half of it a half-life ago. */
export function decayAt(time: number, until: number, halfLifeMs: number): number {
  return 2 ** ((time - until) / halfLifeMs);
}

/** Time of the last interaction; they are in order of time. */
export function lastTime({ time, count }: Interactions): number {
  return count === 0 ? 0 : (time[count - 1] as number);
}
