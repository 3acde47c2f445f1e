import { isAttuneError } from "../domain/errors.js";
import {
  type ModelVersions,
  NO_SCORING,
  SCORING_MODELS,
  type Scoring,
  type ScoringModel,
  type ScoringPin,
  type ScoringSource,
} from "../domain/scoring.js";
import { isPinCode, type PinCode } from "./alarm.js";

/** One model's place in a pin. */
export interface ScoringPlace {
  readonly side: "current" | "shadow";
  readonly model: ScoringModel;
  readonly version: string;
}

/** A version that a pin names and nobody can have. */
export interface Refused {
  readonly code: PinCode;
  readonly message: string;
}

/** "intent=a", "intent=b in the shadow". */
export function placeName({ side, model, version }: ScoringPlace): string {
  return `${model}=${version}${side === "shadow" ? " in the shadow" : ""}`;
}

export function placesOf(pin: ScoringPin): ScoringPlace[] {
  return (["current", "shadow"] as const).flatMap((side) =>
    SCORING_MODELS.flatMap((model) => {
      const version = pin[side][model];
      return version === undefined ? [] : [{ side, model, version }];
    }),
  );
}

export function pinOf(places: Iterable<ScoringPlace>): ScoringPin {
  const sides: Record<ScoringPlace["side"], ModelVersions> = { current: {}, shadow: {} };
  for (const { side, model, version } of places) sides[side] = { ...sides[side], [model]: version };
  return sides;
}

/** Why a version can't be had. @throws what only another try can mend */
export function refusalOf(place: ScoringPlace, error: unknown): Refused {
  if (!isAttuneError(error) || !isPinCode(error.code)) throw error;
  return { code: error.code, message: `${placeName(place)} can't score: ${error.message}` };
}

interface Entered extends ScoringPlace {
  readonly scoring: Scoring;
}

/**
 * The models that score, each in its place by itself: where one version can't be had, that place keeps what was in force, and the rest of the pin counts
 * all the same. Without a source nothing scores, whatever a pin names.
 */
export class ScoringInForce {
  readonly #source: ScoringSource | undefined;
  /** By place's name, what the pin resolved last stands for; or why it can't be had. */
  readonly #found = new Map<string, Scoring | Refused>();
  #entered = new Map<string, Entered>();
  /** By slot, the version that somebody was told can't be had. */
  readonly #told = new Map<string, string>();

  constructor(source: ScoringSource | undefined) {
    this.#source = source;
  }

  /** Finds what a pin stands for, right before it comes into force. @throws what only another try can mend */
  async resolve(pin: ScoringPin): Promise<void> {
    this.#found.clear();
    if (this.#source === undefined) return;
    for (const place of placesOf(pin)) {
      const found = await this.#source.resolve(pinOf([place])).catch((error: unknown) => refusalOf(place, error));
      this.#found.set(placeName(place), found);
    }
  }

  /** From here on the pin resolved last scores, as far as it was found. `pin`: what is in force now; `refused`: what can't be had, each once. */
  enter(pin: ScoringPin): {
    readonly pin: ScoringPin;
    readonly scoring: Scoring;
    readonly refused: readonly Refused[];
  } {
    if (this.#source === undefined) return { pin, scoring: NO_SCORING, refused: [] };
    const entered = new Map<string, Entered>();
    const refused: Refused[] = [];
    for (const place of placesOf(pin)) {
      const slot = `${place.side}/${place.model}`;
      const found = this.#found.get(placeName(place));
      const isFound = found !== undefined && !("code" in found);
      const next = isFound ? { ...place, scoring: found } : this.#entered.get(slot);
      if (next !== undefined) entered.set(slot, next);
      if (isFound) this.#told.delete(slot);
      if (found === undefined || isFound || this.#told.get(slot) === place.version) continue;
      this.#told.set(slot, place.version);
      refused.push(found);
    }
    // Where a promotion is refused, what stays may be what the pin has in the shadow: it would be counted twice, and against itself.
    for (const [slot, { side, model, version }] of entered)
      if (side === "shadow" && entered.get(`current/${model}`)?.version === version) entered.delete(slot);
    this.#entered = entered;
    const inForce = pinOf(entered.values());
    this.#source.entered?.(inForce);
    return { pin: inForce, scoring: together(inForce, entered.values()), refused };
  }
}

function together(pin: ScoringPin, entered: Iterable<Entered>): Scoring {
  let scoring: Scoring = { ...NO_SCORING, pin };
  for (const { scoring: each } of entered)
    scoring = { ...scoring, ...each, shadow: { ...scoring.shadow, ...each.shadow }, pin };
  return scoring;
}
