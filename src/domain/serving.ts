import type { Recommender } from "./recommendation.js";

/**
 * What recommendations are made of, by name: from a ContextEvent with another one on, a partition's engine works with that. The same pin gives
 * the same recommendations, live and in replay.
 */
export interface ServingPin {
  /** A version under models/recommender/versions/; "": none is promoted, items come from the catalogue and live popularity alone. */
  readonly model: string;
  /** The catalogue is what the journal adds up to through this sequence (topic "items"); 0 = empty. */
  readonly catalogue: number;
}

export const NO_PIN: ServingPin = { model: "", catalogue: 0 };

export function samePin(a: ServingPin, b: ServingPin): boolean {
  return a.model === b.model && a.catalogue === b.catalogue;
}

export function pinName({ model, catalogue }: ServingPin): string {
  return `${model === "" ? "none" : model}@${catalogue}`;
}

/** Finds what a pin names: files, journal, shared memory. The worker awaits it where a pin comes into force. */
export interface ServingSource {
  /** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID | ATTUNE_CATALOGUE_GONE: what was in force stays */
  resolve(pin: ServingPin): Promise<Recommender>;
  /** It has come into force: what was resolved before it is asked no more. */
  entered?(pin: ServingPin): void;
}
