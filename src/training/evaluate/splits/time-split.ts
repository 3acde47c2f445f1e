import { AttuneError } from "../../../domain/errors.js";
import type { Interactions } from "../../interactions.js";

/**
 * One cut in time for everybody: what is before the cut may be learnt from, what is after is the future (Meng et al., RecSys 2020; Ji et al., TOIS
 * 2023). Settings are chosen on the last part before the cut. Interaction numbers: train [0, validation), validation [validation, test), test [test, end).
 */
export interface TimeSplit {
  readonly validation: number;
  readonly test: number;
  readonly end: number;
}

/** `share` of all interactions lie before the cut, `validationShare` of all of them right before it. @throws AttuneError ATTUNE_EVALUATION_EMPTY */
export function splitByTime(interactions: Interactions, share: number, validationShare: number): TimeSplit {
  const { count, time } = interactions;
  const test = firstOfItsTime(time, Math.round(count * share));
  const validation = firstOfItsTime(time, Math.round(count * (share - validationShare)));
  if (validation === 0 || validation === test || test === count)
    throw new AttuneError("ATTUNE_EVALUATION_EMPTY", `${count} interactions leave train, validation or test empty`);
  return { validation, test, end: count };
}

/** A cut never parts interactions of one instant: their order says nothing. */
function firstOfItsTime(time: Float64Array, at: number): number {
  let first = at;
  while (first > 0 && time[first] === time[first - 1]) first--;
  return first;
}
