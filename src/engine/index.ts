/**
 * The pure core (DESIGN 1): `step(profile, event)` under one immutable context. pipeline.ts is its table of contents. No I/O, no clock, no
 * randomness: same log, same context, same bytes.
 */
import type { EngineContext } from "../domain/context.js";
import type { Engine } from "../domain/step.js";
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

export { describeProfile, editProfile, type Profile, readPopulation };

/** The declared bound of one profile's bytes under this context (invariant 7). */
export function mostProfileBytes(context: EngineContext): number {
  return boundOf(context, contactCapacity(context));
}

export function createEngine(context: EngineContext): Engine<Profile> {
  return engineOf(prepare(context));
}

/** Another population changes nothing of what was prepared: it is read where a step asks for it. */
function engineOf(prepared: Prepared): Engine<Profile> {
  const { context } = prepared;
  return {
    contextVersion: context.version,
    step: (profile, event, partition) => step(profile, event, prepared, partition),
    under: (population) => engineOf({ ...prepared, context: { ...context, population: readPopulation(population) } }),
    population: (statistics, time) => populationOf(statistics, context, time),
    encode: encodeProfile,
    decode: decodeProfile,
    describe: describeProfile,
    sizeOf: sizeOfProfile,
  };
}
