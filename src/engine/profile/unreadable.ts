import { AttuneError } from "../../domain/errors.js";

export function unreadable(why: string): never {
  throw new AttuneError("ATTUNE_PROFILE_UNREADABLE", `the profile can't be read: ${why}`);
}
