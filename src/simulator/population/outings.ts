import type { Random } from "../random.js";
import { chanceOf } from "./chance.js";
import { drawMoment } from "./hours.js";
import type { Need, Person } from "./person.js";

const DAY_MS = 86_400_000;
/** Visits to the site a day that the strongest need leads to, by itself. */
const VISITS_PER_NEED_DAY = 0.3;
/** Part of the needs for which they go into the shop's store, or look there. */
const GOES_TO_STORE = 0.1;

/** They go by themselves: to the site or into the store, because of a need or just so. */
export interface Outing {
  readonly time: number;
  readonly to: "site" | "store";
  readonly need: Need | undefined;
  /** Its place among the person's outings: their dice go by it. */
  readonly number: number;
}

/** All that somebody would do by themselves between two times (ms), in order of time. Once a need is met its outings fall away. */
export function outingsOf(person: Person, from: number, until: number): readonly Outing[] {
  const random = chanceOf(person, "outings");
  const found: Omit<Outing, "number">[] = [];
  const add = (time: number, to: Outing["to"], need: Need | undefined): void => {
    if (time >= from && time < until) found.push({ time, to, need });
  };
  const gap = (7 * DAY_MS) / person.visitsPerWeek;
  for (let at = from + random.exponential(gap); at < until; at += random.exponential(gap)) {
    add(drawMoment(person.visitHours, midnightOf(at), random), "site", undefined);
  }
  for (const need of person.needs) {
    for (let at = need.from; ; ) {
      at += random.exponential(DAY_MS / (VISITS_PER_NEED_DAY * need.strength));
      if (at >= need.until) break;
      add(Math.max(need.from, drawMoment(person.visitHours, midnightOf(at), random)), "site", need);
    }
    if (random.chance(GOES_TO_STORE)) add(openingHour(random.between(need.from, need.until), random), "store", need);
  }
  found.sort((a, b) => a.time - b.time);
  return found.map((outing, number) => ({ ...outing, number }));
}

function midnightOf(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS;
}

/** Stores are open from ten to seven. */
function openingHour(time: number, random: Random): number {
  return midnightOf(time) + Math.round(random.between(10, 19) * 3_600_000);
}
