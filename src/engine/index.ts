/**
 * The pure core (DESIGN 1): `step(profile, event)` under one immutable context. pipeline.ts is its table of contents. No I/O, no clock, no
 * randomness: same log, same context, same bytes.
 */
import type { EngineContext } from "../domain/context.js";
import type { Engine } from "../domain/step.js";
import { prepare, step } from "./pipeline.js";
import { decodeProfile, encodeProfile } from "./profile/codec.js";
import { describeProfile } from "./profile/describe.js";
import { sizeOfProfile } from "./profile/size.js";
import type { Profile } from "./profile/stored-profile.js";

export { describeProfile, type Profile };

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
