import { type Assortment, makeAssortment } from "./assortment.js";
import { makePerson } from "./make-person.js";
import type { Person } from "./person.js";

export interface PopulationOptions {
  /** A whole number: the same options give the same people, with the same needs at the same times. */
  readonly seed: number;
  readonly people: number;
  /** ms since the epoch; hours of the day are UTC. */
  readonly start: number;
  readonly days: number;
}

export interface Population {
  readonly assortment: Assortment;
  readonly people: readonly Person[];
}

const DAY_MS = 86_400_000;
/** Needs that are already there when the story begins. */
const BEFORE_DAYS = 60;

/** People with a known truth. It shares no constant with the engine, so that what it shows is what the engine found. */
export function makePopulation({ seed, people, start, days }: PopulationOptions): Population {
  const assortment = makeAssortment(seed);
  const options = { seed, assortment, from: start - BEFORE_DAYS * DAY_MS, until: start + days * DAY_MS };
  return { assortment, people: Array.from({ length: people }, (_, place) => makePerson(options, place)) };
}
