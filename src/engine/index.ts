/**
 * The pure core (DESIGN 1): `step(profile, event)` under one immutable context. pipeline.ts is its table of contents. No I/O, no clock, no
 * randomness: same log, same context, same bytes.
 */
import type { EngineContext } from "../domain/context.js";
import type { Engine } from "../domain/step.js";
import { prepare, step } from "./pipeline.js";
import { contactCapacity } from "./policies/contact-policy.js";
import { boundOf } from "./profile/bound.js";
import { decodeProfile, encodeProfile } from "./profile/codec.js";
import { describeProfile } from "./profile/describe.js";
import { sizeOfProfile } from "./profile/size.js";
import type { Profile } from "./profile/stored-profile.js";

export { describeProfile, type Profile };

/** The declared bound of one profile's bytes under this context (invariant 7). */
export function mostProfileBytes(context: EngineContext): number {
  return boundOf(context, contactCapacity(context));
}

export function createEngine(context: EngineContext): Engine<Profile> {
  const prepared = prepare(context);
  return {
    contextVersion: context.version,
    step: (profile, event) => step(profile, event, prepared),
    encode: encodeProfile,
    decode: decodeProfile,
    describe: describeProfile,
    sizeOf: sizeOfProfile,
  };
}
