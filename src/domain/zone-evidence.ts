import type { EngineContext } from "./context.js";
import type { ProfileDraft } from "./profile-draft.js";
import type { ZoneSource } from "./timing.js";
import { isZone } from "./zone.js";
import { zonesOfCountry } from "./zones-of-country.js";

/** Where the person's clock is, and how that is known. */
export interface ZoneEvidence {
  /** The clock that hours are counted and chosen by. */
  readonly zone: string;
  /** All the clocks that the person's may be: what must not be said at night must be said by day in each. */
  readonly zones: readonly string[];
  readonly source: ZoneSource;
}

/** The person's zone (the trait "timezone"), else the one in the middle of their country's (the trait "country"), else the shop's. */
export function zoneOf(draft: ProfileDraft, context: EngineContext): string {
  const zone = draft.textTrait("timezone");
  if (zone !== undefined && isZone(zone)) return zone;
  const country = draft.textTrait("country");
  return (country === undefined ? undefined : zonesOfCountry(country)?.zone) ?? context.zone;
}

export function zoneEvidence(draft: ProfileDraft, context: EngineContext): ZoneEvidence {
  const zone = draft.textTrait("timezone");
  if (zone !== undefined && isZone(zone)) {
    const isDeclared = draft.read("traits").find(({ key }) => key === "timezone")?.provenance === "declared";
    return { zone, zones: [zone], source: isDeclared ? "declared" : "observed" };
  }
  const country = draft.textTrait("country");
  const ofCountry = country === undefined ? undefined : zonesOfCountry(country);
  if (ofCountry !== undefined) return { ...ofCountry, source: "country" };
  return { zone: context.zone, zones: [context.zone], source: "unknown" };
}
