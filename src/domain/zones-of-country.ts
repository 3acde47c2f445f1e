import { getCountry } from "countries-and-timezones";
import { isZone, standardOffset } from "./zone.js";

/** The zones that people of a country may live in. */
export interface CountryZones {
  /** One in the middle of them, by their clocks. */
  readonly zone: string;
  readonly zones: readonly string[];
}

const COUNTRY = /^[A-Za-z]{2}$/;
/** Clocks of a country are compared at this moment (2025-01-01): which of its zones is in the middle must not change from event to event. */
const COMPARED_AT = 1_735_689_600_000;
const known = new Map<string, CountryZones | undefined>();

/** By ISO 3166 alpha-2, capitals or not; undefined: there is no such country. */
export function zonesOfCountry(country: string): CountryZones | undefined {
  if (!COUNTRY.test(country)) return undefined;
  const code = country.toUpperCase();
  if (!known.has(code)) known.set(code, ask(code));
  return known.get(code);
}

function ask(code: string): CountryZones | undefined {
  const zones = (getCountry(code)?.timezones ?? []).filter(isZone).toSorted();
  const offsets = zones.map((zone) => standardOffset(zone, COMPARED_AT));
  const middle = offsets.toSorted((a, b) => a - b)[Math.floor((offsets.length - 1) / 2)];
  const zone = zones.find((_, i) => offsets[i] === middle);
  return zone === undefined ? undefined : { zone, zones };
}
