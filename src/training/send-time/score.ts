import { HOUR } from "../../domain/time.js";
import { type Choose, isChosen } from "./choosers.js";
import type { Parted } from "./split.js";

/** A held-out sign: whose it is, and what was known of them. */
export interface Case {
  readonly person: number;
  /** How many signs trained. */
  readonly known: number;
  /** It is the first of its hour: not one more open of the same message. */
  readonly isApart: boolean;
}

const DAY_HOURS = 24;

/** All held-out signs, person by person. */
export function casesOf(people: readonly Parted[]): Case[] {
  return people.flatMap(({ train, test }, person) => {
    const trained = new Set(train.times.map(hourOf));
    return test.times.map((time, at) => {
      const isApart = !trained.has(hourOf(time)) && (at === 0 || hourOf(time) !== hourOf(test.times[at - 1] as number));
      return { person, known: train.times.length, isApart };
    });
  });
}

/** By case: 1 where it was in the chosen hours of its day. */
export function hitsOf(people: readonly Parted[], choose: Choose): Uint8Array {
  const hits = people.flatMap(({ train, test }) =>
    test.times.map((time, at) => {
      const hour = test.hours[at] as number;
      return isChosen(choose(train, Math.floor(hour / DAY_HOURS), time), hour) ? 1 : 0;
    }),
  );
  return Uint8Array.from(hits);
}

export function shareOf(hits: ArrayLike<number>, isCounted: (at: number) => boolean = () => true): number {
  let hit = 0;
  let all = 0;
  for (let at = 0; at < hits.length; at++) {
    if (!isCounted(at)) continue;
    hit += hits[at] as number;
    all++;
  }
  return all === 0 ? 0 : hit / all;
}

function hourOf(time: number): number {
  return Math.floor(time / HOUR);
}
