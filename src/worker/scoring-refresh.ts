import { NO_SCORING_PIN, sameScoringPin, type ScoringPin } from "../domain/scoring.js";
import { pinOf, placeName, placesOf, type Refused, refusalOf, type ScoringPlace } from "./scoring-in-force.js";
import { scoringOf } from "./statistics.js";
import { allOf, haveAnother, mayHaveAnother, type TellParts, tellPartitions } from "./tell-partitions.js";

export interface ScoringPins {
  /** The promoted versions, and those put into their shadow. */
  current(): Promise<ScoringPin>;
  /** Makes a pin's versions ready, so that no partition waits for them. @throws what ScoringSource.resolve does */
  prepare(pin: ScoringPin): Promise<void>;
}

/** What all partitions have been told. */
export interface Told {
  readonly pin: ScoringPin;
  /** Versions that are promoted and can't be had: their places keep what was in force. */
  readonly refused: readonly RefusedPlace[];
  /** Rounds since they were told, or were looked at. */
  readonly rounds: number;
}

interface RefusedPlace extends Refused {
  readonly place: ScoringPlace;
}

/**
 * So many rounds after all were told, and again and again, it is looked who has something else in force, and they are told once more: a process could not
 * have a version that it can have now, or one whose turn was over told something else.
 */
export const CHECK_ROUNDS = 6;

/**
 * Brings the promoted models into force: each is made ready first, then the pin of those that can be had is put into the log of every partition. `told`:
 * what all have been told. Where that isn't known, only partitions are told that may have something else.
 */
export async function refreshScoring(parts: TellParts & { readonly source: ScoringPins }, told?: Told): Promise<Told> {
  const { pin, refused } = await availablePin(parts, told);
  const isTold = told !== undefined && sameScoringPin(told.pin, pin);
  // One that could not be had before may be missing anywhere.
  const isBack = told?.refused.some(({ place }) => !refused.some((each) => isSamePlace(each.place, place))) === true;
  if (isTold && !isBack && told.rounds < CHECK_ROUNDS - 1) return { pin: told.pin, refused, rounds: told.rounds + 1 };
  const behind = isTold ? await haveAnother(parts, inForceOf(pin)) : await toBeTold(parts, pin, told);
  if (behind.length > 0) await tellPartitions(parts, behind, { scoring: pin });
  return { pin: isTold ? told.pin : pin, refused, rounds: 0 };
}

/** What is promoted; where that can't be had, what was told before. */
async function availablePin(
  { source, state }: TellParts & { readonly source: ScoringPins },
  told: Told | undefined,
): Promise<Pick<Told, "pin" | "refused">> {
  const wanted = await source.current();
  const before = told?.pin ?? scoringOf(await state.loadStatistics(0)) ?? NO_SCORING_PIN;
  const isReady = (place: ScoringPlace): boolean =>
    told?.pin[place.side][place.model] === place.version &&
    !told.refused.some((each) => isSamePlace(each.place, place));
  const places: ScoringPlace[] = [];
  const refused: RefusedPlace[] = [];
  for (const place of placesOf(wanted)) {
    const refusal = isReady(place) ? undefined : await tryOut(source, place);
    if (refusal !== undefined) refused.push({ ...refusal, place });
    const { side, model } = place;
    const version = refusal === undefined ? place.version : before[side][model];
    if (version !== undefined) places.push({ side, model, version });
  }
  return { pin: pinOf(places), refused };
}

async function toBeTold(parts: TellParts, pin: ScoringPin, told: Told | undefined): Promise<number[]> {
  if (told !== undefined) return allOf(parts.log);
  return mayHaveAnother(parts, { isInForce: inForceOf(pin), isNothing: sameScoringPin(pin, NO_SCORING_PIN) });
}

function inForceOf(pin: ScoringPin): (stored: ReadonlyMap<string, Uint8Array>) => boolean {
  return (stored) => sameScoringPin(scoringOf(stored) ?? NO_SCORING_PIN, pin);
}

function isSamePlace(a: ScoringPlace, b: ScoringPlace): boolean {
  return placeName(a) === placeName(b);
}

async function tryOut(source: ScoringPins, place: ScoringPlace): Promise<Refused | undefined> {
  try {
    await source.prepare(pinOf([place]));
    return undefined;
  } catch (error) {
    return refusalOf(place, error);
  }
}
