/**
 * The pure core (DESIGN 1): `step(profile, event)` under one immutable context. pipeline.ts is its table of contents. No I/O, no clock, no
 * randomness: same log, same context, same bytes.
 */
import type { EngineContext } from "../domain/context.js";
import type { Taste } from "../domain/recommendation.js";
import { faded } from "../domain/popularity.js";
import type { Engine } from "../domain/step.js";
import { fadedCalibration } from "./learn/faded-calibration.js";
import { fadedHours } from "./learn/hours.js";
import { populationOf } from "./learn/population-of.js";
import { readPopulation } from "./learn/read-population.js";
import { type Prepared, prepare, step } from "./pipeline.js";
import { contactCapacity } from "./policies/index.js";
import { boundOf } from "./profile/bound.js";
import { decodeProfile, encodeProfile } from "./profile/codec.js";
import { describeProfile } from "./profile/describe.js";
import { editProfile } from "./profile/edit.js";
import { sizeOfProfile } from "./profile/size.js";
import type { Profile } from "./profile/stored-profile.js";
import { recheck } from "./recheck.js";
import { tasteOf } from "./recommend/taste.js";

export { describeProfile, editProfile, type Profile, readPopulation };

/** The declared bound of one profile's bytes under this context (invariant 7). */
export function mostProfileBytes(context: EngineContext): number {
  return boundOf(context, contactCapacity(context));
}

/** What a stored profile says of the person's taste at a time (ms): for recommendations outside a decision. */
export function tasteOfProfile(profile: Profile, context: EngineContext, time: number): Taste {
  return tasteOf(profile, context, time);
}

export function createEngine(context: EngineContext): Engine<Profile> {
  return engineOf(prepare(context));
}

/** Another population, recommender or model changes nothing of what was prepared: they are read where a step asks for them. */
function engineOf(prepared: Prepared): Engine<Profile> {
  const { context } = prepared;
  return {
    contextVersion: context.version,
    step: (profile, event, partition) => step(profile, event, prepared, partition),
    under: (population) => engineOf({ ...prepared, context: { ...context, population: readPopulation(population) } }),
    serving: (recommender) => engineOf({ ...prepared, context: { ...context, recommender } }),
    scoring: (scoring) => engineOf({ ...prepared, context: { ...context, scoring } }),
    population: (statistics, time) => populationOf(statistics, context, time),
    faded: (statistics, time) =>
      new Map([
        ...faded(statistics, time, context.recommendations.popularity),
        ...fadedHours(statistics, time, context.timing.recipe),
        ...fadedCalibration(statistics, context.scoring),
      ]),
    recheck: (profile, message, time) => recheck(profile, message, time, context),
    encode: encodeProfile,
    decode: decodeProfile,
    describe: describeProfile,
    sizeOf: sizeOfProfile,
  };
}
