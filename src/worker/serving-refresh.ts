import { NO_PIN, samePin, type ServingPin } from "../domain/serving.js";
import { servingOf } from "./statistics.js";
import { allOf, mayHaveAnother, type TellParts, tellPartitions } from "./tell-partitions.js";

/** What recommendations should be made of now. */
export interface Present {
  readonly pin: ServingPin;
  /** Of the model's files: it changes when an erased person's sessions are taken out of them. */
  readonly revision: number;
}

export interface PinSource {
  /** The promoted model and the catalogue as it stands now. */
  current(): Promise<Present>;
  /** Makes ready what the pin names, so that no partition waits for it. @throws what ServingSource.resolve does */
  prepare(pin: ServingPin): Promise<void>;
}

export interface ServingParts extends TellParts {
  readonly source: PinSource;
}

/**
 * Brings what recommendations should be made of now into force: first it is made ready, then its pin is put into the log of every partition. `told`: what
 * all have been told; where it is the present one, nothing is looked at. Where that isn't known, only partitions are told that may have another one.
 */
export async function refreshServing(parts: ServingParts, told?: Present): Promise<Present> {
  const present = await parts.source.current();
  const { pin: serving, revision } = present;
  if (told !== undefined && samePin(told.pin, serving) && told.revision === revision) return told;
  const isInForce = (stored: ReadonlyMap<string, Uint8Array>): boolean => samePin(servingOf(stored) ?? NO_PIN, serving);
  const isNothing = samePin(serving, NO_PIN);
  const behind = told === undefined ? await mayHaveAnother(parts, { isInForce, isNothing }) : allOf(parts.log);
  if (behind.length === 0) return present;
  await parts.source.prepare(serving);
  await tellPartitions(parts, behind, { serving });
  return present;
}
