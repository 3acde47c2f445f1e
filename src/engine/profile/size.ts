import type { Profile } from "./stored-profile.js";

/** The profile's object and the header of its text. */
const FIXED = 64;

/** Bytes held in memory, about: for a cache's bound, not for accounting. */
export function sizeOfProfile(profile: Profile): number {
  return FIXED + profile.packed.length;
}
